import Glibc
import Random

extension SkySimulation {
  /// Reddens and measures a source.
  func observe(
    _ truth: TrueSource, at place: (rightAscension: Double, declination: Double),
    _ random: inout RandomStream
  ) -> SimulatedSource {
    let reddening = dust.reddening(
      rightAscension: place.rightAscension, declination: place.declination)
    // Radii in units of the half-light radius of a point source at 1.4″ seeing.
    let extent = truth.radius / 0.7
    var magnitudes: [Double] = []
    var errors: [Double] = []
    var undetected: Int64 = 0
    for band in cameras.indices {
      let measured = cameras[band].measure(
        magnitude: truth.magnitudes[band] + reddening * DustField.coefficients[band],
        enlargement: 1 + extent * extent, from: &random)
      let isMissing = random.nextUnit() < configuration.missingFraction
      let isObserved = band == Passband.reference || !isMissing
      magnitudes.append(isObserved ? measured.magnitude : .nan)
      errors.append(isObserved ? measured.error : .nan)
      if isObserved && !measured.isDetected { undetected |= 1 << Int64(band) }
    }
    // The two fits of one image fraction most of their noise.
    let lost = 2.5 * log10(1 + 1.3 * extent * extent)
    let reference = magnitudes[Passband.reference]
    let pointError = errors[Passband.reference]
    return SimulatedSource(
      sourceClass: truth.sourceClass, rightAscension: place.rightAscension,
      declination: place.declination, magnitudes: magnitudes, errors: errors,
      undetectedBands: undetected,
      pointMagnitude: reference + lost + 0.5 * pointError * random.nextNormal(),
      pointError: pointError, reddening: reddening,
      redshift: truth.redshift + redshiftError(truth) * random.nextNormal())
  }

  /// Of a spectrograph: 15 km/s on stars, 60 on galaxies, 300 on the broad lines of quasars.
  private func redshiftError(_ truth: TrueSource) -> Double {
    let velocity: Double =
      switch truth.sourceClass {
      case .star: 15
      case .galaxy: 60
      case .quasar: 300
      }
    return velocity / 299_792.458 * (1 + truth.redshift)
  }
}
