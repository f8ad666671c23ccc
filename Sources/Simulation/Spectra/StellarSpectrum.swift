import Glibc

/// A star: Planck's law, dimmed by what its atmosphere absorbs.
///
/// The absorption is an own approximation in four smooth terms, chosen so that the colours
/// follow the main sequence of the SDSS: the Balmer jump near 9000 K, metal lines that grow
/// toward the blue and with metallicity, the red shoulder of the H⁻ opacity, and the molecules
/// of stars cooler than 3600 K.
///
/// - Source: The locus to be met: Covey et al. 2007, AJ 134, 2398; the dependence of u − g on
///   metallicity: Ivezić et al. 2008, ApJ 684, 287.
struct StellarSpectrum: Spectrum {
  /// Effective, in kelvin.
  let temperature: Double
  /// Amplitudes in magnitudes, fixed by temperature and metallicity.
  private let balmerJump, metals, hydrogenIon, molecules, cyanogen: Double

  /// - Parameters:
  ///   - temperature: Effective, in kelvin; 2500 to 50,000.
  ///   - metallicity: [Fe/H] in dex.
  init(temperature: Double, metallicity: Double) {
    self.temperature = temperature
    let distance = log(temperature / 9200) / 0.27
    balmerJump = 0.95 * exp(-distance * distance)
    metals =
      max(0, 1 + 0.45 * metallicity) * smoothStep((6900 - temperature) / 450)
      * (1 - 0.75 * smoothStep((3900 - temperature) / 180))
    hydrogenIon = 0.09 * smoothStep((8600 - temperature) / 700)
    molecules = smoothStep((3560 - temperature) / 130)
    cyanogen = smoothStep((4900 - temperature) / 250)
  }

  func fluxDensity(at wavelength: Double) -> Double {
    // hc/k in ångström kelvin; the frequency cubed is a wavelength to the power −3.
    let secondRadiationConstant = 1.438_777e8
    let planck =
      pow(wavelength / 5000, -3) / expm1(secondRadiationConstant / (wavelength * temperature))
      * expm1(secondRadiationConstant / (5000 * temperature))
    return planck * dimming(magnitudes: absorption(at: wavelength))
  }

  /// Magnitudes that the atmosphere takes away.
  private func absorption(at wavelength: Double) -> Double {
    let blue = smoothStep((5400 - wavelength) / 200)
    let shoulder = (wavelength - 6300) / 900
    var sum = balmerJump * smoothStep((3750 - wavelength) / 60)
    sum += metals * 0.62 * smoothStep((4050 - wavelength) / 140)
    sum += metals * 0.14 * smoothStep((4700 - wavelength) / 250)
    sum += hydrogenIon * exp(-shoulder * shoulder)
    sum += molecules * 1.05 * smoothStep((7000 - wavelength) / 250)
    sum += molecules * 0.45 * smoothStep((8300 - wavelength) / 250)
    sum += (0.22 * cyanogen - 0.45 * molecules) * blue
    sum += cyanogen * 0.35 * (1 - 0.6 * molecules) * smoothStep((4000 - wavelength) / 100)
    return sum
  }
}
