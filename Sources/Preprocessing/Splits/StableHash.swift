/// A 64-bit hash that is the same in every run, on every machine.
///
/// The standard library's `Hasher` is seeded anew in each process, so nothing that is kept or
/// compared between runs may rest on it.
///
/// - Source: the finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), chained.
struct StableHash: Sendable {
  private(set) var value: UInt64

  init(seed: UInt64 = 0x9e37_79b9_7f4a_7c15) { value = Self.mixed(seed) }

  mutating func combine(_ word: UInt64) {
    value = Self.mixed((value ^ word) &+ 0x9e37_79b9_7f4a_7c15)
  }

  /// Equal numbers hash alike: −0 as 0, every NaN as one.
  mutating func combine(_ number: Double) {
    combine(number == 0 ? 0 : number.isNaN ? Double.nan.bitPattern : number.bitPattern)
  }

  mutating func combine(_ text: String) {
    var word: UInt64 = 0
    var length: UInt64 = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      length += 1
      if length % 8 == 0 {
        combine(word)
        word = 0
      }
    }
    combine(word)
    combine(length)
  }

  static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
