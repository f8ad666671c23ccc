import Files
import Glibc

/// Memory that begins on a page, for writing past the system's cache.
@safe struct AlignedBuffer: ~Copyable {
  static let alignment = 4096
  let bytes: UnsafeMutableRawBufferPointer

  /// - Parameter size: Bytes, a multiple of ``alignment``.
  init(size: Int) {
    unsafe bytes = .allocate(byteCount: size, alignment: Self.alignment)
  }

  deinit { unsafe bytes.deallocate() }
}

/// A file written from front to back in large blocks, then once more at a place of its header.
///
/// Blocks go straight to the disk where the file system allows (`O_DIRECT`): a catalog is
/// synced at the end anyway, so the copy into the system's cache, which costs more processor
/// time than everything else in writing a table, would buy nothing.
struct AlignedOutput: ByteSink, ~Copyable {
  private static let blockSize = 4 << 20
  private let file: AtomicFile
  private let buffer = AlignedBuffer(size: blockSize)
  private var filled = 0
  private var flushed: Int64 = 0
  private var isDirect: Bool

  init(path: String) throws(SkysortError) {
    file = try AtomicFile(path: path)
    isDirect = Self.setDirect(true, file.descriptor)
  }

  /// Bytes taken so far.
  var size: Int64 { flushed + Int64(filled) }

  mutating func append(_ bytes: [UInt8]) throws(SkysortError) {
    var taken = 0
    while taken < bytes.count {
      let count = min(bytes.count - taken, Self.blockSize - filled)
      unsafe bytes.withUnsafeBytes { raw in
        unsafe buffer.bytes[filled..<(filled + count)].copyBytes(from: raw[taken..<(taken + count)])
      }
      taken += count
      filled += count
      if filled == Self.blockSize { try flush() }
    }
  }

  /// Writes what is left, replaces the bytes at `offset`, and gives the file its name.
  consuming func finish(replacing header: [UInt8], at offset: Int64) throws(SkysortError) {
    becomeBuffered()
    try flush()
    let failure = unsafe header.withUnsafeBytes { raw in
      unsafe OutputDescriptor.write(raw, at: offset, file.descriptor)
    }
    if let failure { throw .system(file.path, "written", code: failure) }
    try file.commit()
  }

  private mutating func flush() throws(SkysortError) {
    let block = unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[..<filled])
    var failure = unsafe OutputDescriptor.write(block, at: flushed, file.descriptor)
    if failure == EINVAL && isDirect {
      becomeBuffered()
      failure = unsafe OutputDescriptor.write(block, at: flushed, file.descriptor)
    }
    if let failure { throw .system(file.path, "written", code: failure) }
    flushed += Int64(filled)
    filled = 0
  }

  private mutating func becomeBuffered() {
    if isDirect { isDirect = !Self.setDirect(false, file.descriptor) }
  }

  private static func setDirect(_ isDirect: Bool, _ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    let wanted = isDirect ? flags | __O_DIRECT : flags & ~__O_DIRECT
    return flags >= 0 && fcntl(descriptor, F_SETFL, wanted) == 0
  }
}
