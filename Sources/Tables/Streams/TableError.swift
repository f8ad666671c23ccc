public import Files
import Settings

/// A table could not be read or written.
public struct TableError: ExitCoded, Hashable {
  public let path: String
  /// Where in the file: `line 12`, `HDU 1, column r`; `nil` for the file as a whole.
  public let location: String?
  /// What is wrong, with both sides where two disagree.
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

  /// A failure of the file itself.
  public init(_ error: FileError) {
    self.init(
      path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  /// A survey descriptor or a header that cannot be understood.
  init(_ error: SettingsError) {
    let advice = error.exitCode == .badData ? "Correct the YAML." : ""
    self.init(
      path: error.path, location: error.location.isEmpty ? nil : error.location,
      problem: error.problem, fix: error.fix.isEmpty ? advice : error.fix,
      exitCode: error.exitCode)
  }

  public var description: String {
    let place = location.map { "\(path), \($0)" } ?? path
    return fix.isEmpty ? "\(place): \(problem)." : "\(place): \(problem). \(fix)"
  }
}
