public import Evaluation

/// Which evaluated rows a report shows as images.
///
/// Rows of equal probability come in the order of the table, so the same predictions give the
/// same rows.
public struct ImageSelection: Sendable, Hashable {
  /// Wrong predictions, the surest first.
  public let mistakes: [Int]
  /// By class, right predictions, the surest first.
  public let surest: [[Int]]
  /// The commonest confusions first.
  public let confusions: [Confusion]

  /// Rows of one class that were called another.
  public struct Confusion: Sendable, Hashable {
    /// Index into the classes.
    public let truth: Int
    /// Index into the classes.
    public let predicted: Int
    /// All of them.
    public let count: Int
    /// The surest first.
    public let rows: [Int]
  }

  /// How many are shown.
  public struct Limits: Sendable, Hashable {
    public var mistakes = 24
    public var surestPerClass = 8
    public var confusions = 12
    public var rowsPerConfusion = 8

    public init() {}
  }

  /// - Parameter predictions: Without probabilities, all rows are as sure.
  public init(of predictions: LabelledPredictions, limits: Limits = Limits()) {
    let classCount = predictions.classes.count
    func confidence(_ row: Int) -> Float {
      let value = predictions.probabilities?[row * classCount + predictions.predicted[row]] ?? 1
      return value.isFinite ? value : 0
    }
    let ordered = predictions.truth.indices
      .map { (row: $0, confidence: confidence($0)) }
      .sorted { ($1.confidence, $0.row) < ($0.confidence, $1.row) }.map(\.row)
    var cells = [[Int]](repeating: [], count: classCount * classCount)
    for row in ordered {
      cells[predictions.truth[row] * classCount + predictions.predicted[row]].append(row)
    }
    mistakes = Array(
      ordered.lazy.filter { predictions.truth[$0] != predictions.predicted[$0] }
        .prefix(limits.mistakes))
    surest = (0..<classCount).map {
      Array(cells[$0 * (classCount + 1)].prefix(limits.surestPerClass))
    }
    confusions = cells.indices
      .filter { $0 / classCount != $0 % classCount && !cells[$0].isEmpty }
      .sorted { (cells[$1].count, $0) < (cells[$0].count, $1) }
      .prefix(limits.confusions)
      .map { cell in
        Confusion(
          truth: cell / classCount, predicted: cell % classCount, count: cells[cell].count,
          rows: Array(cells[cell].prefix(limits.rowsPerConfusion)))
      }
  }

  /// All rows that are shown, each once, in order.
  public var rows: [Int] {
    Set(mistakes + surest.flatMap(\.self) + confusions.flatMap(\.rows)).sorted()
  }
}
