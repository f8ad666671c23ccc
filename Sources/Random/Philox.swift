/// The counter-based generator Philox4x32-10: 128 random bits for each (key, counter).
///
/// - Source: Salmon et al. 2011, 'Parallel random numbers: as easy as 1, 2, 3', SC'11.
public enum Philox {
  private static let multipliers = (UInt32(0xD251_1F53), UInt32(0xCD9E_8D57))
  private static let increments = (UInt32(0x9E37_79B9), UInt32(0xBB67_AE85))

  /// Four random words.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var state = counter
    var key = key
    for round in 0..<10 {
      if round > 0 {
        key.x &+= increments.0
        key.y &+= increments.1
      }
      let first = multipliers.0.multipliedFullWidth(by: state.x)
      let second = multipliers.1.multipliedFullWidth(by: state.z)
      state = SIMD4(
        second.high ^ state.y ^ key.x, second.low, first.high ^ state.w ^ key.y, first.low)
    }
    return state
  }

  /// Two words of a 64-bit number, low first.
  public static func words(_ number: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32))
  }
}
