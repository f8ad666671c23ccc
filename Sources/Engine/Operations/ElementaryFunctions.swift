import CVector
import Glibc

/// `eˣ`.
enum Exponential: ActivationFunction {
  static let name = "exp"
  static let flops = 16
  static var kernel: ActivationKernel { unsafe vector_exponential }

  static func value(_ x: Double) -> Double { Glibc.exp(x) }
  static func derivative(_ x: Double) -> Double { Glibc.exp(x) }
}

/// `log x`.
enum NaturalLogarithm: ActivationFunction {
  static let name = "log"
  static let flops = 22
  static var kernel: ActivationKernel { unsafe vector_logarithm }

  static func value(_ x: Double) -> Double { Glibc.log(x) }
  static func derivative(_ x: Double) -> Double { 1 / x }
}

/// `√x`.
enum SquareRoot: ActivationFunction {
  static let name = "squareRoot"
  static let flops = 2
  static var kernel: ActivationKernel { unsafe vector_square_root }

  static func value(_ x: Double) -> Double { x.squareRoot() }
  static func derivative(_ x: Double) -> Double { 0.5 / x.squareRoot() }
}

/// `x²`.
enum Square: ActivationFunction {
  static let name = "square"
  static let flops = 1
  static var kernel: ActivationKernel { unsafe vector_square }

  static func value(_ x: Double) -> Double { x * x }
  static func derivative(_ x: Double) -> Double { 2 * x }
}

/// `|x|`; the derivative at 0 is 0.
enum AbsoluteValue: ActivationFunction {
  static let name = "absolute"
  static let flops = 1
  static var kernel: ActivationKernel { unsafe vector_absolute }

  static func value(_ x: Double) -> Double { abs(x) }
  static func derivative(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

/// `1 / x`.
enum Reciprocal: ActivationFunction {
  static let name = "reciprocal"
  static let flops = 1
  static var kernel: ActivationKernel { unsafe vector_reciprocal }

  static func value(_ x: Double) -> Double { 1 / x }
  static func derivative(_ x: Double) -> Double { -1 / (x * x) }
}

extension Graph {
  /// `eˣ` of every element; beyond ±88 the value there, so that it stays finite.
  public mutating func exp(_ value: Value) -> Value { apply(Activation<Exponential>(), value) }

  /// The natural logarithm of every element; −∞ at 0, NaN below.
  public mutating func log(_ value: Value) -> Value { apply(Activation<NaturalLogarithm>(), value) }

  /// The square root of every element; NaN below 0. The slope at 0 is infinite.
  public mutating func squareRoot(_ value: Value) -> Value {
    apply(Activation<SquareRoot>(), value)
  }

  /// The square of every element.
  public mutating func square(_ value: Value) -> Value { apply(Activation<Square>(), value) }

  /// The size of every element.
  public mutating func absolute(_ value: Value) -> Value {
    apply(Activation<AbsoluteValue>(), value)
  }

  /// `1 / x` of every element.
  public mutating func reciprocal(_ value: Value) -> Value {
    apply(Activation<Reciprocal>(), value)
  }
}
