import CImage
import Glibc

/// Writes images for reports.
public enum PNGEncoder {
  /// Of zlib; fixed, so that equal images give equal bytes.
  private static let level: Int32 = 6

  /// - Parameters:
  ///   - channels: 1 grey, 2 grey and alpha, 3 red, green and blue, 4 with alpha.
  ///   - samples: Shape `[height, width, channels]`, row 0 at the top; neither side 0.
  /// - Returns: A PNG file, without a date or other text.
  public static func encode(
    width: Int, height: Int, channels: Int, samples: [UInt8]
  ) -> [UInt8] {
    precondition((1...4).contains(channels), "expected 1 to 4 channels, found \(channels)")
    precondition(
      (1...1 << 20).contains(width) && (1...1 << 20).contains(height)
        && samples.count == width * height * channels,
      "expected \(width) × \(height) × \(channels) samples, found \(samples.count)")
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = unsafe samples.withUnsafeBufferPointer { samples in
      unsafe CImage_png_encode(
        UInt32(width), UInt32(height), Int32(channels), samples.baseAddress, level, &bytes,
        &count)
    }
    // Nothing but lack of memory can stop it.
    precondition(status == CIMAGE_DONE, "expected a PNG, found status \(status)")
    defer { unsafe free(bytes) }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
