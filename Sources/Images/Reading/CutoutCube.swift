public import FITS
public import Files
public import Sky

/// Many small images of one shape in one FITS image, as `cutouts` and `simulate` write them:
/// `[count, bands, side, side]`, or `[count, side, side]` of one band.
public struct CutoutCube: Sendable {
  /// As the caller named the file.
  public let path: String
  public let count: Int
  /// Of every plane of an image; empty where the file names none.
  public let bands: [Band]
  /// `nil` of no images.
  private let image: FITSImage?
  private let bandCount: Int

  /// - Throws: `SkysortError` where the file has no image of three or four axes.
  public init(_ path: String, decoder: TileDecoder? = .standard) throws(SkysortError) {
    let file = try FITSFile(path, limit: .images)
    guard let unit = file.units.first(where: Self.isCube) else {
      throw SkysortError(
        path: path, problem: "holds no cube of images",
        fix: "Make one with `skysort cutouts`, or name a column or a folder of images.")
    }
    let shape = unit.dimensions
    count = shape[shape.count - 1]
    let image = count == 0 ? nil : try file.image(.hdu(unit.index), decoder: decoder)
    let header = image?.header ?? unit.header
    self.path = path
    self.image = image
    bandCount = shape.count == 4 ? shape[2] : 1
    bands =
      bandCount == 1
      ? [BandName.of(header) ?? BandName.of(planes: 1, header)?.first].compactMap { $0 }
      : BandName.of(planes: bandCount, header) ?? []
  }

  /// Of images that have pixels; there may be none of them.
  private static func isCube(_ unit: HDU) -> Bool {
    [.image, .compressedImage].contains(unit.kind) && (3...4).contains(unit.dimensions.count)
      && !unit.dimensions.dropLast().contains(0)
  }

  /// One image, row 0 at the top.
  ///
  /// - Parameter index: Below ``count``.
  public func image(_ index: Int) throws(SkysortError) -> Image {
    guard let image, (0..<count).contains(index) else {
      preconditionFailure("expected an image below \(count), found \(index)")
    }
    var planes: [ImagePlane] = []
    for band in 0..<bandCount {
      let pixels = try image.pixels(Float.self, plane: index * bandCount + band)
      planes.append(
        ImagePlane(
          width: image.width, height: image.height, band: bands.isEmpty ? nil : bands[band],
          unit: image.header.text("BUNIT"), pixels: pixels))
    }
    return Image(planes: planes)
  }
}
