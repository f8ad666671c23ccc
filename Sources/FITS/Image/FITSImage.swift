public import Files

/// An image of a FITS file, for any number of threads; keeps its file open.
///
///     let image = try FITSFile("field.fits").image(.named("SCI"))
///     let lowest = try image.pixels(Float.self, rows: 0..<1)
public struct FITSImage: Sendable {
  /// As the caller named the file.
  public let path: String
  /// The unit's place, counted from 0.
  public let index: Int
  /// Lengths of the axes, fastest first: width, height, …; none is 0.
  public let shape: [Int]
  public let format: PixelFormat
  /// Of a tile-compressed image, as if it were not compressed.
  public let header: Header
  let bytes: FileBytes
  /// Of the first pixel, in bytes.
  let dataOffset: Int64
  let decoder: PixelDecoder

  public var width: Int { shape[0] }
  public var height: Int { shape[1] }
  /// How many planes of `width` × `height` there are, over all further axes.
  public var planeCount: Int { shape.dropFirst(2).reduce(1, *) }
  /// `EXTNAME`.
  public var name: String? { header.text("EXTNAME") }
  /// Whether values differ from the stored numbers, by `BSCALE`, `BZERO` or `BLANK`.
  public var isScaled: Bool { !decoder.scaling.isIdentity }
}

extension FITSImage {
  /// - Throws: ``Fault`` where the header's scaling makes no sense.
  init(
    path: String, index: Int, header: Header, shape: [Int], format: PixelFormat,
    bytes: FileBytes, dataOffset: Int64
  ) throws(Fault) {
    self.path = path
    self.index = index
    self.shape = shape
    self.format = format
    self.header = header
    self.bytes = bytes
    self.dataOffset = dataOffset
    decoder = PixelDecoder(format: format, scaling: try PixelScaling(header, format: format))
  }

  /// An image that is no table of compressed tiles.
  init(_ unit: HDU, bytes: FileBytes) throws(SkysortError) {
    do throws(Fault) {
      guard let format = PixelFormat(rawValue: unit.bitsPerPixel) else {
        throw Fault("BITPIX is \(unit.bitsPerPixel)")
      }
      // No overflow: the walk multiplied the same numbers.
      let size = Int64(unit.dimensions.reduce(format.byteCount, *))
      guard size <= unit.dataSize else {
        throw Fault("its axes need \(size) bytes, but GCOUNT leaves \(unit.dataSize)")
      }
      try self.init(
        path: bytes.path, index: unit.index, header: unit.header, shape: unit.dimensions,
        format: format, bytes: bytes, dataOffset: unit.dataOffset)
    } catch {
      throw error.located(path: bytes.path, hdu: unit.index)
    }
  }
}

extension FITSFile {
  /// An image to read.
  ///
  /// A tile-compressed one is decoded as a whole, here and now, to a temporary file that is gone
  /// with the returned value.
  ///
  /// - Parameter decoder: For tile-compressed images.
  /// - Throws: `SkysortError` where there is none, listing what there is; where the unit is no
  ///   image of two or more axes; or where its tiles cannot be decoded.
  public func image(
    _ selector: ImageSelector = .first, decoder: TileDecoder? = .standard
  ) throws(SkysortError) -> FITSImage {
    let unit = try unit(selector)
    try unit.requireImage(path: path)
    guard unit.kind == .compressedImage else { return try FITSImage(unit, bytes: bytes) }
    return try FITSImage(compressed: unit, bytes: bytes, decoder: decoder)
  }
}
