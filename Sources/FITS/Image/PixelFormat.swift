/// How a file stores a pixel, by its `BITPIX`; all are big-endian.
public enum PixelFormat: Int, Hashable, Sendable, CaseIterable {
  /// The only unsigned one; other unsigned integers are stored shifted by `BZERO`.
  case uint8 = 8
  case int16 = 16
  case int32 = 32
  case int64 = 64
  case float32 = -32
  case float64 = -64

  /// Bytes of one pixel.
  public var byteCount: Int { abs(rawValue) / 8 }

  public var isInteger: Bool { rawValue > 0 }

  /// Whether every stored number is a `Float` without rounding.
  public var fitsFloat: Bool { abs(rawValue) <= 16 || self == .float32 }
}

/// What pixels can be read as: `Float` or `Double`.
public protocol FITSPixel: BinaryFloatingPoint, Sendable {}

extension Float: FITSPixel {}
extension Double: FITSPixel {}
