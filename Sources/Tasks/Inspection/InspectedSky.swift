import FITS
import Images
import Sky

/// Where on the sky an image is.
public struct InspectedSky: Sendable, Encodable {
  /// Of the image's middle, ICRS, degrees; `nil` where that is not on the sky.
  public let rightAscension: Double?
  public let declination: Double?
  /// Arcseconds of a pixel's side there.
  public let pixelScale: Double?
  /// The header's own: `FK5 (J2000)`.
  public let frame: String
  /// `TAN`, `SIN`, ….
  public let projection: String

  init?(_ layout: SkyImageLayout) {
    let header = layout.units[0].header
    guard let coordinates = try? WorldCoordinates(header, path: "") else { return nil }
    let (x, y) = (Double(layout.width - 1) / 2, Double(layout.height - 1) / 2)
    let middle = coordinates.skyPosition(x: x, y: y)
    rightAscension = middle?.rightAscension
    declination = middle?.declination
    pixelScale = coordinates.pixelScale(x: x, y: y)
    frame = coordinates.frame.description
    projection = coordinates.projection
  }

  enum CodingKeys: String, CodingKey {
    case frame, projection
    case rightAscension = "ra"
    case declination = "dec"
    case pixelScale = "pixel_scale"
  }
}
