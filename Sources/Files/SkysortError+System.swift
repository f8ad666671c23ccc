public import Glibc

extension SkysortError {
  /// A failed system call, by its `errno`.
  static func system(_ path: String, _ action: String, code: Int32 = errno) -> SkysortError {
    let reason = unsafe String(cString: strerror(code))
    return SkysortError(
      path: path, problem: "cannot \(action): \(reason.lowercased())", fix: hint(for: code),
      exitCode: exitCode(for: code))
  }

  /// A failed system call on an output, where a missing folder is not a missing input.
  public static func output(_ path: String, _ action: String, code: Int32 = errno) -> SkysortError {
    let error = system(path, action, code: code)
    guard error.exitCode == .noInput else { return error }
    return SkysortError(
      path: path, problem: error.problem, fix: "Choose a folder that exists and can be written.",
      exitCode: .inputOutput)
  }

  private static func hint(for code: Int32) -> String {
    switch code {
    case ENOENT: "Check the spelling of the path."
    case EACCES, EPERM: "Check the permissions of the file and its folder."
    case ENOSPC, EDQUOT: "Free some space, then run again; nothing was left half-written."
    case EMFILE, ENFILE: "Raise the limit of open files (ulimit -n)."
    case EROFS: "Choose an output folder that can be written."
    default: ""
    }
  }

  private static func exitCode(for code: Int32) -> ExitCode {
    switch code {
    case ENOENT, EACCES, EPERM, ENOTDIR, ELOOP, ENAMETOOLONG: .noInput
    case ENOSPC, EDQUOT, EMFILE, ENFILE, EAGAIN: .temporary
    default: .inputOutput
    }
  }
}
