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
  /// The units of a FITS file that hold the planes, and their names.
  public let hdus: [Int]?
  public let names: [String?]?
  /// Of the first plane, the unit of its weights, what they are, and the unit of its mask.
  public let weight: Int?
  public let weightKind: String?
  public let mask: Int?
  /// Units of other images of the sky, which verbs read by `--hdu`.
  public let others: [Int]?
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
    names = layout.units.map(\.name)
    weight = layout.companions[0].weight?.hdu
    weightKind = layout.companions[0].weight?.kind.rawValue
    mask = layout.companions[0].mask?.hdu
    others = layout.others.isEmpty ? nil : layout.others.map(\.index)
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
    names = nil
    (weight, weightKind, mask, others) = (nil, nil, nil, nil)
    compression = nil
    sky = nil
    orientation = file.orientation
  }

  enum CodingKeys: String, CodingKey {
    case width, height, channels, bands, unit, hdus, names, weight, mask, others
    case compression, orientation, sky
    case weightKind = "weight_kind"
    case bitsPerSample = "bits_per_sample"
  }
}
