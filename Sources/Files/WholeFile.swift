/// Reads a file that fits in memory, after a look at its size.
public enum WholeFile {
  /// - Parameter maximumSize: Bytes; a larger file is refused unread.
  public static func read(
    _ path: String, maximumSize: Int64
  ) throws(SkysortError) -> [UInt8] {
    let size = try FileProbe(path).size
    guard size <= maximumSize else {
      throw SkysortError(
        path: path, problem: "has \(size) bytes, more than the \(maximumSize) allowed",
        fix: "Is this the right file?", exitCode: .badData)
    }
    return try bytes(of: path, count: Int(size))
  }

  private static func bytes(of path: String, count: Int) throws(SkysortError) -> [UInt8] {
    var source = try ByteSource(path: path)
    var failure: SkysortError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(SkysortError) {
        filled = try unsafe source.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
