import CVector
import Glibc

/// `log(1 + eˣ)`.
///
/// - Source: Dugas et al. 2001, NIPS 13, 472.
enum Softplus: ActivationFunction {
  static let name = "softplus"
  static let flops = 36
  static var kernel: ActivationKernel { unsafe vector_softplus }

  static func value(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
  static func derivative(_ x: Double) -> Double { Sigmoid.value(x) }
}

/// `log(1 / (1 + e⁻ˣ))`.
enum LogSigmoid: ActivationFunction {
  static let name = "logSigmoid"
  static let flops = 36
  static var kernel: ActivationKernel { unsafe vector_log_sigmoid }

  static func value(_ x: Double) -> Double { min(x, 0) - log1p(exp(-abs(x))) }
  static func derivative(_ x: Double) -> Double { Sigmoid.value(-x) }
}

/// `x / (1 + |x|)`.
enum Softsign: ActivationFunction {
  static let name = "softsign"
  static let flops = 4
  static var kernel: ActivationKernel { unsafe vector_softsign }

  static func value(_ x: Double) -> Double { x / (1 + abs(x)) }
  static func derivative(_ x: Double) -> Double { 1 / ((1 + abs(x)) * (1 + abs(x))) }
}

/// `x · tanh(log(1 + eˣ))`.
///
/// - Source: Misra 2020, BMVC, arXiv:1908.08681.
enum Mish: ActivationFunction {
  static let name = "mish"
  static let flops = 30
  static var kernel: ActivationKernel { unsafe vector_mish }

  static func value(_ x: Double) -> Double { x * Glibc.tanh(Softplus.value(x)) }

  static func derivative(_ x: Double) -> Double {
    let gate = Glibc.tanh(Softplus.value(x))
    return gate + x * (1 - gate * gate) * Sigmoid.value(x)
  }
}

extension Graph {
  /// `log(1 + eˣ)` of every element: positive, near `x` where that is large.
  public mutating func softplus(_ value: Value) -> Value { apply(Activation<Softplus>(), value) }

  /// The logarithm of the sigmoid of every element.
  public mutating func logSigmoid(_ value: Value) -> Value {
    apply(Activation<LogSigmoid>(), value)
  }

  /// `x / (1 + |x|)` of every element.
  public mutating func softsign(_ value: Value) -> Value { apply(Activation<Softsign>(), value) }

  /// `x · tanh(log(1 + eˣ))` of every element.
  public mutating func mish(_ value: Value) -> Value { apply(Activation<Mish>(), value) }
}
