/// Where in the space of magnitudes (and extra columns) the training rows lie.
///
/// Two things make a row unusual: it is improbable under a mixture of normal distributions that
/// describes each class, or it lies beyond the edges of the box that training rows fill. Each is
/// counted by the fraction of the table's rows, training and validation, that are more usual; the
/// score is the larger fraction, again as a fraction of rows. So 0 is where training was densest, 1 is
/// beyond every row known, and rows above ``threshold`` are outside the range.
///
/// On a table like the training table about `1 − threshold` of the rows are flagged; where a
/// table goes deeper, or shows other sources, more are.
public struct TrainingRange: Hashable, Sendable, Codable {
  let mixture: GaussianMixture
  let edges: TrainingEdges
  let energyTable: ScoreTable
  let excessTable: ScoreTable
  let combinedTable: ScoreTable
  /// Scores above are outside the range.
  public let threshold: Float
  /// By quantity (magnitudes by band, then extra columns): below and above which 0.1 % of
  /// training rows lie.
  public var bounds: [ClosedRange<Float>] {
    zip(edges.lower, edges.upper).map { $0...max($0, $1) }
  }

  public static let defaultThreshold: Float = 0.985

  enum CodingKeys: String, CodingKey {
    case mixture, edges, threshold
    case energyTable = "energy_table"
    case excessTable = "excess_table"
    case combinedTable = "combined_table"
  }

  /// - Parameters:
  ///   - points: Shape `[quantities, stride]`; overwritten.
  ///   - count: Points, at most `stride`, which is a multiple of 16.
  ///   - scores: Room for `stride` numbers.
  ///   - scratch: Room for `stride` numbers.
  func scores(
    _ points: UnsafeMutablePointer<Float>, stride: Int, count: Int,
    into scores: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    unsafe edges.excesses(points, stride: stride, count: count, into: scratch)
    unsafe mixture.energies(points, stride: stride, count: count, into: scores)
    for row in 0..<count {
      let fraction = unsafe Self.larger(
        energyTable.fraction(below: scores[row]), excessTable.fraction(below: scratch[row]))
      unsafe scores[row] = combinedTable.fraction(below: fraction)
    }
  }

  @inline(__always)
  private static func larger(_ first: Float, _ second: Float) -> Float {
    first > second ? first : second
  }

  /// A range that nothing lies outside of, for features that are still being fitted.
  static func everywhere(dimension: Int) -> TrainingRange {
    let table = ScoreTable(values: [.greatestFiniteMagnitude], fractions: [0])
    return TrainingRange(
      mixture: GaussianMixture(centre: Array(repeating: 0, count: dimension), components: []),
      edges: TrainingEdges(
        quantities: Array(repeating: [], count: dimension), rows: [],
        units: Array(repeating: 1, count: dimension)),
      energyTable: table, excessTable: table, combinedTable: table, threshold: 1)
  }
}
