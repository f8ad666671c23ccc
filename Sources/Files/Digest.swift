import Crypto

/// SHA-256 digests, in lower-case hexadecimal.
public enum Digest {
  public static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    unsafe hash.update(bufferPointer: bytes)
    return hexadecimal(hash.finalize())
  }

  public static func sha256(_ bytes: [UInt8]) -> String {
    unsafe bytes.withUnsafeBytes { unsafe sha256($0) }
  }

  public static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

  /// The digest of a file's bytes, read in blocks.
  public static func sha256(ofFile path: String) throws(FileError) -> String {
    let file = try OpenFile(readingRegularFile: path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { unsafe block.deallocate() }
    var hash = SHA256()
    while true {
      let count = try unsafe file.read(into: block)
      guard count > 0 else { return hexadecimal(hash.finalize()) }
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let characters = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: characters, as: UTF8.self)
  }
}
