import CVector
import Glibc
import Testing

@testable import Engine

struct SpecialFunctionTests {
  /// Values and slopes of one of the vector functions.
  private static func apply(
    _ function: any ActivationFunction.Type, _ x: [Float]
  ) -> (value: [Float], slope: [Float]) {
    var (value, slope) = (x, x)
    unsafe function.kernel(vector_float32, 1, x.count, x, nil, &value, &slope)
    return (value, slope)
  }

  private static let functions: [any ActivationFunction.Type] = [
    AbsoluteValue.self, Exponential.self, ExponentialLinear.self, HardSigmoid.self,
    HardSwish.self, LeakyRectifiedLinear.self, LogHyperbolicCosine.self, LogSigmoid.self,
    Mish.self, Reciprocal.self, ScaledExponentialLinear.self, Softplus.self, Softsign.self,
    Square.self,
  ]

  private static let positiveFunctions: [any ActivationFunction.Type] = [
    Digamma.self, LogGamma.self, NaturalLogarithm.self, SquareRoot.self,
  ]

  /// Relative to the number, and absolute below `floor`.
  private static func check(
    _ function: any ActivationFunction.Type, _ x: [Float], floor: Double
  ) {
    let found = apply(function, x)
    for (index, number) in x.enumerated() {
      let exact = [function.value(Double(number)), function.derivative(Double(number))]
      for (one, other) in zip([found.value[index], found.slope[index]], exact) {
        #expect(
          abs(Double(one) - other) <= 2e-6 * max(abs(other), floor),
          "\(function.name) at \(number): \(one) for \(other)")
      }
    }
  }

  @Test
  func `functions of any number and their slopes are right to two millionths`() {
    let x = (0..<4001).map { (Float($0) - 2000.5) / 50 }
    for function in Self.functions { Self.check(function, x, floor: 1e-1) }
  }

  @Test
  func `functions keep their relative accuracy near 0`() {
    let x = (0..<200).map { Float(exp(-Double($0) / 8)) }
    let odd: [any ActivationFunction.Type] = [
      ExponentialLinear.self, ScaledExponentialLinear.self, Softsign.self, Mish.self,
      LogHyperbolicCosine.self,
    ]
    for function in odd { Self.check(function, x + x.map { -$0 }, floor: 0) }
  }

  @Test
  func `functions of positive numbers are right to two millionths over many decades`() {
    let x = (0..<4000).map { Float(exp(Double($0) / 40 - 40)) } + [1, 2, 1.4616321, 1.4616322]
    for function in Self.positiveFunctions { Self.check(function, x, floor: 1e-6) }
    // Its slope is log x + 1, which cancels at 1/e.
    Self.check(TimesLogarithm.self, x, floor: 0.1)
  }

  @Test
  func `logarithms are told what they cannot be of`() {
    let tiny = Float.leastNonzeroMagnitude * 700
    let found = Self.apply(NaturalLogarithm.self, [0, -1, .infinity, tiny]).value
    #expect(found[0] == -.infinity && found[1].isNaN && found[2] == .infinity)
    #expect(abs(Double(found[3]) - log(Double(tiny))) < 1e-4)
    #expect(Self.apply(TimesLogarithm.self, [0]).value == [0])
    #expect(Self.apply(LogGamma.self, [-0.5, 0]).value.allSatisfy { $0.isNaN })
  }

  @Test
  func `extreme arguments give numbers`() {
    let x: [Float] = [-1e30, -1000, -90, 90, 1000, 1e30]
    for function in [Softplus.self, LogSigmoid.self, Mish.self] as [any ActivationFunction.Type] {
      let found = Self.apply(function, x)
      #expect((found.value + found.slope).allSatisfy { $0.isFinite }, "\(function.name)")
    }
  }

  @Test
  func `half-width numbers give what whole ones give, rounded`() {
    let x = (0..<77).map { Self.widened(Self.narrowed(Float($0 + 1) / 9)) }
    for function in Self.functions + Self.positiveFunctions + [TimesLogarithm.self] {
      let exact = Self.apply(function, x)
      var (value, slope) = (x.map(Self.narrowed), x.map(Self.narrowed))
      unsafe function.kernel(vector_bfloat16, 7, 11, value, nil, &value, &slope)
      #expect(value == exact.value.map(Self.narrowed), "\(function.name)")
      #expect(slope == exact.slope.map(Self.narrowed), "\(function.name)")
    }
  }

  private static func widened(_ number: UInt16) -> Float {
    Float(bitPattern: UInt32(number) << 16)
  }

  /// The nearest bfloat16 number, of two the even one.
  private static func narrowed(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    return UInt16((bits + 0x7FFF + bits >> 16 & 1) >> 16)
  }
}
