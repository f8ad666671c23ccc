import FITS
import Images
import Sky

/// An image, of whatever format.
public struct InspectedImage: Sendable, Encodable {
  public let width: Int
  public let height: Int
  /// Planes of a FITS image, channels of an image.
  public let channels: Int
  /// Of each plane, `nil` where the file does not say; of an image, empty.
  public let bands: [String?]
  /// Bits of a stored sample: BITPIX without its sign.
  public let bitsPerSample: Int
  /// `BUNIT`.
  public let unit: String?
  /// The units of a FITS file that hold the planes.
  public let hdus: [Int]?
  /// `ZCMPTYPE` of a tile-compressed image.
  public let compression: String?
  /// Where on the sky it is; `nil` where the header does not say, or cannot be understood.
  public let sky: InspectedSky?
  /// How the camera was held, 2 to 8; not obeyed.
  public let orientation: Int?

  init(_ layout: SkyImageLayout) {
    width = layout.width
    height = layout.height
    channels = layout.bands.count
    bands = layout.bands.map { $0?.rawValue }
    let first = layout.units[0]
    bitsPerSample = abs(first.bitsPerPixel)
    unit = first.header.text("BUNIT")
    hdus = layout.units.map(\.index)
    compression = first.kind == .compressedImage ? first.header.text("ZCMPTYPE") : nil
    orientation = nil
    sky = InspectedSky(layout)
  }

  init(_ file: RasterImageFile) {
    width = file.width
    height = file.height
    channels = file.channels
    bands = []
    bitsPerSample = file.bitsPerSample
    unit = nil
    hdus = nil
    compression = nil
    sky = nil
    orientation = file.orientation
  }

  enum CodingKeys: String, CodingKey {
    case width, height, channels, bands, unit, hdus, compression, orientation, sky
    case bitsPerSample = "bits_per_sample"
  }
}
