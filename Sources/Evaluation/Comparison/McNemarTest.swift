import Glibc

/// Whether two classifiers that evaluate the same rows differ by more than chance.
///
/// Only rows that one of them gets right and the other wrong say anything: without a difference,
/// either one is right as often as the other.
///
///     χ² = (|b − c| − 1)² / (b + c)        with one degree of freedom
///
/// With fewer than 25 such rows the probability is the exact one of a fair coin, both sides
/// together.
///
/// - Source: McNemar 1947, Psychometrika 12, 153; the correction for continuity: Edwards 1948,
///   Psychometrika 13, 185.
public struct McNemarTest: Hashable, Sendable {
  /// Rows that only the first gets right: `b` above.
  public let onlyFirst: Int
  /// Rows that only the second gets right: `c` above.
  public let onlySecond: Int

  /// So many rows of different outcome are enough for the approximation.
  public static let exactLimit = 25

  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(
      onlyFirst >= 0 && onlySecond >= 0,
      "expected counts of rows, found \(onlyFirst) and \(onlySecond)")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// Rows that one gets right and the other wrong.
  public var discordant: Int { onlyFirst + onlySecond }

  public var isExact: Bool { discordant < Self.exactLimit }

  /// χ² above, 0 for equal counts; `nil` where the test is exact.
  public var statistic: Double? {
    guard !isExact else { return nil }
    let distance = max(0, Double(abs(onlyFirst - onlySecond)) - 1)
    return distance * distance / Double(discordant)
  }

  /// How often counts at least as unequal come about by chance, in `0...1`; 1 without any
  /// discordant row.
  public var probability: Double {
    // One degree of freedom: χ² is the square of a normal number.
    if let statistic { return erfc((statistic / 2).squareRoot()) }
    var term = pow(0.5, Double(discordant))
    var tail = 0.0
    for count in 0...min(onlyFirst, onlySecond) {
      tail += term
      term *= Double(discordant - count) / Double(count + 1)
    }
    return min(1, 2 * tail)
  }
}
