import Files

extension ByteSource {
  /// The next bytes; fewer than asked only at the end.
  mutating func bytes(atMost count: Int) throws(SkysortError) -> [UInt8] {
    var failure: SkysortError?
    let result = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(SkysortError) {
        filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }
}
