import CImage
public import Files

/// A PNG or JPEG file whose head was read; its samples are decoded when asked for.
///
///     let image = try RasterImageFile("galaxy.jpg").decode(atLeast: 64)
///
/// EXIF orientation is told but not obeyed: samples stay as they are stored. Colour profiles
/// and gamma are left alone too.
public struct RasterImageFile: Sendable {
  public enum Format: String, Sendable, Hashable {
    case png, jpeg
  }

  /// As the caller named it.
  public let path: String
  public let format: Format
  public let height: Int
  public let width: Int
  /// 1 grey, 2 grey and alpha, 3 red, green and blue, 4 with alpha; palettes are expanded.
  public let channels: Int
  /// 8 or 16; fewer are widened to 8.
  public let bitsPerSample: Int
  /// Of a JPEG from a camera, 2 to 8 where it should be turned or mirrored.
  public let orientation: Int?
  let bytes: [UInt8]
  private let limit: InflationLimit

  /// - Parameter limit: Of the decoded samples: 4 bytes each for the size, as stored for the
  ///   ratio.
  /// - Throws: `SkysortError` where the file is missing, something else, damaged, of a kind
  ///   that cannot be read, or claims more samples than the limit allows.
  public init(_ path: String, limit: InflationLimit = .standard) throws(SkysortError) {
    let kind = try FileProbe(path).kind
    let isImage = kind == .png || kind == .jpeg
    let bytes = isImage ? try WholeFile.read(path, maximumSize: limit.maximumSize) : []
    try self.init(bytes: bytes, kind: kind, path: path, limit: limit)
  }

  /// An image that is in memory.
  ///
  /// - Parameter path: What messages call it.
  public init(
    bytes: [UInt8], path: String, limit: InflationLimit = .standard
  ) throws(SkysortError) {
    let kind = FileKind(head: Array(bytes.prefix(FileKind.headLength)))
    try self.init(bytes: bytes, kind: kind, path: path, limit: limit)
  }

  private init(
    bytes: [UInt8], kind: FileKind, path: String, limit: InflationLimit
  ) throws(SkysortError) {
    guard let format = Format(rawValue: kind.rawValue) else {
      throw SkysortError(
        path: path, problem: "is not a PNG or JPEG image but \(kind.explanation)",
        fix: "Name a PNG or JPEG file.")
    }
    let head = try ImageCodec(format: format, path: path).head(bytes, denominator: 1)
    self.path = path
    self.format = format
    self.bytes = bytes
    self.limit = limit
    height = Int(head.height)
    width = Int(head.width)
    channels = Int(head.channels)
    bitsPerSample = Int(head.bits)
    orientation = format == .jpeg ? EXIFOrientation.find(in: bytes) : nil
    try checkSize()
  }

  /// What white is stored as.
  public var largestSample: Float { bitsPerSample == 16 ? 65535 : 255 }

  private func checkSize() throws(SkysortError) {
    let count = Int64(height) * Int64(width) * Int64(channels)
    let (decoded, stored) = (count * Int64(MemoryLayout<Float>.size), Int64(bytes.count))
    let packed = count * Int64(bitsPerSample / 8)
    guard decoded > limit.maximumSize || !limit.allows(inflated: packed, compressed: stored)
    else { return }
    throw SkysortError(
      path: path,
      problem: "claims \(width) × \(height) × \(channels) samples, \(decoded) bytes in memory, "
        + "in a file of \(stored)", fix: "Cut or shrink it if you trust it.")
  }
}

extension RasterImageFile {
  /// Decodes every sample.
  ///
  /// - Parameter side: Of a JPEG that is larger, decodes at 1/2, 1/4 or 1/8 of its size as long
  ///   as neither side falls below this; faster than shrinking later. `nil`: full size.
  /// - Throws: `SkysortError` where the data are damaged or end too early.
  public func decode(atLeast side: Int? = nil) throws(SkysortError) -> Image {
    let codec = ImageCodec(format: format, path: path)
    let denominator = side.map(denominator) ?? 1
    let head = try codec.head(bytes, denominator: denominator)
    let samples = try codec.decode(bytes, head, denominator: denominator)
    return Image(
      height: Int(head.height), width: Int(head.width), channels: channels,
      largestSample: largestSample, samples: samples)
  }

  /// The largest of 1, 2, 4, 8 that leaves both sides at least as long as asked.
  private func denominator(for side: Int) -> Int {
    guard format == .jpeg else { return 1 }
    return [8, 4, 2].first { (min(width, height) + $0 - 1) / $0 >= side } ?? 1
  }
}
