/// A number that can be written as a pixel: the integers of 8 to 64 bits, `Float` and `Double`.
public protocol OutputPixel: BitwiseCopyable, Sendable {
  /// How it is stored.
  static var storage: PixelStorage { get }
}

/// A format of pixels, with the side of zero its integers lie on.
public struct PixelStorage: Hashable, Sendable {
  public let format: PixelFormat
  /// Whether integers are stored shifted by half their range, as `BZERO` tells: unsigned integers
  /// of 16 to 64 bits and signed ones of 8.
  public let isShifted: Bool

  public init(_ format: PixelFormat, isShifted: Bool = false) {
    precondition(!isShifted || format.isInteger, "expected integers to shift, found \(format)")
    self.format = format
    self.isShifted = isShifted
  }
}

extension UInt8: OutputPixel { public static let storage = PixelStorage(.uint8) }
extension Int8: OutputPixel { public static let storage = PixelStorage(.uint8, isShifted: true) }
extension Int16: OutputPixel { public static let storage = PixelStorage(.int16) }
extension UInt16: OutputPixel { public static let storage = PixelStorage(.int16, isShifted: true) }
extension Int32: OutputPixel { public static let storage = PixelStorage(.int32) }
extension UInt32: OutputPixel { public static let storage = PixelStorage(.int32, isShifted: true) }
extension Int64: OutputPixel { public static let storage = PixelStorage(.int64) }
extension UInt64: OutputPixel { public static let storage = PixelStorage(.int64, isShifted: true) }
extension Float: OutputPixel { public static let storage = PixelStorage(.float32) }
extension Double: OutputPixel { public static let storage = PixelStorage(.float64) }

/// Turns numbers in memory into pixels as a file has them.
struct PixelEncoder: Sendable {
  /// Of the numbers in memory.
  let source: PixelStorage
  let target: PixelStorage

  /// Real numbers may be stored in either precision; all else as it is.
  var isLegal: Bool {
    source == target || !source.format.isInteger && !target.format.isInteger
  }

  /// - Parameters:
  ///   - pixels: Numbers end to end.
  ///   - bytes: Room for as many pixels.
  func encode(_ pixels: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) {
    switch (source.format, target.format) {
    case (.float32, .float64):
      unsafe convert(pixels, bytes) { (value: Float) in Double(value).bitPattern }
    case (.float64, .float32):
      unsafe convert(pixels, bytes) { (value: Double) in Float(value).bitPattern }
    case (.uint8, _): unsafe turn(pixels, bytes, shift: UInt8(0x80))
    case (.int16, _): unsafe turn(pixels, bytes, shift: UInt16(1) << 15)
    case (.int32, _), (.float32, _): unsafe turn(pixels, bytes, shift: UInt32(1) << 31)
    case (.int64, _), (.float64, _): unsafe turn(pixels, bytes, shift: UInt64(1) << 63)
    }
  }

  /// Brings the most significant byte to the front; a shift by half the range turns one bit.
  private func turn<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ pixels: UnsafeRawBufferPointer, _ bytes: UnsafeMutableRawBufferPointer, shift: Raw
  ) {
    let mask = target.isShifted ? shift : 0
    unsafe convert(pixels, bytes) { (value: Raw) in value ^ mask }
  }

  @inline(__always)
  private func convert<Value: BitwiseCopyable, Raw: FixedWidthInteger>(
    _ pixels: UnsafeRawBufferPointer, _ bytes: UnsafeMutableRawBufferPointer,
    _ change: (Value) -> Raw
  ) {
    let count = pixels.count / MemoryLayout<Value>.size
    guard let from = pixels.baseAddress, let to = bytes.baseAddress, count > 0 else { return }
    for index in 0..<count {
      let value = unsafe from.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Value>.size, as: Value.self)
      unsafe to.storeBytes(
        of: change(value).bigEndian, toByteOffset: index * MemoryLayout<Raw>.size, as: Raw.self)
    }
  }
}
