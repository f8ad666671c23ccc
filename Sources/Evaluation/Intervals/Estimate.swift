import Glibc

/// A statistic with its 95 % interval; `nil` where it is undefined.
public struct Estimate: Hashable, Sendable {
  public let value: Double?
  public let low: Double?
  public let high: Double?

  public init(value: Double?, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }

  public static let undefined = Estimate(value: nil)

  /// The normal quantile that leaves 2.5 % on each side.
  static let quantile = 1.959_963_984_540_054

  /// A proportion with Wilson's score interval, which stays in `0...1` and stays honest at
  /// none of ten and ten of ten.
  ///
  ///     (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
  ///
  /// - Parameters:
  ///   - hits: In `0...total`.
  ///   - total: Undefined where not positive.
  /// - Source: Wilson 1927, JASA 22, 209.
  public static func proportion(_ hits: Double, of total: Double) -> Estimate {
    guard total > 0 else { return .undefined }
    let value = hits / total
    let square = quantile * quantile
    let scale = 1 + square / total
    let centre = (value + square / (2 * total)) / scale
    let variance = value * (1 - value) / total + square / (4 * total * total)
    let half = quantile * variance.squareRoot() / scale
    return Estimate(
      value: value, low: min(value, max(0, centre - half)), high: max(value, min(1, centre + half)))
  }

  public static func proportion(_ hits: Int, of total: Int) -> Estimate {
    proportion(Double(hits), of: Double(total))
  }
}
