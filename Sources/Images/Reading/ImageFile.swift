public import FITS
public import Files
public import Sky

/// An image file of any kind that is read: FITS (plain, gzip, bzip2, tile-compressed), PNG or
/// JPEG, recognized by its content.
///
///     let image = try ImageFile.open("galaxy.fits.fz").image()
public enum ImageFile: Sendable {
  case sky(SkyImage)
  case image(RasterImageFile)

  /// - Parameters:
  ///   - hdu: Of a FITS file; see ``SkyImage``.
  ///   - bands: Of a FITS file's planes, where it does not name them or names them wrongly.
  /// - Throws: `SkysortError` where the file is missing, of another kind, damaged, or claims more
  ///   than the limits allow.
  public static func open(
    _ path: String, hdu: ImageSelector? = nil, bands: [Band]? = nil,
    decoder: TileDecoder? = .standard
  ) throws(SkysortError) -> ImageFile {
    let kind = try FileProbe(path).kind
    switch kind {
    case .png, .jpeg: return .image(try RasterImageFile(path))
    case .fits, .gzip, .bzip2:
      return .sky(try SkyImage(path, hdu, bands: bands, decoder: decoder))
    default:
      throw SkysortError(
        path: path, problem: "is not an image but \(kind.explanation)",
        fix: "Name a FITS, PNG or JPEG file.")
    }
  }

  public var width: Int {
    switch self {
    case .sky(let image): image.width
    case .image(let file): file.width
    }
  }

  public var height: Int {
    switch self {
    case .sky(let image): image.height
    case .image(let file): file.height
    }
  }

  /// Planes or channels.
  public var channels: Int {
    switch self {
    case .sky(let image): image.planeCount
    case .image(let file): file.channels
    }
  }

  /// Of the planes; empty for PNG and JPEG, and where the file does not name every one.
  public var bands: [Band] {
    guard case .sky(let image) = self else { return [] }
    let bands = image.bands.compactMap { $0 }
    return bands.count == image.planeCount ? bands : []
  }

  /// Row 0 at the top.
  ///
  /// - Parameter side: See ``RasterImageFile/decode(atLeast:)``; without effect on FITS and PNG.
  public func image(atLeast side: Int? = nil) throws(SkysortError) -> Image {
    switch self {
    case .sky(let image): Image(planes: try image.planes())
    case .image(let file): try file.decode(atLeast: side)
    }
  }

  /// Row 0 at the bottom.
  public func planes() throws(SkysortError) -> [ImagePlane] {
    switch self {
    case .sky(let image): try image.planes()
    case .image(let file): try file.decode().planes()
    }
  }
}
