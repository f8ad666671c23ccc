/// How figures and their intervals are computed.
public struct EvaluationOptions: Sendable {
  /// Draws behind each bootstrap interval; none leaves those intervals undefined.
  public var resamples = 1000
  public var seed: UInt64 = 0
  /// Bins of the reliability diagram and of the calibration error.
  public var reliabilityBinCount = 15
  /// The mix of classes that purity is also stated for.
  public var prior: ClassPrior?

  public init() {}

  var bootstrap: Bootstrap { Bootstrap(resamples: resamples, seed: seed) }

  /// Sets the draws of different figures apart.
  enum Stream {
    static let confusion: UInt64 = 0
    static let calibration: UInt64 = 3
    static let reweighted: UInt64 = 4
    static let paired: UInt64 = 5
    static let firstClass: UInt64 = 16
    /// Far above those of classes.
    static let answers: UInt64 = 1 << 20
  }
}
