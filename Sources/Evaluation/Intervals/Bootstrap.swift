/// Percentile intervals by drawing the rows anew, with replacement.
///
/// Rows that a statistic cannot tell apart are one cell, and a resample of `n` rows is one
/// multinomial draw of the cells' counts: exact for everything computed from a confusion
/// matrix, and as fast for a million rows as for a hundred. Statistics of continuous scores
/// use cells fine enough that what varies within one is negligible; see each caller.
///
/// The resamples are moved so that their mean is the estimate. That removes the error of
/// binning, and the upward bias of statistics such as the calibration error, whose plain
/// percentile interval may exclude the estimate.
///
/// - Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 10 and 13.
struct Bootstrap: Sendable {
  let resamples: Int
  let seed: UInt64

  /// The estimates with their intervals.
  ///
  /// - Parameters:
  ///   - estimates: What the statistics are on the rows themselves; undefined stays so.
  ///   - cells: Whole counts.
  ///   - stream: Sets this draw apart from others of the same seed.
  ///   - bounds: What any statistic can be.
  ///   - statistics: The same figures of resampled cells, in the order of `estimates`.
  func intervals(
    around estimates: [Double?], cells: [Double], stream: UInt64, bounds: ClosedRange<Double>,
    statistics: ([Double]) -> [Double?]
  ) -> [Estimate] {
    let total = cells.reduce(0, +)
    guard total > 0, resamples > 0 else { return estimates.map { Estimate(value: $0) } }
    var generator = CounterGenerator(seed: seed, stream: stream)
    var drawn = [Double](repeating: 0, count: cells.count)
    var replicates = [[Double]](repeating: [], count: estimates.count)
    for _ in 0..<resamples {
      generator.resample(cells, total: total, into: &drawn)
      for (index, value) in statistics(drawn).enumerated() {
        if let value { replicates[index].append(value) }
      }
    }
    return zip(estimates, replicates).map { estimate, values in
      Self.interval(around: estimate, replicates: values, bounds: bounds)
    }
  }

  private static func interval(
    around estimate: Double?, replicates: [Double], bounds: ClosedRange<Double>
  ) -> Estimate {
    guard let estimate, !replicates.isEmpty else { return Estimate(value: estimate) }
    let mean = replicates.reduce(0, +) / Double(replicates.count)
    let sorted = replicates.sorted()
    let shift = estimate - mean
    let low = quantile(0.025, ofSorted: sorted) + shift
    let high = quantile(0.975, ofSorted: sorted) + shift
    return Estimate(
      value: estimate, low: min(estimate, max(bounds.lowerBound, low)),
      high: max(estimate, min(bounds.upperBound, high)))
  }
}
