public import FITS
import Files
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

  public var planeCount: Int { sources.count }
  /// Of the first plane: world coordinates, exposure, and whatever else the file says.
  public var header: Header { sources[0].image.header }
  /// `BUNIT` of the first plane.
  public var unit: String? { header.text("BUNIT") }
}

extension SkyImage {
  /// - Parameters:
  ///   - selector: Which image; where `nil`, all images if they have one size and each names a
  ///     band of its own in its own header, else the first.
  ///   - bands: Of the planes, where the file does not name them or names them wrongly.
  /// - Throws: ``ImageError`` where there is no such image, it cannot be decoded, or the number
  ///   of bands is not that of the planes.
  public init(
    _ path: String, _ selector: ImageSelector? = nil, bands: [Band]? = nil,
    decoder: TileDecoder? = .standard
  ) throws(ImageError) {
    let file = try wrappingFITSErrors { () throws(FITSError) in
      try FITSFile(path, limit: .images)
    }
    let units = try wrappingFITSErrors { () throws(FITSError) in
      let several = selector == nil ? Self.unitsOfBands(file.imageUnits) : []
      return several.isEmpty ? [try file.unit(selector ?? .first)] : several
    }
    var images: [FITSImage] = []
    for unit in units {
      images.append(
        try wrappingFITSErrors { () throws(FITSError) in
          try file.image(.hdu(unit.index), decoder: decoder)
        })
    }
    self.path = path
    width = images[0].width
    height = images[0].height
    sources = images.flatMap { image in (0..<image.planeCount).map { (image, $0) } }
    let found = images.flatMap { Self.bands($0, primary: file.units[0].header) }
    guard bands == nil || bands?.count == found.count else {
      throw ImageError(
        path: path, problem: "has \(found.count) planes, but \(bands?.count ?? 0) bands are named",
        fix: "Name one band for each plane.", exitCode: .usage)
    }
    self.bands = bands ?? found
  }

  /// All images, where each is one plane of the same size and of a band of its own.
  private static func unitsOfBands(_ units: [HDU]) -> [HDU] {
    let bands = units.compactMap { BandName.of($0.header) }
    let isUniform = units.allSatisfy { unit in
      Array(unit.dimensions.prefix(2)) == Array(units[0].dimensions.prefix(2))
        && unit.dimensions.dropFirst(2).allSatisfy { $0 == 1 }
    }
    let areOfBands = units.count > 1 && bands.count == units.count
    return areOfBands && isUniform && Set(bands).count == units.count ? units : []
  }

  /// What one image says of its planes; extensions inherit what the primary header says.
  private static func bands(_ image: FITSImage, primary: Header) -> [Band?] {
    guard image.planeCount > 1 else {
      return [BandName.of(image.header) ?? BandName.of(primary)]
    }
    let named =
      BandName.of(planes: image.planeCount, image.header)
      ?? BandName.of(planes: image.planeCount, primary)
    return named ?? [Band?](repeating: nil, count: image.planeCount)
  }
}

extension SkyImage {
  /// Reads a plane, whole or a rectangle of it.
  ///
  /// - Parameters:
  ///   - rows: Counted from 0 at the FITS bottom; all where `nil`.
  ///   - columns: All where `nil`.
  public func plane(
    _ index: Int = 0, rows: Range<Int>? = nil, columns: Range<Int>? = nil
  ) throws(ImageError) -> ImagePlane {
    let (image, plane) = sources[index]
    let pixels = try wrappingFITSErrors { () throws(FITSError) in
      try image.pixels(Float.self, plane: plane, rows: rows, columns: columns)
    }
    return ImagePlane(
      width: columns?.count ?? width, height: rows?.count ?? height, band: bands[index],
      unit: image.header.text("BUNIT"), pixels: pixels)
  }

  /// Reads all planes.
  public func planes() throws(ImageError) -> [ImagePlane] {
    var planes: [ImagePlane] = []
    for index in 0..<planeCount { planes.append(try plane(index)) }
    return planes
  }
}
