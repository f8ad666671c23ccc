public import FITS
public import Files
public import Sky

/// The planes of a FITS file that show one piece of sky in several bands: one image, a cube, or
/// an image for each band.
public struct SkyImage: Sendable {
  /// As the caller named the file.
  public let path: String
  public let width: Int
  public let height: Int
  /// Of every plane; `nil` where the file does not say.
  public let bands: [Band?]
  /// The image of each plane, and which of its planes that is; several planes may share one.
  public let sources: [(image: FITSImage, plane: Int)]
  /// Which units were read, and what lies beside them.
  public let layout: SkyImageLayout

  public var planeCount: Int { sources.count }
  /// Of the first plane: world coordinates, exposure, and whatever else the file says.
  public var header: Header { sources[0].image.header }
  /// `BUNIT` of the first plane.
  public var unit: String? { header.text("BUNIT") }
}

extension SkyImage {
  /// - Parameters:
  ///   - selector: See ``SkyImageLayout``.
  ///   - bands: Of the planes, where the file does not name them or names them wrongly.
  /// - Throws: `SkysortError` where there is no such image, it cannot be decoded, or the number
  ///   of bands is not that of the planes.
  public init(
    _ path: String, _ selector: ImageSelector? = nil, bands: [Band]? = nil,
    decoder: TileDecoder? = .standard
  ) throws(SkysortError) {
    let file = try FITSFile(path, limit: .images)
    let layout = try SkyImageLayout(file, selector)
    guard bands == nil || bands?.count == layout.bands.count else {
      throw SkysortError(
        path: path,
        problem: "has \(layout.bands.count) planes, but \(bands?.count ?? 0) bands are named",
        fix: "Name one band for each plane.", exitCode: .usage)
    }
    var sources: [(FITSImage, Int)] = []
    for unit in layout.units {
      let image = try file.image(.hdu(unit.index), decoder: decoder)
      sources += (0..<image.planeCount).map { (image, $0) }
    }
    self.path = path
    width = layout.width
    height = layout.height
    self.bands = bands ?? layout.bands
    self.layout = layout
    self.sources = sources
  }
}

extension SkyImage {
  /// What the file holds beside the image of a plane.
  public func companions(ofPlane index: Int) -> ImageCompanions {
    let unit = layout.units.firstIndex { $0.index == sources[index].image.index }
    return layout.companions[unit ?? 0]
  }

  /// Reads a plane, whole or a rectangle of it.
  ///
  /// - Parameters:
  ///   - rows: Counted from 0 at the FITS bottom; all where `nil`.
  ///   - columns: All where `nil`.
  public func plane(
    _ index: Int = 0, rows: Range<Int>? = nil, columns: Range<Int>? = nil
  ) throws(SkysortError) -> ImagePlane {
    let (image, plane) = sources[index]
    let pixels = try image.pixels(Float.self, plane: plane, rows: rows, columns: columns)
    return ImagePlane(
      width: columns?.count ?? width, height: rows?.count ?? height, band: bands[index],
      unit: image.header.text("BUNIT"), pixels: pixels)
  }

  /// Reads all planes.
  public func planes() throws(SkysortError) -> [ImagePlane] {
    var planes: [ImagePlane] = []
    for index in 0..<planeCount { planes.append(try plane(index)) }
    return planes
  }
}
