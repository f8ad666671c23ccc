import Glibc

/// How one image was taken: its filter, its points, its sky and its noise.
///
/// Pixels are nanomaggies: a magnitude of 22.5 is a flux of 1. The sky's noise is that of
/// ``Camera``, so magnitudes measured on the image have the errors the tables tell.
public struct Exposure: Hashable, Sendable {
  /// Short name of the filter.
  public let band: String
  /// Position in the filters u to z.
  let bandIndex: Int
  /// Arcseconds of a pixel's side.
  public let pixelScale: Double
  /// Full width at half maximum of a point, arcseconds.
  public let seeing: Double
  /// Of the points' Moffat profile.
  public let exponent: Double
  /// Sky that was subtracted, nanomaggies per pixel.
  public let skyLevel: Double
  /// Standard deviation of an empty pixel.
  public let skyNoise: Double
  /// Electrons per nanomaggy.
  public let gain: Double
  /// Electrons.
  public let readNoise: Double
  /// Pixels do not get brighter than this.
  public let saturation: Double
  /// A point's light, radii in pixels.
  let point: RadialMixture

  /// Fraction of the sky's variance that is the detector's.
  private static let readFraction = 0.05
  /// Stars brighter than this saturate at 1.4″.
  private static let saturatedMagnitude = 14.0
  /// Widths of points in u to z, by that in r.
  private static let relativeSeeing = [1.08, 1.05, 1, 0.96, 0.94]

  /// - Parameter band: Position in the filters u to z.
  init(_ configuration: FieldConfiguration, band: Int) {
    let camera = Camera.sloan(depths: configuration.sky.depths)[band]
    let scale = configuration.pixelScale
    let fraction = scale * scale / Camera.aperture
    self.band = Passband.sloan[band].name
    bandIndex = band
    pixelScale = scale
    seeing = max(2 * scale, configuration.seeing * Self.relativeSeeing[band])
    exponent = configuration.exponent
    skyLevel = camera.skyFlux * fraction * 1e9
    skyNoise = camera.skyNoise * fraction.squareRoot() * 1e9
    let variance = skyNoise * skyNoise
    gain = skyLevel / (variance * (1 - Self.readFraction))
    readNoise = gain * (variance * Self.readFraction).squareRoot()
    point = LightProfile.moffat(width: seeing / scale, exponent: exponent)
    let bright = 1e9 * dimming(magnitudes: Self.saturatedMagnitude)
    let width = 1.4 / scale
    saturation =
      bright * LightProfile.moffatPeak(width: width, exponent: exponent)
  }

  /// Variance of a pixel that shows this much light besides the sky.
  func variance(light: Double) -> Double {
    skyNoise * skyNoise + max(0, light) / gain
  }

  /// Brightness that may be left out of an image.
  var limit: Double { 0.02 * skyNoise }
}
