import CVector
import Glibc

/// `log Γ(x)` for positive x.
enum LogGamma: ActivationFunction {
  static let name = "logGamma"
  static let flops = 60
  static var kernel: ActivationKernel { unsafe vector_log_gamma }

  static func value(_ x: Double) -> Double { x > 0 ? lgamma(x) : .nan }
  static func derivative(_ x: Double) -> Double { Digamma.value(x) }
}

/// `ψ(x)`, the derivative of `log Γ(x)`, for positive x.
///
/// Recurrence up to 20, then the asymptotic series.
///
/// - Source: Abramowitz & Stegun 1964, 6.3.5, 6.3.18, 6.4.12.
enum Digamma: ActivationFunction {
  static let name = "digamma"
  static let flops = 60
  static var kernel: ActivationKernel { unsafe vector_digamma }

  static func value(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x >= 20 else { return value(x + 1) - 1 / x }
    let q = 1 / (x * x)
    return Glibc.log(x) - 0.5 / x - q * (1.0 / 12 - q * (1.0 / 120 - q * (1.0 / 252 - q / 240)))
  }

  static func derivative(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x >= 20 else { return derivative(x + 1) + 1 / (x * x) }
    let q = 1 / (x * x)
    return 1 / x + 0.5 * q + q / x * (1.0 / 6 - q * (1.0 / 30 - q * (1.0 / 42 - q / 30)))
  }
}

extension Graph {
  /// `log Γ(x)` of every element; NaN unless positive.
  public mutating func logGamma(_ value: Value) -> Value { apply(Activation<LogGamma>(), value) }

  /// `ψ(x)`, the derivative of `log Γ(x)`, of every element; NaN unless positive.
  public mutating func digamma(_ value: Value) -> Value { apply(Activation<Digamma>(), value) }
}
