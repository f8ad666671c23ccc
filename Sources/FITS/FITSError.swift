public import Files
import Glibc

/// A FITS file is damaged, is something else, or could not be read or written.
public struct FITSError: ExitCoded, Hashable {
  /// The file, as the caller named it.
  public let path: String
  /// The place in the file: `HDU 1`, `HDU 2, column 3 (flux)`; `nil` for the file as a whole.
  public let location: String?
  /// What is wrong, without the path: `NAXIS1 is negative`.
  public let problem: String
  /// What the user can do, as a sentence; may be empty.
  public let fix: String
  public let exitCode: ExitCode

  public init(
    path: String, location: String? = nil, problem: String, fix: String = "",
    exitCode: ExitCode = .badData
  ) {
    self.path = path
    self.location = location
    self.problem = problem
    self.fix = fix
    self.exitCode = exitCode
  }

  init(_ error: FileError) {
    self.init(path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  /// A failed system call, by its `errno`.
  ///
  /// - Parameter action: What could not be done: `read`, `written`.
  static func system(_ path: String, _ action: String, code: Int32) -> FITSError {
    let reason = unsafe String(cString: strerror(code)).lowercased()
    let isFull = code == ENOSPC || code == EDQUOT
    return FITSError(
      path: path, problem: "cannot be \(action): \(reason)",
      fix: isFull
        ? "Free some space, then run again; nothing was left half-written."
        : "Check the disk and the file.",
      exitCode: isFull ? .temporary : .inputOutput)
  }

  public var description: String {
    let place = location.map { ", \($0)" } ?? ""
    return fix.isEmpty ? "\(path)\(place): \(problem)." : "\(path)\(place): \(problem). \(fix)"
  }
}

/// Turns the errors of `Files` into this room's.
func wrappingFileErrors<Result: ~Copyable>(
  _ body: () throws(FileError) -> Result
) throws(FITSError) -> Result {
  do throws(FileError) {
    return try body()
  } catch {
    throw FITSError(error)
  }
}

/// What is wrong with a header or a layout, before the file and the place are known.
struct Fault: Error, Hashable {
  let problem: String
  let fix: String

  init(_ problem: String, fix: String = "The file is damaged; fetch or write it again.") {
    self.problem = problem
    self.fix = fix
  }

  func located(path: String, hdu: Int) -> FITSError {
    FITSError(path: path, location: "HDU \(hdu)", problem: problem, fix: fix)
  }
}
