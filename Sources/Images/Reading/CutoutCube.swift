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
  private let image: FITSImage
  private let bandCount: Int

  /// - Throws: ``SkysortError`` where the file has no image of three or four axes.
  public init(_ path: String, decoder: TileDecoder? = .standard) throws(SkysortError) {
    let file = try FITSFile(path, limit: .images)
    guard let unit = file.imageUnits.first(where: { (3...4).contains($0.dimensions.count) })
    else {
      throw SkysortError(
        path: path, problem: "holds no cube of images",
        fix: "Make one with `skysort cutouts`, or name a column or a folder of images.")
    }
    image = try file.image(.hdu(unit.index), decoder: decoder)
    self.path = path
    bandCount = image.shape.count == 4 ? image.shape[2] : 1
    count = image.shape[image.shape.count - 1]
    bands =
      bandCount == 1
      ? [BandName.of(image.header) ?? BandName.of(planes: 1, image.header)?.first]
        .compactMap { $0 }
      : BandName.of(planes: bandCount, image.header) ?? []
  }

  /// One image, row 0 at the top.
  ///
  /// - Parameter index: Below ``count``.
  public func image(_ index: Int) throws(SkysortError) -> Image {
    precondition((0..<count).contains(index), "expected an image below \(count), found \(index)")
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
