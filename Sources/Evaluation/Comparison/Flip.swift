/// A row that two classifications call differently.
public struct Flip: Hashable, Sendable {
  /// What the second made of it.
  public enum Change: Int, Hashable, Sendable, CaseIterable {
    case rightToWrong, wrongToRight
    /// Each names another wrong class, of three or more.
    case wrongToWrong
    /// Without truth.
    case unknown

    /// As tables print it.
    public var name: String {
      switch self {
      case .rightToWrong: "right to wrong"
      case .wrongToRight: "wrong to right"
      case .wrongToWrong: "wrong to wrong"
      case .unknown: "changed"
      }
    }
  }

  /// Of ``ComparedRows``.
  public let row: Int
  public let change: Change
  /// Index into the classes.
  public let first: Int
  /// Index into the classes.
  public let second: Int
  /// Of the class each names; `nil` without probabilities.
  public let firstProbability, secondProbability: Float?

  /// Right to wrong first, then wrong to right, then the rest; among those the surest of both
  /// first, then by row.
  static func all(
    _ rows: ComparedRows, _ one: ComparedRows.Classification, _ other: ComparedRows.Classification
  ) -> [Flip] {
    (0..<rows.rowCount)
      .filter { one.predicted[$0] != other.predicted[$0] }
      .map { Flip($0, rows, one, other) }
      .sorted {
        ($0.change.rawValue, -$0.sureness, $0.row) < ($1.change.rawValue, -$1.sureness, $1.row)
      }
  }

  private init(
    _ row: Int, _ rows: ComparedRows, _ one: ComparedRows.Classification,
    _ other: ComparedRows.Classification
  ) {
    self.row = row
    first = one.predicted[row]
    second = other.predicted[row]
    change =
      switch rows.truth?[row] {
      case nil: .unknown
      case first: .rightToWrong
      case second: .wrongToRight
      default: .wrongToWrong
      }
    let probability = { (classification: ComparedRows.Classification, index: Int) -> Float? in
      classification.probabilities.map { $0[row * rows.classes.count + index] }
        .flatMap { $0.isFinite ? $0 : nil }
    }
    firstProbability = probability(one, first)
    secondProbability = probability(other, second)
  }

  /// Two answers that are both sure of themselves contradict each other most.
  private var sureness: Float { (firstProbability ?? 0) + (secondProbability ?? 0) }
}
