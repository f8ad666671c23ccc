import Glibc
import Numbers

/// Two classifications of the same rows, and by how much the second differs from the first.
public struct PairedComparison: Hashable, Sendable {
  /// Second less first, with intervals from rows drawn in pairs: rows both find hard or easy
  /// cancel out, so that the interval is that of the difference.
  public struct Differences: Hashable, Sendable {
    public let accuracy: Estimate
    public let balancedAccuracy: Estimate
    /// Positive where the second is worse; undefined unless both carry probabilities.
    public let logLoss: Estimate
    public let test: McNemarTest
  }

  /// How often the first calls a row one class and the second another; shape
  /// `[first, second]`.
  public let agreement: ConfusionMatrix
  /// By the rows' change of class.
  public let flips: [Flip]
  /// `nil` without truth.
  public let differences: Differences?

  /// Of the rows, those given two different classes.
  public var flipped: Estimate { .proportion(flips.count, of: Int(clamping: agreement.total)) }

  /// - Parameter rows: Two of the classifications, by index.
  init(_ rows: ComparedRows, first: Int, second: Int, bootstrap: Bootstrap) {
    let (one, other) = (rows.classifications[first], rows.classifications[second])
    agreement = ConfusionMatrix(
      pairs: zip(one.predicted, other.predicted), classCount: rows.classes.count)
    flips = Flip.all(rows, one, other)
    differences = rows.truth.map { truth in
      Differences(
        truth: truth, one, other, classCount: rows.classes.count, bootstrap: bootstrap)
    }
  }
}

extension PairedComparison.Differences {
  fileprivate init(
    truth: [Int], _ first: ComparedRows.Classification, _ second: ComparedRows.Classification,
    classCount: Int, bootstrap: Bootstrap
  ) {
    let cells = OutcomeCells(truth, first.predicted, second.predicted, classCount: classCount)
    let drawn = bootstrap.intervals(
      around: cells.differences(cells.counts), cells: cells.counts,
      stream: EvaluationOptions.Stream.paired, bounds: -1...1
    ) { cells.differences($0) }
    accuracy = drawn[0]
    balancedAccuracy = drawn[1]
    logLoss = Self.logLoss(truth, first, second, classCount, bootstrap)
    test = McNemarTest(
      onlyFirst: truth.indices.count {
        first.predicted[$0] == truth[$0] && second.predicted[$0] != truth[$0]
      },
      onlySecond: truth.indices.count {
        second.predicted[$0] == truth[$0] && first.predicted[$0] != truth[$0]
      })
  }

  /// Over rows for which both have probabilities.
  private static func logLoss(
    _ truth: [Int], _ first: ComparedRows.Classification, _ second: ComparedRows.Classification,
    _ classCount: Int, _ bootstrap: Bootstrap
  ) -> Estimate {
    guard let one = first.probabilities, let other = second.probabilities else {
      return .undefined
    }
    var histogram = DifferenceHistogram()
    for row in truth.indices {
      let place = row * classCount + truth[row]
      guard let before = loss(one[place]), let after = loss(other[place]) else { continue }
      histogram.add(after - before)
    }
    return histogram.mean(bootstrap, stream: EvaluationOptions.Stream.paired + 1)
  }

  /// `nil` where there is no probability.
  private static func loss(_ probability: Float) -> Double? {
    probability.isFinite ? Evaluation.logLoss(ofTruth: probability) : nil
  }
}

/// Rows by truth and both predictions: all that accuracies depend on.
private struct OutcomeCells {
  private struct Cell {
    let truth: Int
    let isFirstRight, isSecondRight: Bool
  }

  private let cells: [Cell]
  private let classCount: Int
  /// Rows of each cell.
  let counts: [Double]

  init(_ truth: [Int], _ first: [Int], _ second: [Int], classCount: Int) {
    // What a wrong row was taken for changes neither figure: four cells for each true class.
    var counts = [Double](repeating: 0, count: 4 * classCount)
    for row in truth.indices {
      let outcome = (first[row] == truth[row] ? 1 : 0) + (second[row] == truth[row] ? 2 : 0)
      counts[4 * truth[row] + outcome] += 1
    }
    self.counts = counts
    self.classCount = classCount
    cells = counts.indices.map {
      Cell(truth: $0 / 4, isFirstRight: $0 % 2 == 1, isSecondRight: $0 % 4 >= 2)
    }
  }

  /// Of accuracy and of balanced accuracy, the second's less the first's.
  func differences(_ counts: [Double]) -> [Double?] {
    var support = [Double](repeating: 0, count: classCount)
    var gains = support
    for (cell, count) in zip(cells, counts) {
      support[cell.truth] += count
      if cell.isSecondRight != cell.isFirstRight {
        gains[cell.truth] += cell.isSecondRight ? count : -count
      }
    }
    let total = support.reduce(0, +)
    guard total > 0 else { return [nil, nil] }
    let present = support.indices.filter { support[$0] > 0 }
    let recalls = present.reduce(0) { $0 + gains[$1] / support[$1] }
    return [gains.reduce(0, +) / total, recalls / Double(present.count)]
  }
}

/// Differences of losses in bins so narrow that what varies within one is negligible.
private struct DifferenceHistogram {
  /// No two clipped losses are farther apart.
  private static let bound = 16.0
  private static let binCount = 4096
  private var sums = [Double](repeating: 0, count: binCount)
  private var counts = [Double](repeating: 0, count: binCount)

  mutating func add(_ difference: Double) {
    let place = (difference + Self.bound) / (2 * Self.bound) * Double(Self.binCount)
    let bin = Int(clamping: min(max(0, place), Double(Self.binCount - 1)))
    sums[bin] += difference
    counts[bin] += 1
  }

  func mean(_ bootstrap: Bootstrap, stream: UInt64) -> Estimate {
    let occupied = counts.indices.filter { counts[$0] > 0 }
    let cells = occupied.map { counts[$0] }
    let total = cells.reduce(0, +)
    guard total > 0 else { return .undefined }
    let means = occupied.map { sums[$0] / counts[$0] }
    let estimate = occupied.reduce(0) { $0 + sums[$1] } / total
    return bootstrap.intervals(
      around: [estimate], cells: cells, stream: stream, bounds: -Self.bound...Self.bound
    ) { drawn in [zip(drawn, means).reduce(0) { $0 + $1.0 * $1.1 } / total] }[0]
  }
}
