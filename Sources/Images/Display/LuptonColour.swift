internal import Glibc
internal import Numbers

/// Three bands as one colour image whose colours do not change with brightness.
///
/// The mean of the bands, `I`, is compressed to `f(I)`; every band is multiplied by `f(I) / I`:
///
///     f(I) = asinh(Q I / stretch) · 0.1 / asinh(0.1 Q)
///
/// Pixels whose brightest band passes white are scaled back, so that they keep their colour.
///
/// - Source: Lupton et al. 2004, PASP 116, 133.
public struct LuptonColour: Hashable, Sendable {
  /// The levels of red, green and blue that become black, in the bands' unit.
  public var minimum: SIMD3<Double>
  /// The span that is shown about linearly, in the bands' unit; positive.
  public var stretch: Double
  /// How strongly what is brighter is compressed; positive.
  public var compression: Double

  public init(minimum: SIMD3<Double> = .zero, stretch: Double = 5, compression: Double = 8) {
    self.minimum = minimum
    self.stretch = stretch
    self.compression = compression
  }

  /// Parts of 255 as whole numbers, the rest cut off.
  ///
  /// - Returns: Black where a band is missing.
  public func bytes(red: Float, green: Float, blue: Float) -> (UInt8, UInt8, UInt8) {
    let bands = SIMD3(Double(red), Double(green), Double(blue)) - minimum
    let intensity = bands.sum() / 3
    guard intensity > 0, intensity.isFinite else { return (0, 0, 0) }
    let slope = 255 * 0.1 / asinh(0.1 * compression)
    var colour = bands * (asinh(intensity * compression / stretch) * slope / intensity)
    colour.clamp(lowerBound: .zero, upperBound: SIMD3(repeating: .infinity))
    if colour.max() >= 255 { colour *= 255 / colour.max() }
    // Rounding must not push what was scaled back beyond white.
    colour.clamp(lowerBound: .zero, upperBound: SIMD3(repeating: 255))
    return (UInt8(clamping: colour.x), UInt8(clamping: colour.y), UInt8(clamping: colour.z))
  }
}
