public import Files

/// Settings cannot be used: the file cannot be read, is no YAML or JSON, or says what its reader
/// does not understand.
public struct SettingsError: ExitCoded, Hashable {
  /// The file, or what stands for it where there is none.
  public let path: String
  /// Where in it: a line and the names on the way; empty where the whole is meant.
  public let location: String
  /// What is wrong, without path and location.
  public let problem: String
  /// What the user can do, as a sentence; may be empty.
  public let fix: String
  public let exitCode: ExitCode

  public init(
    path: String, location: String = "", problem: String, fix: String = "",
    exitCode: ExitCode = .badData
  ) {
    self.path = path
    self.location = location
    self.problem = problem
    self.fix = fix
    self.exitCode = exitCode
  }

  /// A failure of the file itself.
  init(_ error: FileError) {
    self.init(
      path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  public var description: String {
    let place = location.isEmpty ? path : "\(path), \(location)"
    return fix.isEmpty ? "\(place): \(problem)." : "\(place): \(problem). \(fix)"
  }
}
