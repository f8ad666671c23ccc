public import Files

/// A task could not be done as it was asked for.
public struct TaskError: ExitCoded, Hashable {
  /// The file or the option it is about.
  public let subject: String
  /// What is wrong.
  public let problem: String
  /// What the user can do, as a sentence.
  public let fix: String
  public let exitCode: ExitCode

  public init(subject: String, problem: String, fix: String, exitCode: ExitCode = .badData) {
    self.subject = subject
    self.problem = problem
    self.fix = fix
    self.exitCode = exitCode
  }

  public var description: String { "\(subject): \(problem). \(fix)" }
}
