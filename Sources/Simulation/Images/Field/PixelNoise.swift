import Glibc
import Random

/// The noise of photons and of the detector.
struct PixelNoise: Sendable {
  let exposure: Exposure

  /// Turns the light of a row of pixels into what the camera measures, sky subtracted.
  ///
  /// Electrons follow Poisson's distribution, drawn from a normal number by the first terms of
  /// the expansion of Cornish and Fisher: exact in mean, variance and skewness, one number per
  /// pixel whatever its brightness.
  ///
  ///     n = λ + √λ z + (z² − 1) / 6
  ///
  /// - Source: Cornish & Fisher 1938, Revue de l'Institut International de Statistique 5, 307.
  func apply(to pixels: UnsafeMutableBufferPointer<Float>, _ random: inout RandomStream) {
    let (gain, sky) = (exposure.gain, exposure.skyLevel)
    for index in pixels.indices {
      // Box and Muller's pair: one for the photons, one for the detector.
      let length = (-2 * log(1 - random.nextUnit())).squareRoot()
      let angle = 2 * Double.pi * random.nextUnit()
      let (photons, detector) = (length * cos(angle), length * sin(angle))
      let mean = max(0, gain * (sky + Double(unsafe pixels[index])))
      let electrons = mean + mean.squareRoot() * photons + (photons * photons - 1) / 6
      let counted = max(0, electrons.rounded()) + exposure.readNoise * detector
      unsafe pixels[index] = Float(min(counted / gain - sky, exposure.saturation))
    }
  }
}
