import CSEP

/// What is measured once, on the image a source was found in, and holds for all bands.
public struct SourceShape: Sendable, Hashable {
  /// The barycentre under a Gaussian window of the source's own width, counted from 0: less
  /// noisy than the plain barycentre. That one where the iteration leaves the source.
  public let windowedX: Double
  public let windowedY: Double
  /// Of the elliptical aperture, in units of the ellipse's axes: `kronFactor · r_Kron`, never
  /// less than the least one.
  public let kronRadius: Double
  /// Of the circle that holds half the light of the elliptical aperture, in pixels; NaN where
  /// that light is not positive.
  public let halfLightRadius: Double
  public let flags: DetectionFlags

  /// The light is followed to this many times the ellipse's axes.
  private static let reach = 6.0

  init(
    _ source: DetectedSource, id: CInt, settings: SourcePhotometry, image: inout sep_image
  ) {
    var flag: Int16 = 0
    var radius = 0.0
    let shape = source.coefficients
    let status = unsafe sep_kron_radius(
      &image, source.x, source.y, shape.xx, shape.yy, shape.xy, Self.reach, id, &radius, &flag)
    let isFound = status == 0 && radius > 0 && radius.isFinite
    kronRadius = max(isFound ? settings.kronFactor * radius : 0, settings.leastKronRadius)
    flags = isFound ? source.flags : source.flags.union(.noKronRadius)
    let total = unsafe ApertureSum(source, radius: kronRadius, id: id, image: &image)
    halfLightRadius = unsafe Self.halfLight(source, of: total.flux, id: id, image: &image)
    (windowedX, windowedY) = unsafe Self.windowed(source, halfLightRadius, image: &image)
  }

  private static func halfLight(
    _ source: DetectedSource, of total: Double, id: CInt, image: inout sep_image
  ) -> Double {
    guard total > 0, total.isFinite else { return .nan }
    var (flag, total, half, radius) = (Int16(0), total, 0.5, Double.nan)
    let status = unsafe sep_flux_radius(
      &image, source.x, source.y, reach * source.a, id, 5, 0, &total, &half, 1, &radius, &flag)
    return status == 0 && radius > 0 ? radius : .nan
  }

  private static func windowed(
    _ source: DetectedSource, _ halfLight: Double, image: inout sep_image
  ) -> (Double, Double) {
    guard halfLight.isFinite else { return (source.x, source.y) }
    var (x, y, rounds, flag) = (0.0, 0.0, CInt(0), Int16(0))
    let sigma = max(halfLight * 2 / 2.35, 0.5)
    let status = unsafe sep_windowed(
      &image, source.x, source.y, sigma, 11, 0, &x, &y, &rounds, &flag)
    let stays =
      status == 0 && x >= Double(source.columns.lowerBound) - 0.5
      && x <= Double(source.columns.upperBound) + 0.5 && y >= Double(source.rows.lowerBound) - 0.5
      && y <= Double(source.rows.upperBound) + 0.5
    return stays ? (x, y) : (source.x, source.y)
  }
}

/// The light in an aperture.
struct ApertureSum {
  let flux: Double
  let error: Double
  let flags: DetectionFlags

  /// An ellipse like the source's, summed pixel by pixel as SExtractor does.
  init(_ source: DetectedSource, radius: Double, id: CInt, image: inout sep_image) {
    var (sum, error, area, flag) = (0.0, 0.0, 0.0, Int16(0))
    let status = unsafe sep_sum_ellipse(
      &image, source.x, source.y, source.a, source.b, source.theta * .pi / 180, radius, id, 1, 0,
      &sum, &error, &area, &flag)
    self.init(status, sum, error, area, flag)
  }

  /// A circle.
  init(
    x: Double, y: Double, diameter: Double, id: CInt, image: inout sep_image
  ) {
    var (sum, error, area, flag) = (0.0, 0.0, 0.0, Int16(0))
    let status = unsafe sep_sum_circle(
      &image, x, y, diameter / 2, id, 5, 0, &sum, &error, &area, &flag)
    self.init(status, sum, error, area, flag)
  }

  private init(_ status: CInt, _ sum: Double, _ error: Double, _ area: Double, _ flag: Int16) {
    let isMeasured = status == 0 && area > 0 && CInt(flag) & SEP_APER_ALLMASKED == 0
    flux = isMeasured ? sum : .nan
    self.error = isMeasured ? error : .nan
    var flags = DetectionFlags()
    if !isMeasured || CInt(flag) & SEP_APER_TRUNC != 0 { flags.insert(.incompleteAperture) }
    if CInt(flag) & SEP_APER_HASMASKED != 0 { flags.insert(.contaminated) }
    self.flags = flags
  }
}
