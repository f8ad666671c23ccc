import Numbers

/// Proper scores of the probabilities, with intervals.
struct ProbabilityScores {
  /// Rows that have probabilities.
  let rowCount: Int
  let logLoss: Estimate
  let brier: Estimate

  init(_ predictions: LabelledPredictions, bootstrap: Bootstrap) {
    var losses = BinnedMean(upperBound: Evaluation.logLoss(ofTruth: 0), binCount: 2048)
    var squares = BinnedMean(upperBound: 2, binCount: 1024)
    let probabilities = predictions.probabilities ?? []
    let classCount = predictions.classes.count
    for row in 0..<predictions.rowCount where predictions.hasProbabilities(row: row) {
      let start = row * classCount
      let truth = predictions.truth[row]
      losses.add(Evaluation.logLoss(ofTruth: probabilities[start + truth]))
      var square = 0.0
      for index in 0..<classCount {
        let error = Double(probabilities[start + index]) - (index == truth ? 1 : 0)
        square += error * error
      }
      squares.add(square)
    }
    rowCount = losses.rowCount
    logLoss = losses.estimate(bootstrap, stream: 1)
    brier = squares.estimate(bootstrap, stream: 2)
  }
}

/// The mean of many numbers, with a histogram to resample it from.
private struct BinnedMean {
  private let width: Double
  private var sums: [Double]
  private var counts: [Double]
  private(set) var rowCount = 0

  init(upperBound: Double, binCount: Int) {
    width = upperBound / Double(binCount)
    sums = Array(repeating: 0, count: binCount)
    counts = sums
  }

  /// - Parameter value: Not negative; beyond the upper bound shares the last bin.
  mutating func add(_ value: Double) {
    let bin = Int(clamping: min(value / width, Double(sums.count - 1)))
    sums[bin] += value
    counts[bin] += 1
    rowCount += 1
  }

  func estimate(_ bootstrap: Bootstrap, stream: UInt64) -> Estimate {
    guard rowCount > 0 else { return .undefined }
    let total = Double(rowCount)
    let occupied = counts.indices.filter { counts[$0] > 0 }
    let cells = occupied.map { counts[$0] }
    let means = occupied.map { sums[$0] / counts[$0] }
    let mean = occupied.reduce(0) { $0 + sums[$1] } / total
    let intervals = bootstrap.intervals(
      around: [mean], cells: cells, stream: stream, bounds: 0...Double.infinity
    ) { drawn in
      [zip(drawn, means).reduce(0) { $0 + $1.0 * $1.1 } / total]
    }
    return intervals[0]
  }
}
