import Glibc
import Random

/// Quasars from the neighbourhood to redshift 5.
struct QuasarPopulation {
  /// A redshift: most near 1.6, a thin tail of high ones.
  ///
  /// - Source: Own approximation of the redshifts of Schneider et al. 2010, AJ 139, 2360.
  static func redshift(from random: inout RandomStream) -> Double {
    let isDistant = random.nextUnit() < 0.06
    let standard = random.nextNormal()
    // The fold at 0.1 keeps the distribution without a gap and needs one number only.
    return isDistant ? min(5, 2.8 + 0.8 * abs(standard)) : 0.1 + abs(1.5 + 0.75 * standard)
  }

  /// One quasar's spectrum.
  ///
  /// Slopes scatter by 0.25 about −0.45; the host fades with redshift.
  static func draw(redshift: Double, from random: inout RandomStream) -> QuasarSpectrum {
    let slope = -0.45 + 0.25 * random.nextNormal()
    let host = 1.2 * random.nextUnit() * exp(-redshift / 0.25)
    return QuasarSpectrum(redshift: redshift, slope: slope, hostFraction: host < 0.01 ? 0 : host)
  }
}
