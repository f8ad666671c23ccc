import Glibc
import Random

/// Stars as seen from the galactic disc at high latitude.
///
/// Five kinds in fractions that change with magnitude: main-sequence stars of the disc, turn-off
/// stars of the halo, red dwarfs, blue horizontal-branch stars and blue stragglers, and hot
/// remnants. The fractions are own approximations.
///
/// - Source: The kinds and their colours: Ivezić et al. 2008, ApJ 684, 287.
struct StarPopulation {
  /// Temperatures and metallicities of one kind, normally distributed.
  private struct Kind {
    let temperature, temperatureSpread, metallicity, metallicitySpread: Double
  }

  private static let disc = Kind(
    temperature: 5400, temperatureSpread: 600, metallicity: -0.4, metallicitySpread: 0.3)
  private static let halo = Kind(
    temperature: 6200, temperatureSpread: 400, metallicity: -1.4, metallicitySpread: 0.35)
  private static let redDwarf = Kind(
    temperature: 3560, temperatureSpread: 260, metallicity: -0.2, metallicitySpread: 0.3)
  private static let blueStar = Kind(
    temperature: 8300, temperatureSpread: 900, metallicity: -1.4, metallicitySpread: 0.5)

  /// One star's spectrum.
  static func draw(
    magnitude: Double, from random: inout RandomStream
  ) -> StellarSpectrum {
    let kind = random.nextUnit()
    let position = random.nextUnit()
    // Red dwarfs from a tenth at r = 15 to nearly a half at r = 21.
    let dwarfs = min(0.5, max(0.08, 0.1 + 0.06 * (magnitude - 15)))
    if kind < 0.01 {
      return StellarSpectrum(temperature: 10_000 * pow(2.8, position), metallicity: -2)
    }
    if kind < 0.04 { return draw(blueStar, &random) }
    if kind < 0.04 + dwarfs { return draw(redDwarf, &random) }
    return position < 0.45 ? draw(halo, &random) : draw(disc, &random)
  }

  private static func draw(_ kind: Kind, _ random: inout RandomStream) -> StellarSpectrum {
    let temperature = kind.temperature + kind.temperatureSpread * random.nextNormal()
    let metallicity = kind.metallicity + kind.metallicitySpread * random.nextNormal()
    return StellarSpectrum(
      temperature: max(2900, temperature), metallicity: min(0.5, metallicity))
  }

  /// A radial velocity in units of the speed of light.
  static func redshift(from random: inout RandomStream) -> Double {
    3.5e-4 * random.nextNormal()
  }
}
