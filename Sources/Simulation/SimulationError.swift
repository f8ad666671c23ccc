public import Files

/// A sky that cannot be made.
public struct SimulationError: ExitCoded, Hashable {
  /// The setting that is wrong.
  public let subject: String
  public let found: String
  public let expected: String

  public var exitCode: ExitCode { .usage }

  public var description: String {
    "Cannot simulate with \(subject) \(found): give \(expected)."
  }
}
