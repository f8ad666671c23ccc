internal import Evaluation

/// The distribution of a score among training rows, kept at a few fractions.
struct ScoreTable: Hashable, Sendable, Codable {
  /// Ascending; ``fractions`` of the rows do not exceed them.
  let values: [Float]
  let fractions: [Float]

  /// Whether a table that was read from a file can be looked up.
  var isWhole: Bool { !values.isEmpty && values.count == fractions.count }

  /// Where the distribution is kept; closest where rows are flagged.
  private static let knots: [Float] =
    (0...8).map { Float($0) / 10 } + [0.85, 0.9, 0.93, 0.95, 0.96, 0.97]
    + [0.975, 0.98, 0.9825, 0.985, 0.9875, 0.99, 0.9925, 0.995, 0.9975, 1]

  init(values: [Float], fractions: [Float]) {
    self.values = values
    self.fractions = fractions
  }

  /// - Parameter scores: At least one, in any order.
  init(of scores: [Float]) {
    let sorted = scores.sorted()
    fractions = Self.knots
    values = Self.knots.map { quantile(Double($0), ofSorted: sorted) }
  }

  /// The fraction of rows below a score, between the knots in a straight line.
  @inline(__always)
  func fraction(below score: Float) -> Float {
    guard score > values[0] else { return 0 }
    guard score < values[values.count - 1] else { return 1 }
    var lower = 0
    var upper = values.count - 1
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if values[middle] <= score { lower = middle } else { upper = middle }
    }
    let width = values[upper] - values[lower]
    let weight = width > 0 ? (score - values[lower]) / width : 0
    return fractions[lower] + (fractions[upper] - fractions[lower]) * weight
  }
}
