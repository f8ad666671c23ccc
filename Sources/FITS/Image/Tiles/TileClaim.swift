import Files

/// What a tile-compressed image claims to be, checked before anything is decoded.
struct TileClaim {
  let unit: HDU
  let format: PixelFormat
  /// Bytes of all pixels.
  let decodedSize: Int64

  /// The most axes cfitsio decodes.
  private static let mostAxes = 6
  /// By `ZCMPTYPE`; of reals, those that hold only integers need a scale.
  private static let integerCompressions: Set = ["RICE_1", "RICE_ONE", "PLIO_1", "HCOMPRESS_1"]
  private static let byteCompressions: Set = ["GZIP_1", "GZIP_2"]

  /// - Throws: ``Fault`` where the header contradicts itself, or claims more than the limit.
  init(_ unit: HDU, limit: InflationLimit = .tiles) throws(Fault) {
    guard let format = PixelFormat(rawValue: unit.bitsPerPixel) else {
      throw Fault("ZBITPIX is \(unit.bitsPerPixel), which is none of 8, 16, 32, 64, -32, -64")
    }
    try Self.checkCompression(unit, format)
    self.unit = unit
    self.format = format
    decodedSize = try Self.size(unit, format)
    guard limit.allows(inflated: decodedSize, compressed: unit.dataSize) else {
      throw Fault(
        "it claims to grow from \(unit.dataSize) to \(decodedSize) bytes when decoded",
        fix: "Decompress it yourself (funpack) if you trust it.")
    }
  }

  private static func checkCompression(_ unit: HDU, _ format: PixelFormat) throws(Fault) {
    let name = (unit.header.text("ZCMPTYPE") ?? "").uppercased()
    let isOfIntegers = integerCompressions.contains(name)
    guard isOfIntegers || byteCompressions.contains(name), isOfIntegers || format != .int64 else {
      throw Fault(
        "pixels of ZBITPIX = \(format.rawValue) compressed by ZCMPTYPE = '\(name)' cannot be "
          + "decoded", fix: "Decompress it with the program that wrote it.")
    }
    let hasScale =
      unit.header.card("ZSCALE") != nil
      || unit.table?.columns.contains { $0.name.uppercased() == "ZSCALE" } == true
    guard hasScale || format.isInteger || !isOfIntegers else {
      throw Fault("its real pixels are compressed as integers (\(name)), without a ZSCALE")
    }
  }

  private static func size(_ unit: HDU, _ format: PixelFormat) throws(Fault) -> Int64 {
    let axes = unit.dimensions
    guard (1...Self.mostAxes).contains(axes.count), axes.allSatisfy({ $0 > 0 }) else {
      throw Fault("the axes of the compressed image are no numbers above 0: \(axes)")
    }
    var size = Int64(format.byteCount)
    for length in axes {
      let (product, overflow) = size.multipliedReportingOverflow(by: Int64(length))
      guard !overflow else { throw Fault("its axes claim more bytes than can exist: \(axes)") }
      size = product
    }
    return size
  }

  /// Bytes the decoder may ask for: all pixels, a tile of 64-bit coefficients that may be as
  /// large, and the compressed bytes twice.
  var memory: Int64 { min(256 << 20 + 10 * decodedSize + 2 * unit.dataSize, 8 << 30) }

  /// Processor time the decoder may spend; the slowest compression gives some 10 MB/s.
  var seconds: Int64 { 20 + decodedSize >> 20 }
}

extension InflationLimit {
  /// For tile-compressed images: 2 GiB, or 2000 : 1 beyond 64 MiB. Masks of zeros in rows of
  /// 4096 pixels reach 700 : 1 (PLIO) and 110 : 1 (Rice).
  static let tiles = InflationLimit(
    maximumSize: 2 << 30, maximumRatio: 2000, ratioFreeSize: 64 << 20)
}
