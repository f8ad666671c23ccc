import Glibc

/// How a survey turns flux into magnitude.
public enum MagnitudeScale: Hashable, Sendable {
  /// Pogson's scale: `m = zeroPoint − 2.5 log₁₀ f`.
  case logarithmic(zeroPoint: Double)
  /// Inverse hyperbolic sine magnitudes of softening `b`, in units of the zero-magnitude flux.
  ///
  /// - Source: Lupton, Gunn & Szalay 1999, AJ 118, 1406.
  case asinh(softening: Double)

  /// `m = 22.5 − 2.5 log₁₀ f` for `f` in nanomaggies.
  public static let nanomaggies = MagnitudeScale.logarithmic(zeroPoint: 22.5)
  /// `m = 31.4 − 2.5 log₁₀ f` for `f` in nanojansky.
  public static let nanojansky = MagnitudeScale.logarithmic(zeroPoint: 31.4)

  private static let pogson = 2.5 / 2.302_585_092_994_046

  /// The magnitude of a flux; NaN where the scale has none (a logarithm of no or negative flux).
  ///
  /// - Parameter flux: In the scale's unit; maggies for asinh.
  public func magnitude(flux: Double) -> Double {
    switch self {
    case .logarithmic(let zeroPoint):
      flux > 0 ? zeroPoint - Self.pogson * log(flux) : .nan
    case .asinh(let softening):
      -Self.pogson * (Glibc.asinh(flux / (2 * softening)) + log(softening))
    }
  }

  /// The flux of a magnitude, in the scale's unit; the inverse of ``magnitude(flux:)``.
  public func flux(magnitude: Double) -> Double {
    switch self {
    case .logarithmic(let zeroPoint):
      exp((zeroPoint - magnitude) / Self.pogson)
    case .asinh(let softening):
      2 * softening * sinh(-magnitude / Self.pogson - log(softening))
    }
  }
}
