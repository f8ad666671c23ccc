import CImage
import Files

/// Calls libpng and libjpeg, and looks at every status they give.
struct ImageCodec {
  let format: RasterImageFile.Format
  let path: String

  func head(_ bytes: [UInt8], denominator: Int) throws(SkysortError) -> CImageHead {
    var head = CImageHead()
    let status = unsafe bytes.withUnsafeBufferPointer { bytes in
      switch format {
      case .png: unsafe CImage_png_head(bytes.baseAddress, bytes.count, &head)
      case .jpeg:
        unsafe CImage_jpeg_head(bytes.baseAddress, bytes.count, Int32(denominator), &head)
      }
    }
    try check(status, head)
    return head
  }

  /// - Returns: Shape `[height, width, channels]` of the head.
  func decode(
    _ bytes: [UInt8], _ head: CImageHead, denominator: Int
  ) throws(SkysortError) -> [Float] {
    var head = head
    let count = Int(head.height) * Int(head.width) * Int(head.channels)
    let room = count * Int(head.bits) / 8
    let stored = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
    defer { unsafe stored.deallocate() }
    let status = unsafe bytes.withUnsafeBufferPointer { bytes in
      let samples = unsafe stored.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return switch format {
      case .png:
        unsafe CImage_png_decode(bytes.baseAddress, bytes.count, &head, samples, room)
      case .jpeg:
        unsafe CImage_jpeg_decode(
          bytes.baseAddress, bytes.count, Int32(denominator), &head, samples, room)
      }
    }
    try check(status, head)
    return unsafe head.bits == 16
      ? Self.floats(stored.assumingMemoryBound(to: UInt16.self))
      : Self.floats(stored.assumingMemoryBound(to: UInt8.self))
  }

  private static func floats(_ stored: UnsafeMutableBufferPointer<UInt8>) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: stored.count) { samples, filled in
      for index in stored.indices { unsafe samples[index] = Float(stored[index]) }
      filled = stored.count
    }
  }

  private static func floats(_ stored: UnsafeMutableBufferPointer<UInt16>) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: stored.count) { samples, filled in
      for index in stored.indices { unsafe samples[index] = Float(stored[index]) }
      filled = stored.count
    }
  }

  private func check(_ status: Int32, _ head: CImageHead) throws(SkysortError) {
    guard status != CIMAGE_DONE else { return }
    let name = format == .png ? "PNG" : "JPEG"
    let detail = Self.text(head)
    switch Int(status) {
    case CIMAGE_UNSUPPORTED:
      throw SkysortError(
        path: path, problem: "is a \(name) image that cannot be read: \(detail)",
        fix: "Save it as grey or RGB.")
    case CIMAGE_NO_MEMORY:
      throw SkysortError(
        path: path, problem: "needs more memory than there is", exitCode: .temporary)
    default:
      throw SkysortError(
        path: path, problem: "is a damaged \(name) image: \(detail)",
        fix: "Fetch or write it again.")
    }
  }

  private static func text(_ head: CImageHead) -> String {
    let bytes = unsafe withUnsafeBytes(of: head.problem) { raw in
      unsafe Array(raw.prefix { $0 != 0 })
    }
    let text = String(decoding: bytes.filter { (0x20..<0x7f).contains($0) }, as: UTF8.self)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
