import CVector
import Glibc
import Testing

struct VectorMathTests {
  private static func apply(
    _ values: [Float], _ function: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    var result = values
    unsafe function(values.count, values, &result)
    return result
  }

  private static func error(_ found: Float, _ expected: Double) -> Double {
    abs(Double(found) - expected) / Double(Float(expected).ulp)
  }

  @Test
  func `the exponential is right to two units in the last place`() {
    let values = (0...400_000).map { Float(-87.3 + Double($0) * (175.6 / 400_000)) }
    let found = unsafe Self.apply(values) { unsafe vector_exp($0, $1, $2) }
    let worst = zip(found, values).map { Self.error($0, exp(Double($1))) }.max()!
    #expect(worst <= 2)
  }

  @Test
  func `the exponential saturates and keeps NaN`() {
    let values: [Float] = [.nan, .infinity, -.infinity, 100, -1000, 0]
    let found = unsafe Self.apply(values) { unsafe vector_exp($0, $1, $2) }
    #expect(found[0].isNaN)
    #expect(found[1].isFinite && found[1] > 2e38)
    #expect(found[2] > 0 && found[2] < 1.3e-38)
    #expect(found[3] == found[1])
    #expect(found[4] == found[2])
    #expect(found[5] == 1)
  }

  @Test
  func `the logarithm is right to two units in the last place`() {
    let values = (0...400_000).map { Float(exp(-87 + Double($0) * (175.0 / 400_000))) }
    let found = unsafe Self.apply(values) { unsafe vector_log($0, $1, $2) }
    let worst = zip(found, values).map { Self.error($0, log(Double($1))) }.max()!
    #expect(worst <= 2)
  }

  @Test
  func `sums do not depend on what lies behind the last element`() {
    let values = (0..<100).map { Float($0) }
    for count in 0...100 {
      #expect(unsafe vector_sum(count, values) == Float(count * (count - 1) / 2))
      let squares = (0..<count).reduce(0) { $0 + $1 * $1 }
      #expect(unsafe vector_sum_of_squares(count, values) == Double(squares))
    }
  }
}
