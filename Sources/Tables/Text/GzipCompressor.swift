import CCompression

/// Compresses a stream to gzip; the same bytes give the same file, as no time is recorded.
@safe struct GzipCompressor: ~Copyable {
  /// On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let gzipWindow: Int32 = 15 + 16
    let status = unsafe deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib refused to start: \(status)")
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// - Parameter isLast: Whether nothing follows.
  /// - Returns: What is ready to be written.
  mutating func compress(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var input = bytes
    var output: [UInt8] = []
    unsafe input.withUnsafeMutableBufferPointer { buffer in
      unsafe stream.pointee.next_in = buffer.baseAddress
      unsafe stream.pointee.avail_in = UInt32(buffer.count)
      var isFull = true
      while isFull {
        let part = step(isLast: isLast)
        isFull = part.count == Self.partSize
        output += part
      }
    }
    return output
  }

  private static let partSize = 1 << 16

  private func step(isLast: Bool) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Self.partSize) { buffer, filled in
      unsafe stream.pointee.next_out = buffer.baseAddress
      unsafe stream.pointee.avail_out = UInt32(Self.partSize)
      let status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      precondition(status != Z_STREAM_ERROR, "zlib lost its state")
      filled = unsafe Self.partSize - Int(stream.pointee.avail_out)
    }
  }
}
