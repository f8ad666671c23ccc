import Glibc

/// Light by wavelength, as seen by the observer.
protocol Spectrum {
  /// Relative energy per unit frequency; only ratios matter.
  ///
  /// - Parameter wavelength: Observed, in ångström; positive.
  func fluxDensity(at wavelength: Double) -> Double
}

/// A smooth step from 0 to 1, half-way at 0.
func smoothStep(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The factor by which a source dims.
///
/// - Parameter magnitudes: Positive dims.
func dimming(magnitudes: Double) -> Double { exp(-magnitudes * 0.4 * 2.302_585_092_994_046) }

/// An emission line of Gaussian profile.
struct EmissionLine {
  /// Rest wavelength in ångström.
  let centre: Double
  /// Ångström of continuum with the line's energy, at rest.
  let equivalentWidth: Double
  /// Standard deviation in ångström.
  let width: Double

  /// The line's height at a rest wavelength, in units of the continuum there.
  func strength(at wavelength: Double) -> Double {
    let offset = (wavelength - centre) / width
    guard abs(offset) < 6 else { return 0 }
    return equivalentWidth / (width * 2.506_628_274_631) * exp(-offset * offset / 2)
  }
}
