import CCompression

/// What one call of a decompressor did: bytes taken and given, and whether its stream has ended.
struct DecompressionStep {
  let taken: Int
  let given: Int
  let isEnd: Bool
}

/// The compressed bytes are damaged; the library's code says how.
struct DecompressionFailure: Error {
  let code: Int32
}

/// Inflates gzip, fed compressed bytes block by block.
@safe
struct GzipDecompressor: ~Copyable {
  /// On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib refused to start: \(status)")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func step(
    _ input: UnsafeMutableRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Result<DecompressionStep, DecompressionFailure> {
    unsafe stream.pointee.next_in = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      return .failure(DecompressionFailure(code: status))
    }
    return .success(
      unsafe DecompressionStep(
        taken: input.count - Int(stream.pointee.avail_in),
        given: output.count - Int(stream.pointee.avail_out), isEnd: status == Z_STREAM_END))
  }

  /// Makes ready for a further stream behind the last, as `cat a.gz b.gz` makes it.
  func restart() { unsafe inflateReset(stream) }
}

/// Inflates bzip2, fed compressed bytes block by block.
@safe
struct Bzip2Decompressor: ~Copyable {
  private let stream: UnsafeMutablePointer<bz_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    start()
  }

  deinit {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.deallocate()
  }

  private func start() {
    let status = unsafe BZ2_bzDecompressInit(stream, 0, 0)
    precondition(status == BZ_OK, "libbz2 refused to start: \(status)")
  }

  func step(
    _ input: UnsafeMutableRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Result<DecompressionStep, DecompressionFailure> {
    unsafe stream.pointee.next_in = unsafe input.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = unsafe output.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let status = unsafe BZ2_bzDecompress(stream)
    guard status == BZ_OK || status == BZ_STREAM_END else {
      return .failure(DecompressionFailure(code: status))
    }
    return .success(
      unsafe DecompressionStep(
        taken: input.count - Int(stream.pointee.avail_in),
        given: output.count - Int(stream.pointee.avail_out), isEnd: status == BZ_STREAM_END))
  }

  /// Makes ready for a further stream behind the last, as `cat a.gz b.gz` makes it.
  func restart() {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.pointee = bz_stream()
    start()
  }
}
