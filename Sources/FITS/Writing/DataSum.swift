/// The checksum of FITS data, grown piece by piece.
///
/// The ones'-complement sum of the bytes as big-endian 32-bit words. Turning every word turns
/// the sum, so pieces may begin at any byte of a word.
///
/// - Source: FITS standard 4.0, appendix J; RFC 1071.
public struct DataSum: Hashable, Sendable {
  /// As a `DATASUM` keyword gives it.
  public private(set) var value: UInt32 = 0
  /// Bytes summed so far, modulo 4.
  private var phase: UInt32 = 0

  public init() {}

  /// The sum of a piece that begins somewhere inside.
  ///
  /// - Parameter offset: Bytes in front of the piece.
  init(at offset: Int64) { phase = UInt32(truncatingIfNeeded: offset) % 4 }

  /// Adds the sum of another piece of the same data.
  mutating func add(_ piece: DataSum) { value = Self.fold(UInt64(value) + UInt64(piece.value)) }

  public mutating func add(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe add($0) }
  }

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let piece = unsafe Self.sum(bytes)
    let turned = Self.rotated(piece, by: (32 - 8 * phase) % 32)
    value = Self.fold(UInt64(value) + UInt64(turned))
    phase = (phase + UInt32(truncatingIfNeeded: bytes.count)) % 4
  }

  /// The sum of bytes that begin a word; missing bytes at the end count as zeros.
  private static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let whole = bytes.count / Pairs.stepSize * Pairs.stepSize
    var total: UInt64 = 0
    for start in stride(from: 0, to: whole, by: Pairs.maximumSize) {
      let end = min(whole, start + Pairs.maximumSize)
      total += unsafe Pairs(UnsafeRawBufferPointer(rebasing: bytes[start..<end])).sum
    }
    for index in stride(from: whole, to: bytes.count, by: 4) {
      var word: UInt32 = 0
      for byte in 0..<min(4, bytes.count - index) {
        word |= UInt32(unsafe bytes[index + byte]) << UInt32(24 - 8 * byte)
      }
      total += UInt64(word)
    }
    return fold(total)
  }

  /// Sums of the even and of the odd bytes, in lanes of 16 bits that hold 256 bytes each.
  private struct Pairs {
    static let stepSize = 64
    static let maximumSize = 256 * stepSize
    private var even = SIMD8<UInt64>.zero
    private var odd = SIMD8<UInt64>.zero

    /// - Parameter bytes: Whole steps, at most ``maximumSize``.
    init(_ bytes: UnsafeRawBufferPointer) {
      let mask = SIMD8<UInt64>(repeating: 0x00ff_00ff_00ff_00ff)
      for offset in stride(from: 0, to: bytes.count, by: Self.stepSize) {
        let words = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
        even &+= words & mask
        odd &+= (words &>> 8) & mask
      }
    }

    /// As the machine loads them, bytes 0 and 2 of a word are its lanes 0 and 1; turning the
    /// word brings them to the places they have in a big-endian one.
    var sum: UInt64 {
      UInt64(DataSum.rotated(Self.folded(even), by: 24))
        + UInt64(DataSum.rotated(Self.folded(odd), by: 16))
    }

    private static func folded(_ lanes: SIMD8<UInt64>) -> UInt32 {
      fold((lanes & 0xffff_ffff).wrappedSum() + (lanes &>> 32).wrappedSum())
    }
  }

  /// Turns a word to the left.
  private static func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 {
    bits == 0 ? word : word << bits | word >> (32 - bits)
  }

  private static func fold(_ sum: UInt64) -> UInt32 {
    var sum = sum
    while sum > 0xffff_ffff { sum = (sum & 0xffff_ffff) + (sum >> 32) }
    return UInt32(sum)
  }
}

extension DataSum {
  /// The 16 characters of a `CHECKSUM` keyword that make a whole unit sum up to zero.
  ///
  /// - Parameter sum: Of the unit with sixteen `0` in the keyword's place.
  static func characters(complementing sum: UInt32) -> [UInt8] {
    let complement = ~sum
    var characters = [UInt8](repeating: 0, count: 16)
    for byte in 0..<4 {
      let value = Int(complement >> UInt32(24 - 8 * byte) & 0xff)
      for (place, digit) in letters(of: value).enumerated() {
        characters[4 * place + byte] = UInt8(digit)
      }
    }
    return [characters[15]] + characters[..<15]
  }

  /// Four letters or digits whose codes exceed four zeros by `value` in sum.
  private static func letters(of value: Int) -> [Int] {
    let zero = 0x30
    var digits = [Int](repeating: value / 4 + zero, count: 4)
    digits[0] += value % 4
    while digits.contains(where: isPunctuation) {
      for pair in [0, 2] where isPunctuation(digits[pair]) || isPunctuation(digits[pair + 1]) {
        digits[pair] += 1
        digits[pair + 1] -= 1
      }
    }
    return digits
  }

  private static func isPunctuation(_ code: Int) -> Bool {
    (0x3a...0x40).contains(code) || (0x5b...0x60).contains(code)
  }
}
