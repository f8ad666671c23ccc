import Glibc

/// A galaxy: an old population with a strong 4000 Å break and a young one with emission lines,
/// mixed and redshifted. Both are own approximations, linear in magnitude against log
/// wavelength but for smooth steps at the breaks.
///
/// - Source: The colours to be met: Strateva et al. 2001, AJ 122, 1861 (two sequences); Eisenstein
///   et al. 2001, AJ 122, 2267 (luminous red galaxies against redshift).
struct GalaxySpectrum: Spectrum {
  let redshift: Double
  /// Fraction of the light at 5500 Å (rest) that comes from young stars, in `0...1`.
  let youngFraction: Double

  private static let lines = [
    EmissionLine(centre: 3728, equivalentWidth: 25, width: 40),
    EmissionLine(centre: 4990, equivalentWidth: 35, width: 40),
    EmissionLine(centre: 6563, equivalentWidth: 55, width: 40),
  ]

  func fluxDensity(at wavelength: Double) -> Double {
    let rest = wavelength / (1 + redshift)
    let slope = log10(rest / 5500)
    let old =
      -4.3 * slope + 0.3 * smoothStep((5000 - rest) / 150)
      + 1.3 * smoothStep((3980 - rest) / 80) + 0.9 * smoothStep((3350 - rest) / 250)
    let young = -1.1 * slope + 0.75 * smoothStep((3850 - rest) / 90)
    var lines = 1.0
    for line in Self.lines { lines += line.strength(at: rest) }
    return (1 - youngFraction) * dimming(magnitudes: old)
      + youngFraction * dimming(magnitudes: young) * lines
  }
}
