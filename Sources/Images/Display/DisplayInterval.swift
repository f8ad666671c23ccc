internal import Glibc
internal import Numbers

/// Which numbers become black and white.
public enum DisplayInterval: Hashable, Sendable {
  /// The smallest and the largest.
  case extremes
  /// Those below which so many percent lie, interpolated between neighbours; each in 0...100.
  case percentiles(Double, Double)
  /// Around the sky, as IRAF's display chooses.
  case zscale(ZScale)

  public static let zscale = DisplayInterval.zscale(ZScale())

  /// - Parameter samples: What is not finite does not count.
  /// - Returns: `nil` where nothing is finite.
  public func limits(of samples: some Collection<Float>) -> ClosedRange<Double>? {
    switch self {
    case .extremes: Self.extremes(samples)
    case .percentiles(let low, let high): Self.percentiles(samples, low, high)
    case .zscale(let rule): rule.limits(of: samples)
    }
  }

  private static func extremes(_ samples: some Collection<Float>) -> ClosedRange<Double>? {
    var (low, high) = (Float.infinity, -Float.infinity)
    for sample in samples where sample.isFinite {
      low = min(low, sample)
      high = max(high, sample)
    }
    return low <= high ? Double(low)...Double(high) : nil
  }

  private static func percentiles(
    _ samples: some Collection<Float>, _ low: Double, _ high: Double
  ) -> ClosedRange<Double>? {
    let sorted = samples.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    func value(_ percent: Double) -> Double {
      let place = percent / 100 * Double(sorted.count - 1)
      let index = min(sorted.count - 1, max(0, Int(clamping: place)))
      let (below, above) = (sorted[index], sorted[min(index + 1, sorted.count - 1)])
      return Double(below) + (Double(above) - Double(below)) * (place - Double(index))
    }
    let (black, white) = (value(low), value(high))
    return min(black, white)...max(black, white)
  }
}
