import CCFITSIO
import Files

/// A tile-compressed image that cfitsio has opened.
struct TileImage: ~Copyable {
  private let file: TileFile
  private let format: PixelFormat
  private let shape: [Int]
  /// Bytes of all pixels.
  let size: Int

  /// - Parameter unit: Counted from 0.
  init(unit: Int) throws(SkysortError) {
    let file = try TileFile(unit: unit)
    let (format, shape) = try file.select()
    size = try file.size(format, shape)
    (self.format, self.shape) = (format, shape)
    self.file = file
  }

  /// Decodes every tile.
  ///
  /// - Parameter pixels: ``size`` bytes; in the processor's byte order, NaN for reals that have
  ///   no value.
  func read(into pixels: UnsafeMutableRawBufferPointer) throws(SkysortError) {
    try unsafe file.read(format, shape, into: pixels)
  }

  /// Turns pixels into the byte order of FITS.
  func makeBigEndian(_ pixels: UnsafeMutableRawBufferPointer) {
    switch format.byteCount {
    case 2: unsafe Self.swap(pixels.assumingMemoryBound(to: UInt16.self))
    case 4: unsafe Self.swap(pixels.assumingMemoryBound(to: UInt32.self))
    case 8: unsafe Self.swap(pixels.assumingMemoryBound(to: UInt64.self))
    default: break
    }
  }

  @inline(__always)
  private static func swap<Number: FixedWidthInteger>(
    _ numbers: UnsafeMutableBufferPointer<Number>
  ) {
    for index in numbers.indices { unsafe numbers[index] = numbers[index].bigEndian }
  }
}

/// The handle, and every call to cfitsio.
@safe
private struct TileFile: ~Copyable {
  /// Standard input, a constant: cfitsio gives a meaning to parts of names.
  private static let name = "/proc/self/fd/0"
  private let handle: UnsafeMutablePointer<fitsfile>
  private let unit: Int

  init(unit: Int) throws(SkysortError) {
    var handle: UnsafeMutablePointer<fitsfile>?
    try Self.check(unit) { status in unsafe ffdkopn(&handle, Self.name, READONLY, &status) }
    unsafe self.handle = handle!
    self.unit = unit
  }

  deinit {
    var status: Int32 = 0
    unsafe ffclos(handle, &status)
  }

  /// Moves to the unit and asks what its tiles make.
  func select() throws(SkysortError) -> (PixelFormat, [Int]) {
    var (bits, axes): (Int32, Int32) = (0, 0)
    var lengths = [Int](repeating: 0, count: Int(MAX_COMPRESS_DIM))
    try Self.check(unit) { status in
      unsafe ffmahd(handle, Int32(unit) + 1, nil, &status)
      let isCompressed = unsafe fits_is_compressed_image(handle, &status)
      if status == 0 && isCompressed == 0 { status = DATA_DECOMPRESSION_ERR }
      unsafe ffgidt(handle, &bits, &status)
      unsafe ffgidm(handle, &axes, &status)
      unsafe ffgisz(handle, Int32(lengths.count), &lengths, &status)
      // Stored numbers, not values.
      return unsafe ffpscl(handle, 1, 0, &status)
    }
    guard let format = PixelFormat(rawValue: Int(bits)), (1...lengths.count).contains(Int(axes))
    else { throw Self.failure(unit, "pixels of \(bits) bits in \(axes) dimensions") }
    return (format, Array(lengths.prefix(Int(axes))))
  }

  func size(_ format: PixelFormat, _ shape: [Int]) throws(SkysortError) -> Int {
    var size = format.byteCount
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard length > 0, !overflow, product <= InflationLimit.tiles.maximumSize else {
        throw Self.failure(unit, "axes of \(shape)")
      }
      size = product
    }
    return size
  }

  func read(
    _ format: PixelFormat, _ shape: [Int], into pixels: UnsafeMutableRawBufferPointer
  ) throws(SkysortError) {
    var (first, last, step) = (shape.map { _ in 1 }, shape, shape.map { _ in 1 })
    var noValue = (float: Float.nan, double: Double.nan)
    try Self.check(unit) { status in
      var found: Int32 = 0
      return switch format {
      case .float32:
        unsafe ffgsv(
          handle, TFLOAT, &first, &last, &step, &noValue.float, pixels.baseAddress, &found,
          &status)
      case .float64:
        unsafe ffgsv(
          handle, TDOUBLE, &first, &last, &step, &noValue.double, pixels.baseAddress, &found,
          &status)
      default:
        unsafe ffgsv(
          handle, Self.integerType(format), &first, &last, &step, nil, pixels.baseAddress,
          &found, &status)
      }
    }
  }

  private static func integerType(_ format: PixelFormat) -> Int32 {
    switch format {
    case .uint8: TBYTE
    case .int16: TSHORT
    case .int32: TINT
    default: TLONGLONG
    }
  }

  /// The one door to cfitsio, which does nothing more once a status is set.
  private static func check(
    _ unit: Int, _ call: (inout Int32) -> Int32
  ) throws(SkysortError) {
    var status: Int32 = 0
    _ = call(&status)
    guard status != 0 else { return }
    var text = [CChar](repeating: 0, count: Int(FLEN_STATUS))
    unsafe ffgerr(status, &text)
    let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: letters, as: UTF8.self)
    throw failure(unit, "\(words) (status \(status))")
  }

  private static func failure(_ unit: Int, _ problem: String) -> SkysortError {
    SkysortError(path: "standard input", location: "HDU \(unit)", problem: problem)
  }
}
