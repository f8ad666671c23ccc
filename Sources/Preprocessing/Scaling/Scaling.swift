internal import Evaluation

/// How features are brought to a common size.
public enum Scaling: String, Hashable, Sendable, Codable, CaseIterable {
  /// Mean 0, standard deviation 1.
  case zscore
  /// The smallest value to −1, the largest to 1.
  case minmax
  /// Median 0, and the middle half of the values spread as a normal distribution's would be.
  case robust
}

/// A feature's scale, as fitted on training rows.
///
///     y = clamp((x − centre) · factor, −clip, clip)
public struct FittedScale: Hashable, Sendable, Codable {
  public let centre: Float
  /// 0 for a feature that was the same in every training row: it tells nothing.
  public let factor: Float
  /// How far a value may lie outside what training saw, in scaled units.
  public let clip: Float

  public init(centre: Float, factor: Float, clip: Float) {
    self.centre = centre
    self.factor = factor
    self.clip = clip
  }

  /// - Parameters:
  ///   - values: Of the training rows; NaN where absent.
  ///   - clip: In scaled units.
  public init(fitting values: [Float], scaling: Scaling, clip: Float = 6) {
    let present = values.lazy.filter { !$0.isNaN }.map(Double.init)
    let (centre, spread) =
      switch scaling {
      case .zscore: Self.moments(Array(present))
      case .minmax: Self.halfRange(Array(present))
      case .robust: Self.quartiles(present.sorted())
      }
    self.centre = Float(centre)
    // A spread within rounding of the values themselves is none.
    let isConstant = !(spread > max(abs(centre), 1e-30) * 1e-6)
    factor = isConstant ? 0 : Float(1 / spread)
    self.clip = clip
  }

  public var isConstant: Bool { factor == 0 }

  @inline(__always)
  public func callAsFunction(_ value: Float) -> Float {
    max(-clip, min(clip, (value - centre) * factor))
  }

  /// The inverse, for numbers within the clip; the centre where the feature is constant.
  public func unscaled(_ number: Float) -> Float {
    isConstant ? centre : number / factor + centre
  }

  private static func moments(_ values: [Double]) -> (Double, Double) {
    guard !values.isEmpty else { return (0, 0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
  }

  private static func halfRange(_ values: [Double]) -> (Double, Double) {
    guard let smallest = values.min(), let largest = values.max() else { return (0, 0) }
    return ((smallest + largest) / 2, (largest - smallest) / 2)
  }

  private static func quartiles(_ sorted: [Double]) -> (Double, Double) {
    guard !sorted.isEmpty else { return (0, 0) }
    let spread = quantile(0.75, ofSorted: sorted) - quantile(0.25, ofSorted: sorted)
    // 1.349 standard deviations lie between the quartiles of a normal distribution.
    return (quantile(0.5, ofSorted: sorted), spread / 1.349)
  }
}
