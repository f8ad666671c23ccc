import Numbers

/// How often predictions are right, by how sure they claim to be.
public struct Reliability: Hashable, Sendable {
  /// Predictions of about one confidence.
  public struct Bin: Hashable, Sendable {
    /// Confidence, exclusive (inclusive in the first bin).
    public let lower: Double
    /// Confidence, inclusive.
    public let upper: Double
    public let rows: Int
    public let correct: Int
    /// `nil` in an empty bin.
    public let meanConfidence: Double?
    /// Wilson's interval; undefined in an empty bin.
    public var accuracy: Estimate { .proportion(correct, of: rows) }
    /// Confidence less accuracy, weighted by rows.
    var excess: Double { Double(rows) * (meanConfidence ?? 0) - Double(correct) }
  }

  public let bins: [Bin]

  /// Bins of equal width over `0...1`, as in Guo et al. 2017, arXiv:1706.04599.
  ///
  /// - Parameters:
  ///   - confidence: Shape `[rows]`, in `0...1`.
  ///   - isCorrect: Shape `[rows]`.
  public init(confidence: [Float], isCorrect: [Bool], binCount: Int) {
    let fine = ConfidenceHistogram(
      confidence: confidence, isCorrect: isCorrect, coarseBinCount: binCount)
    self.init(fine)
  }

  init(_ histogram: ConfidenceHistogram) {
    bins = (0..<histogram.coarseBinCount).map { index in
      let part = histogram.slice(of: index)
      let rows = part.reduce(0) { $0 + histogram.rows[$1] }
      let total = part.reduce(0) { $0 + histogram.confidences[$1] }
      let width = 1 / Double(histogram.coarseBinCount)
      return Bin(
        lower: Double(index) * width, upper: Double(index + 1) * width, rows: Int(clamping: rows),
        correct: Int(clamping: part.reduce(0) { $0 + histogram.correct[$1] }),
        meanConfidence: rows == 0 ? nil : total / rows)
    }
  }

  /// Bins of equally many rows; rows of equal confidence may be parted.
  ///
  /// - Source: Nixon et al. 2019, arXiv:1904.01685.
  public init(equallyFilled confidence: [Float], isCorrect: [Bool], binCount: Int) {
    let keys = zip(confidence, isCorrect)
      .map { UInt64($0.bitPattern) << 1 | ($1 ? 1 : 0) }
      .sorted()
    let values = keys.map { Float(bitPattern: UInt32($0 >> 1)) }
    bins = (0..<binCount).compactMap { index in
      let start = keys.count * index / binCount
      let end = keys.count * (index + 1) / binCount
      guard end > start else { return nil }
      let total = values[start..<end].reduce(0) { $0 + Double($1) }
      return Bin(
        lower: Double(values[start]), upper: Double(values[end - 1]), rows: end - start,
        correct: keys[start..<end].reduce(0) { $0 + Int($1 & 1) },
        meanConfidence: total / Double(end - start))
    }
  }

  /// The mean distance between confidence and accuracy over the bins, weighted by rows; `nil`
  /// without rows.
  public var expectedCalibrationError: Double? {
    let rows = bins.reduce(0) { $0 + $1.rows }
    return rows == 0 ? nil : bins.reduce(0) { $0 + abs($1.excess) } / Double(rows)
  }
}

/// Rows and correct rows by confidence, in bins that are parts of the reliability bins.
struct ConfidenceHistogram {
  let coarseBinCount: Int
  private(set) var rows: [Double]
  private(set) var correct: [Double]
  /// Sums over the rows.
  private(set) var confidences: [Double]
  private static let parts = 64

  init(confidence: [Float], isCorrect: [Bool], coarseBinCount: Int) {
    self.coarseBinCount = coarseBinCount
    let binCount = coarseBinCount * Self.parts
    rows = Array(repeating: 0, count: binCount)
    correct = rows
    confidences = rows
    for (value, isRight) in zip(confidence, isCorrect) {
      let clipped = min(1, max(0, Double(value)))
      let bin = max(0, Int(clamping: (clipped * Double(binCount)).rounded(.up)) - 1)
      rows[bin] += 1
      confidences[bin] += Double(value)
      if isRight { correct[bin] += 1 }
    }
  }

  func slice(of coarseBin: Int) -> Range<Int> {
    coarseBin * Self.parts..<(coarseBin + 1) * Self.parts
  }

  /// The expected calibration error with its interval.
  func calibrationError(_ bootstrap: Bootstrap, stream: UInt64) -> Estimate {
    let occupied = rows.indices.filter { rows[$0] > 0 }
    let means = occupied.map { confidences[$0] / rows[$0] }
    let cells = occupied.flatMap { [rows[$0] - correct[$0], correct[$0]] }
    let estimate = Reliability(self).expectedCalibrationError
    let intervals = bootstrap.intervals(
      around: [estimate], cells: cells, stream: stream, bounds: 0...1
    ) { drawn in
      var excess = [Double](repeating: 0, count: coarseBinCount)
      var total = 0.0
      for (index, bin) in occupied.enumerated() {
        let count = drawn[2 * index] + drawn[2 * index + 1]
        excess[bin / Self.parts] += count * means[index] - drawn[2 * index + 1]
        total += count
      }
      return [excess.reduce(0) { $0 + abs($1) } / total]
    }
    return intervals[0]
  }
}

extension LabelledPredictions {
  /// The predicted class's probability and whether it is right, of rows with probabilities.
  var confidences: (values: [Float], isCorrect: [Bool]) {
    var values: [Float] = []
    var isCorrect: [Bool] = []
    for row in 0..<rowCount where hasProbabilities(row: row) {
      values.append((probabilities ?? [])[row * classes.count + predicted[row]])
      isCorrect.append(predicted[row] == truth[row])
    }
    return (values, isCorrect)
  }

  /// One class's probability and whether the row is of it, of rows with probabilities.
  func confidences(ofClass index: Int) -> (values: [Float], isCorrect: [Bool]) {
    var values: [Float] = []
    var isCorrect: [Bool] = []
    for row in 0..<rowCount where hasProbabilities(row: row) {
      values.append((probabilities ?? [])[row * classes.count + index])
      isCorrect.append(truth[row] == index)
    }
    return (values, isCorrect)
  }
}
