/// Turns stored pixels into numbers.
///
/// The stored bytes may lie in the buffer of pixels itself where both have the same width.
struct PixelDecoder: Hashable, Sendable {
  let format: PixelFormat
  let scaling: PixelScaling

  /// - Parameter stored: `pixels.count` pixels as they stand in the file.
  /// - Throws: ``Fault`` where a 64-bit integer is not a `Double`.
  func decode(
    _ stored: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(Fault) {
    let count = pixels.count
    switch format {
    case .uint8:
      unsafe Self.each(stored, count) { (index, bits: UInt8) in
        unsafe pixels[index] = scaling.value(Float(bits))
      }
    case .int16:
      unsafe Self.each(stored, count) { (index, bits: Int16) in
        unsafe pixels[index] = scaling.value(Float(Int16(bigEndian: bits)))
      }
    case .int32:
      unsafe Self.each(stored, count) { (index, bits: Int32) in
        unsafe pixels[index] = Float(scaling.value(Double(Int32(bigEndian: bits))))
      }
    case .int64: try unsafe decodeLong(stored, count) { unsafe pixels[$0] = Float($1) }
    case .float32:
      unsafe Self.each(stored, count) { (index, bits: UInt32) in
        unsafe pixels[index] = scaling.value(Float(bitPattern: UInt32(bigEndian: bits)))
      }
    case .float64:
      unsafe Self.each(stored, count) { (index, bits: UInt64) in
        unsafe pixels[index] = Float(scaling.value(Double(bitPattern: UInt64(bigEndian: bits))))
      }
    }
  }

  /// As above, in double precision.
  func decode(
    _ stored: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<Double>
  ) throws(Fault) {
    let count = pixels.count
    switch format {
    case .uint8:
      unsafe Self.each(stored, count) { (index, bits: UInt8) in
        unsafe pixels[index] = scaling.value(Double(bits))
      }
    case .int16:
      unsafe Self.each(stored, count) { (index, bits: Int16) in
        unsafe pixels[index] = scaling.value(Double(Int16(bigEndian: bits)))
      }
    case .int32:
      unsafe Self.each(stored, count) { (index, bits: Int32) in
        unsafe pixels[index] = scaling.value(Double(Int32(bigEndian: bits)))
      }
    case .int64: try unsafe decodeLong(stored, count) { unsafe pixels[$0] = $1 }
    case .float32:
      unsafe Self.each(stored, count) { (index, bits: UInt32) in
        let value = Float(bitPattern: UInt32(bigEndian: bits))
        unsafe pixels[index] = scaling.value(Double(value))
      }
    case .float64:
      unsafe Self.each(stored, count) { (index, bits: UInt64) in
        unsafe pixels[index] = scaling.value(Double(bitPattern: UInt64(bigEndian: bits)))
      }
    }
  }

  @inline(__always)
  private func decodeLong(
    _ stored: UnsafeRawBufferPointer, _ count: Int, store: (Int, Double) -> Void
  ) throws(Fault) {
    let shift = scaling.integerShift
    var refused: Int64?
    unsafe Self.each(stored, count) { (index, bits: Int64) in
      let number = Int64(bigEndian: bits)
      guard let value = scaling.value(number, shift: shift) else {
        refused = number
        return
      }
      store(index, value)
    }
    guard let refused else { return }
    throw Fault(
      "the stored pixel \(refused) stands for an integer beyond 2^53, which no real number holds "
        + "exactly", fix: "Images of identifiers or of 64 flags cannot be read.")
  }

  @inline(__always)
  private static func each<Stored: BitwiseCopyable>(
    _ stored: UnsafeRawBufferPointer, _ count: Int, _ body: (Int, Stored) -> Void
  ) {
    let width = MemoryLayout<Stored>.size
    precondition(stored.count == count * width, "expected \(count) pixels of \(width) bytes")
    for index in 0..<count {
      body(index, unsafe stored.loadUnaligned(fromByteOffset: index * width, as: Stored.self))
    }
  }
}
