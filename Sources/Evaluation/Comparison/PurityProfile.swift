import Numbers

/// Purity of a class against magnitude, at one completeness for all classifiers.
///
/// In each bin the limit on the class's probability is the highest that finds the wanted fraction
/// of the bin's rows of the class; ties enter together. A classifier may trade purity for
/// completeness by moving its limit, so only purities at equal completeness can be compared. One
/// without probabilities has no limit to move: there its labels are taken as they are.
public struct PurityProfile: Hashable, Sendable {
  /// One magnitude bin.
  public struct Cell: Hashable, Sendable {
    /// Rows of the class.
    public let support: Int
    /// Rows at or above the limit.
    public let called: Int
    /// Rows of the class among them.
    public let correct: Int
    /// Of the class's probability; `nil` where labels are taken or the bin holds no such row.
    public let limit: Float?

    /// With Wilson's interval, for the limit as it is; undefined where nothing is called.
    public var purity: Estimate { .proportion(correct, of: called) }
    public var completeness: Estimate { .proportion(correct, of: support) }
  }

  /// The fraction to be found, in `0...1`.
  public let completeness: Double
  /// Shape `[classes][bins]`.
  public let cells: [[Cell]]

  /// - Parameter bins: By row; `nil` without magnitude.
  init(
    _ predictions: LabelledPredictions, bins: [Int?], binCount: Int, completeness: Double
  ) {
    var rows = [[Int]](repeating: [], count: binCount)
    for (row, bin) in bins.enumerated() {
      if let bin { rows[bin].append(row) }
    }
    self.completeness = completeness
    cells = predictions.classes.indices.map { index in
      rows.map { Self.cell(predictions, rows: $0, classIndex: index, completeness) }
    }
  }

  private static func cell(
    _ predictions: LabelledPredictions, rows: [Int], classIndex: Int, _ completeness: Double
  ) -> Cell {
    let support = rows.count { predictions.truth[$0] == classIndex }
    guard predictions.probabilities != nil else {
      let called = rows.filter { predictions.predicted[$0] == classIndex }
      return Cell(
        support: support, called: called.count,
        correct: called.count { predictions.truth[$0] == classIndex }, limit: nil)
    }
    let known = rows.filter(predictions.hasProbabilities(row:))
    let scores = known.map {
      (predictions.probabilities ?? [])[$0 * predictions.classes.count + classIndex]
    }
    let isPositive = known.map { predictions.truth[$0] == classIndex }
    let wanted = Int(clamping: (completeness * Double(support)).rounded(.up))
    var cell = Cell(support: support, called: 0, correct: 0, limit: nil)
    guard wanted > 0 else { return cell }
    ScoreRanking(scores: scores, isPositive: isPositive).forEachThreshold { threshold in
      guard cell.correct < wanted else { return }
      cell = Cell(
        support: support, called: threshold.truePositives + threshold.falsePositives,
        correct: threshold.truePositives, limit: threshold.score)
    }
    return cell
  }
}
