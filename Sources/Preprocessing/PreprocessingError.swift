public import Files

/// A table cannot become inputs of a model.
public struct PreprocessingError: ExitCoded, Hashable {
  /// The table, as the caller named it.
  public let path: String
  /// What is wrong, with both sides where two disagree.
  public let problem: String
  /// What the user can do, as a sentence; may be empty.
  public let fix: String
  public let exitCode: ExitCode

  public init(path: String, problem: String, fix: String = "", exitCode: ExitCode = .badData) {
    self.path = path
    self.problem = problem
    self.fix = fix
    self.exitCode = exitCode
  }

  public var description: String {
    fix.isEmpty ? "\(path): \(problem)." : "\(path): \(problem). \(fix)"
  }
}

extension PreprocessingError {
  static func missingColumn(_ name: String, purpose: String, path: String) -> PreprocessingError {
    PreprocessingError(
      path: path, problem: "there is no column \(name), wanted as \(purpose)",
      fix: "`skysort inspect` lists the columns.", exitCode: .usage)
  }

  static func notNumeric(_ name: String, purpose: String, path: String) -> PreprocessingError {
    PreprocessingError(
      path: path, problem: "column \(name), wanted as \(purpose), holds no single numbers",
      fix: "Name a numeric column.")
  }
}
