import Engine
public import Files
import Settings

/// Something given to the learning machinery cannot be used: a settings file, a weights file, a
/// checkpoint, a data set, or a training that ran away.
public struct LearningError: ExitCoded, Hashable {
  /// The file, or what stands for it where there is none: `training configuration`.
  public let path: String
  /// Where in it: a line and a key, a tensor's name, an epoch; empty where the whole is meant.
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

  init(_ error: FileError) {
    self.init(
      path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  init(_ error: SettingsError) {
    self.init(
      path: error.path, location: error.location, problem: error.problem, fix: error.fix,
      exitCode: error.exitCode)
  }

  /// A network that cannot be computed as described.
  init(network error: EngineError) {
    self.init(path: "network", problem: "\(error)")
  }

  /// Data of which nothing counts.
  static func noWeight(in role: String) -> LearningError {
    LearningError(
      path: "\(role) data", problem: "has no row of positive weight",
      fix: "Check the filters and the split.")
  }

  public var description: String {
    let place = location.isEmpty ? path : "\(path), \(location)"
    return fix.isEmpty ? "\(place): \(problem)." : "\(place): \(problem). \(fix)"
  }
}
