public import Files

/// An image is damaged, is something else, or does not hold what is asked for.
public struct ImageError: ExitCoded, Hashable {
  /// The file, as the caller named it.
  public let path: String
  /// The place in the file: `HDU 1`, `row 7 of the catalog`; `nil` for the file as a whole.
  public let location: String?
  /// What is wrong, without the path.
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
    let place = location.map { ", \($0)" } ?? ""
    return fix.isEmpty ? "\(path)\(place): \(problem)." : "\(path)\(place): \(problem). \(fix)"
  }
}
