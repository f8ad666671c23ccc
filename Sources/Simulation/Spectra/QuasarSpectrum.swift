import Glibc

/// A quasar: a power law with broad emission lines and blends, absorbed by the intergalactic
/// hydrogen blueward of Lyman α, in a host galaxy that shows at low redshift.
///
/// - Source: Slope and lines to be met: Vanden Berk et al. 2001, AJ 122, 549; Lyman α optical
///   depth `0.0036 (1 + z)^3.45`: Madau 1995, ApJ 441, 18.
struct QuasarSpectrum: Spectrum {
  let redshift: Double
  /// Exponent of frequency in the continuum, near −0.5.
  let slope: Double
  /// Of the host, relative to the quasar's continuum at 5500 Å (rest); 0 for none.
  let hostFraction: Double

  private static let lines = [
    EmissionLine(centre: 1216, equivalentWidth: 85, width: 32),
    EmissionLine(centre: 1240, equivalentWidth: 20, width: 32),
    EmissionLine(centre: 1400, equivalentWidth: 9, width: 20),
    EmissionLine(centre: 1549, equivalentWidth: 36, width: 35),
    EmissionLine(centre: 1909, equivalentWidth: 26, width: 35),
    EmissionLine(centre: 2799, equivalentWidth: 38, width: 40),
    EmissionLine(centre: 4341, equivalentWidth: 12, width: 35),
    EmissionLine(centre: 4861, equivalentWidth: 45, width: 45),
    EmissionLine(centre: 5000, equivalentWidth: 25, width: 30),
    EmissionLine(centre: 6563, equivalentWidth: 190, width: 60),
    // Blends of iron and the Balmer continuum, as very broad lines.
    EmissionLine(centre: 2500, equivalentWidth: 72, width: 180),
    EmissionLine(centre: 3350, equivalentWidth: 211, width: 420),
    EmissionLine(centre: 4560, equivalentWidth: 18, width: 90),
  ]

  func fluxDensity(at wavelength: Double) -> Double {
    let rest = wavelength / (1 + redshift)
    let continuum = pow(rest / 3000, -slope)
    // The continuum turns up in the red.
    var relative = 1 + 0.35 * smoothStep((rest - 5200) / 300) * rest / 5200
    for line in Self.lines { relative += line.strength(at: rest) }
    var flux = continuum * relative
    if hostFraction > 0 {
      let host = GalaxySpectrum(redshift: redshift, youngFraction: 0.2)
      flux += hostFraction * pow(5500.0 / 3000, -slope) * host.fluxDensity(at: wavelength)
    }
    return flux * exp(-opticalDepth(observed: wavelength, rest: rest))
  }

  /// Of the hydrogen between the quasar and us.
  private func opticalDepth(observed: Double, rest: Double) -> Double {
    guard rest < 1216 else { return 0 }
    let forest = 0.0036 * pow(observed / 1216, 3.45)
    return rest < 912 ? forest + 0.2 * pow(1 + redshift, 1.3) : forest
  }
}
