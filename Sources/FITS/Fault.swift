import Files
import Glibc

/// What is wrong with a header or a layout, before the file and the place are known.
struct Fault: Error, Hashable {
  let problem: String
  let fix: String

  init(_ problem: String, fix: String = "The file is damaged; fetch or write it again.") {
    self.problem = problem
    self.fix = fix
  }

  func located(path: String, hdu: Int) -> SkysortError {
    SkysortError(path: path, location: "HDU \(hdu)", problem: problem, fix: fix)
  }
}

extension SkysortError {
  /// A failed system call, by its `errno`.
  ///
  /// - Parameter action: What could not be done: `read`, `written`.
  static func system(_ path: String, _ action: String, code: Int32) -> SkysortError {
    let reason = unsafe String(cString: strerror(code)).lowercased()
    let isFull = code == ENOSPC || code == EDQUOT
    return SkysortError(
      path: path, problem: "cannot be \(action): \(reason)",
      fix: isFull
        ? "Free some space, then run again; nothing was left half-written."
        : "Check the disk and the file.",
      exitCode: isFull ? .temporary : .inputOutput)
  }
}
