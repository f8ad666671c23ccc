import Glibc

/// A file could not be opened, read or written.
public struct FileError: ExitCoded, Hashable {
  /// The file, as the caller named it.
  public let path: String
  /// What is wrong, without the path: `is a directory`.
  public let problem: String
  /// What the user can do, as a sentence; may be empty.
  public let fix: String
  public let exitCode: ExitCode

  public init(path: String, problem: String, fix: String = "", exitCode: ExitCode) {
    self.path = path
    self.problem = problem
    self.fix = fix
    self.exitCode = exitCode
  }

  public var description: String {
    fix.isEmpty ? "\(path): \(problem)." : "\(path): \(problem). \(fix)"
  }

  /// A failed system call, by its `errno`.
  static func system(_ path: String, _ action: String, code: Int32 = errno) -> FileError {
    let reason = unsafe String(cString: strerror(code))
    return FileError(
      path: path, problem: "cannot \(action): \(reason.lowercased())", fix: hint(for: code),
      exitCode: exitCode(for: code))
  }

  /// A failed system call on an output, where a missing folder is no missing input.
  static func output(_ path: String, _ action: String, code: Int32 = errno) -> FileError {
    let error = system(path, action, code: code)
    guard error.exitCode == .noInput else { return error }
    return FileError(
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
