import Glibc

/// A file's bytes in a stream: plain, or inflated from gzip or bzip2, recognized by content.
///
/// Memory is bounded whatever the file's size.
public struct ByteSource: ~Copyable {
  private let file: OpenFile
  private var inflater: Inflater?

  public init(path: String, limit: InflationLimit = .streaming) throws(SkysortError) {
    let file = try OpenFile(readingRegularFile: path)
    let head = try file.head(FileKind.headLength)
    self.file = file
    switch FileKind(head: head) {
    case .gzip: inflater = Inflater(.gzip(GzipDecompressor()), limit: limit)
    case .bzip2: inflater = Inflater(.bzip2(Bzip2Decompressor()), limit: limit)
    default: inflater = nil
    }
  }

  /// Whether the file is compressed.
  public var isCompressed: Bool { inflater != nil }

  /// Fills the buffer as far as the file goes.
  ///
  /// - Returns: Bytes given; fewer than asked only at the end, where it is 0.
  /// - Throws: ``SkysortError`` where the compressed stream is damaged, cut short, or a bomb.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(SkysortError) -> Int
  {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try unsafe readOnce(into: rest)
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  private mutating func readOnce(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SkysortError) -> Int {
    guard inflater != nil else { return try unsafe file.read(into: buffer) }
    return try unsafe inflater!.read(from: file, into: buffer)
  }
}

/// Which decompressor a stream needs.
enum StreamFormat: ~Copyable {
  case gzip(GzipDecompressor)
  case bzip2(Bzip2Decompressor)

  func step(
    _ input: UnsafeMutableRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Result<DecompressionStep, DecompressionFailure> {
    switch self {
    case .gzip(let decompressor): unsafe decompressor.step(input, output)
    case .bzip2(let decompressor): unsafe decompressor.step(input, output)
    }
  }

  func restart() {
    switch self {
    case .gzip(let decompressor): decompressor.restart()
    case .bzip2(let decompressor): decompressor.restart()
    }
  }
}

/// The state of an inflation: compressed bytes not yet taken, and the sums the limit looks at.
@safe
struct Inflater: ~Copyable {
  private static let blockSize = 1 << 17
  private let format: StreamFormat
  private let limit: InflationLimit
  private let block: UnsafeMutableRawBufferPointer
  private var pending = 0..<0
  private var compressedBytes: Int64 = 0
  private var inflatedBytes: Int64 = 0
  private var isBetweenStreams = false

  init(_ format: consuming StreamFormat, limit: InflationLimit) {
    self.format = format
    self.limit = limit
    unsafe block = .allocate(byteCount: Self.blockSize, alignment: 64)
  }

  deinit { unsafe block.deallocate() }

  /// Inflates at least one byte; 0 at the end of the last stream.
  mutating func read(
    from file: borrowing OpenFile, into output: UnsafeMutableRawBufferPointer
  ) throws(SkysortError) -> Int {
    while true {
      if pending.isEmpty {
        let count = try unsafe file.read(into: block)
        if count == 0 && isBetweenStreams { return 0 }
        guard count > 0 else { throw truncated(file.path) }
        pending = 0..<count
        compressedBytes += Int64(count)
      }
      if isBetweenStreams {
        guard hasFurtherStream() else { return 0 }
        format.restart()
        isBetweenStreams = false
      }
      let given = try unsafe inflate(path: file.path, into: output)
      if given > 0 { return given }
    }
  }

  private mutating func inflate(
    path: String, into output: UnsafeMutableRawBufferPointer
  ) throws(SkysortError) -> Int {
    let input = unsafe UnsafeMutableRawBufferPointer(rebasing: block[pending])
    switch unsafe format.step(input, output) {
    case .failure(let failure):
      throw SkysortError(
        path: path, problem: "holds damaged compressed data (code \(failure.code))",
        fix: "Fetch the file again.", exitCode: .badData)
    case .success(let step):
      pending = (pending.lowerBound + step.taken)..<pending.upperBound
      isBetweenStreams = step.isEnd
      inflatedBytes += Int64(step.given)
      try limit.check(path, inflated: inflatedBytes, compressed: compressedBytes)
      return step.given
    }
  }

  /// A further stream may follow; zero padding, as tapes leave it, ends the file.
  private func hasFurtherStream() -> Bool { unsafe block[pending.lowerBound] != 0 }

  private func truncated(_ path: String) -> SkysortError {
    SkysortError(
      path: path, problem: "ends in the middle of its compressed data",
      fix: "The file is truncated; fetch it again.", exitCode: .badData)
  }
}
