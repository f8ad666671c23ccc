/// Something that two runs' records say differently.
public struct RunDifference: Sendable, Encodable, Hashable {
  /// The two runs' folders.
  public let runs: [String]
  /// `parameters.epochs`, `tasks.model.config.label`, `inputs.labelled.csv`, `seed`.
  public let name: String
  /// What the first says; `nil` where it says nothing.
  public let first: String?
  public let second: String?

  package init(runs: [String], name: String, first: String?, second: String?) {
    self.runs = runs
    self.name = name
    self.first = first
    self.second = second
  }

  /// `40 → 60`.
  public var sides: String { "\(first ?? "not stated") → \(second ?? "not stated")" }
}
