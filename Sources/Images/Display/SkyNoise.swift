/// The level and the noise of the sky in a channel of an image, from its pixels alone.
///
/// Pixels farther from the median than three deviations are left out, again and again; the
/// deviation is 1.4826 times the median distance from the median, so that sources count little.
public struct SkyNoise: Hashable, Sendable {
  /// The median of what is kept.
  public let level: Double
  /// The deviation of what is kept; 0 where more than half of the pixels are alike.
  public let deviation: Double

  private static let maximumRounds = 5
  private static let reach = 3.0
  /// A normal distribution's deviation in units of its median distance from the median.
  private static let normal = 1.482602218505602

  /// - Parameter pixels: What is not finite does not count.
  /// - Returns: `nil` where nothing is finite.
  public init?(_ pixels: some Sequence<Float>) {
    let sorted = pixels.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    var kept = sorted[...]
    for _ in 0..<Self.maximumRounds {
      let (median, deviation) = Self.measures(of: kept)
      let low = Float(median - Self.reach * deviation)
      let high = Float(median + Self.reach * deviation)
      let next = Self.part(of: kept, from: low, to: high)
      guard next.count < kept.count else { break }
      kept = next
    }
    (level, deviation) = Self.measures(of: kept)
  }

  /// Values of a sorted slice from one to another, both included.
  private static func part(
    of sorted: ArraySlice<Float>, from low: Float, to high: Float
  ) -> ArraySlice<Float> {
    var (first, end) = (sorted.startIndex, sorted.endIndex)
    while first < end && sorted[first] < low { first += 1 }
    while end > first && sorted[end - 1] > high { end -= 1 }
    return sorted[first..<end]
  }

  private static func measures(
    of sorted: ArraySlice<Float>
  ) -> (median: Double, deviation: Double) {
    let (first, count) = (sorted.startIndex, sorted.count)
    let median =
      (Double(sorted[first + (count - 1) / 2]) + Double(sorted[first + count / 2])) / 2
    return (median, normal * medianDistance(from: median, in: sorted))
  }

  /// Distances grow from the middle to both ends; the half of them nearest is walked through.
  private static func medianDistance(
    from median: Double, in sorted: ArraySlice<Float>
  ) -> Double {
    var below = sorted.startIndex + (sorted.count - 1) / 2
    var above = below + 1
    var (last, nextToLast) = (0.0, 0.0)
    for _ in 0...(sorted.count / 2) {
      let down = below >= sorted.startIndex ? median - Double(sorted[below]) : .infinity
      let up = above < sorted.endIndex ? Double(sorted[above]) - median : .infinity
      nextToLast = last
      if down <= up { below -= 1 } else { above += 1 }
      last = min(down, up)
    }
    return sorted.count % 2 == 1 ? last : (last + nextToLast) / 2
  }
}
