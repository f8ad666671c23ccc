import Files

/// Takes a file's bytes from front to back.
protocol ByteSink: ~Copyable {
  /// Bytes taken so far.
  var size: Int64 { get }
  mutating func append(_ bytes: [UInt8]) throws(SkysortError)
}

/// The end of a file that is written at other places too.
struct FileTail: ByteSink, ~Copyable {
  private static let blockSize = 1 << 20
  private let file: OutputDescriptor
  private var pending: [UInt8] = []
  private var flushed: Int64 = 0

  init(_ file: OutputDescriptor) { self.file = file }

  var size: Int64 { flushed + Int64(pending.count) }

  mutating func append(_ bytes: [UInt8]) throws(SkysortError) {
    if pending.isEmpty && bytes.count >= Self.blockSize {
      try file.write(bytes, at: flushed)
      flushed += Int64(bytes.count)
      return
    }
    pending += bytes
    if pending.count >= Self.blockSize { try flush() }
  }

  /// Leaves bytes to be written by others.
  mutating func skip(_ count: Int64) throws(SkysortError) {
    try flush()
    flushed += count
  }

  mutating func flush() throws(SkysortError) {
    try file.write(pending, at: flushed)
    flushed += Int64(pending.count)
    pending.removeAll(keepingCapacity: true)
  }
}
