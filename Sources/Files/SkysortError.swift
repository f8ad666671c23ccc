/// Something given to the program cannot be used: a file, a place in it, or a setting.
///
/// Made where the cause is known, and never wrapped on the way up.
public struct SkysortError: ExitCoded, Hashable {
  /// The file, the option, or what stands for them: `training configuration`.
  public let path: String
  /// The place in it: `line 12`, `HDU 2, column 3 (flux)`; `nil` where the whole is meant.
  public let location: String?
  /// What is wrong, without path and location, with both sides where two disagree: `NAXIS1 is
  /// negative`.
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

  public var description: String {
    let place = location.map { "\(path), \($0)" } ?? path
    return fix.isEmpty ? "\(place): \(problem)." : "\(place): \(problem). \(fix)"
  }
}
