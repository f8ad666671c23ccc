import COpenSSL

/// SHA-256 digests, in lower-case hexadecimal.
public enum Digest {
  public static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    let hash = RunningHash()
    unsafe hash.update(bytes)
    return hash.finish()
  }

  public static func sha256(_ bytes: [UInt8]) -> String {
    unsafe bytes.withUnsafeBytes { unsafe sha256($0) }
  }

  public static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

  /// The digest of a file's bytes, read in blocks.
  public static func sha256(ofFile path: String) throws(SkysortError) -> String {
    let file = try OpenFile(readingRegularFile: path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { unsafe block.deallocate() }
    let hash = RunningHash()
    while true {
      let count = try unsafe file.read(into: block)
      guard count > 0 else { return hash.finish() }
      unsafe hash.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }
}

/// A digest in the fingerprint, with one owner.
@safe
private struct RunningHash: ~Copyable {
  private let context: OpaquePointer

  init() {
    guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    unsafe self.context = unsafe context
    Self.check(unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil))
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    Self.check(unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  /// The digest of everything so far; to be asked for once.
  func finish() -> String {
    let digest = unsafe [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      Self.check(unsafe EVP_DigestFinal_ex(context, bytes.baseAddress, nil))
      count = 32
    }
    let digits = Array("0123456789abcdef".utf8)
    let characters = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: characters, as: UTF8.self)
  }

  private static func check(_ status: CInt) {
    precondition(status == 1, "OpenSSL refused to hash: status \(status)")
  }
}
