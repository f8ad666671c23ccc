/// Which survey a table seems to come from, and why.
public struct Recognition: Hashable, Sendable {
  public let columns: PhotometryColumns
  /// In `0...1`: how much of what the descriptor looks for was found.
  public let score: Double
  /// What was found, one sentence each.
  public let reasons: [String]
  /// What is doubtful about how the columns were understood, one sentence each.
  public let warnings: [String]

  public init(
    columns: PhotometryColumns, score: Double, reasons: [String], warnings: [String] = []
  ) {
    self.columns = columns
    self.score = score
    self.reasons = reasons
    self.warnings = warnings
  }
}
