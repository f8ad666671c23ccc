import Glibc
import Random
import Sky

/// How one band measures a flux: sky noise, photon noise and a floor, told as asinh magnitudes.
///
///     σ² = σ_sky² (1 + f / f_sky) + (0.01 f)²
///
/// - Source: Sky brightness and softening of the SDSS: York et al. 2000, AJ 120, 1579; Lupton,
///   Gunn & Szalay 1999, AJ 118, 1406.
struct Camera: Sendable {
  /// Below this signal to noise a source counts as not detected.
  static let detectionLimit = 2.0
  /// Relative error that no exposure beats.
  private static let calibrationFloor = 0.01

  /// The noise-equivalent area of a point source at 1.4″ seeing, square arcseconds.
  static let aperture = 7.0

  let scale: MagnitudeScale
  private let softening: Double
  /// Of the sky within a point source's aperture, maggies.
  let skyNoise, skyFlux: Double

  /// - Parameters:
  ///   - depth: Magnitude of a point source of signal to noise 5.
  ///   - skyBrightness: Magnitude per square arcsecond.
  ///   - softening: Of the asinh magnitudes, maggies.
  init(depth: Double, skyBrightness: Double, softening: Double) {
    skyNoise = dimming(magnitudes: depth) / 5
    skyFlux = dimming(magnitudes: skyBrightness) * Self.aperture
    self.softening = softening
    scale = .asinh(softening: softening)
  }

  /// - Parameter depths: By band, u to z.
  static func sloan(depths: [Double]) -> [Camera] {
    let skyBrightness = [22.1, 21.8, 20.9, 20.2, 18.9]
    let softening = [1.4e-10, 0.9e-10, 1.2e-10, 1.8e-10, 7.4e-10]
    return depths.indices.map {
      Camera(depth: depths[$0], skyBrightness: skyBrightness[$0], softening: softening[$0])
    }
  }

  /// One measured brightness.
  struct Measurement {
    /// On the asinh scale; fainter than its zero-flux value where the flux is negative.
    let magnitude: Double
    let error: Double
    let isDetected: Bool
  }

  /// - Parameters:
  ///   - magnitude: True, above the atmosphere.
  ///   - enlargement: Aperture in units of a point source's; 1 or more.
  func measure(
    magnitude: Double, enlargement: Double, from random: inout RandomStream
  ) -> Measurement {
    let flux = dimming(magnitudes: magnitude)
    let calibration = Self.calibrationFloor * flux
    let variance = skyNoise * skyNoise * (enlargement + flux / skyFlux) + calibration * calibration
    let noise = variance.squareRoot()
    let measured = flux + noise * random.nextNormal()
    return Measurement(
      magnitude: scale.magnitude(flux: measured),
      error: magnitudeError(flux: measured, noise: noise),
      isDetected: measured > Self.detectionLimit * noise)
  }

  /// What an error of flux is in asinh magnitudes, whose derivative it takes; maggies.
  func magnitudeError(flux: Double, noise: Double) -> Double {
    1.085_736 * noise / (flux * flux + 4 * softening * softening).squareRoot()
  }
}
