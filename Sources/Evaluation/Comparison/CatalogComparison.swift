/// Everything that can be said of several classifications of the same rows.
public struct CatalogComparison: Sendable {
  public let rows: ComparedRows
  /// By classification; empty without truth.
  public let metrics: [ClassificationMetrics]
  /// The second classification and on, each with the first.
  public let pairs: [PairedComparison]
  /// `nil` without truth or magnitudes.
  public let magnitude: MagnitudeComparison?

  /// - Parameter completeness: At which purities are compared, in `0...1`.
  public init(
    of rows: ComparedRows, completeness: Double = 0.95, options: EvaluationOptions = .init()
  ) {
    precondition(
      completeness > 0 && completeness <= 1, "expected a fraction, found \(completeness)")
    self.rows = rows
    metrics = rows.classifications.compactMap { classification in
      rows.predictions(of: classification).map { ClassificationMetrics(of: $0, options: options) }
    }
    pairs = rows.classifications.indices.dropFirst().map {
      PairedComparison(rows, first: 0, second: $0, bootstrap: options.bootstrap)
    }
    magnitude = MagnitudeComparison(rows, completeness: completeness)
  }
}
