import CVector
import Glibc

/// `x · Φ(x)` with the exact normal distribution function Φ, by `erf`; no tanh approximation.
///
/// - Source: Hendrycks & Gimpel 2016, arXiv:1606.08415.
enum GaussianErrorLinear: ActivationFunction {
  static let name = "gelu"
  static let flops = 50
  static var kernel: ActivationKernel { unsafe vector_gelu }

  static func value(_ x: Double) -> Double { x * distribution(x) }

  static func derivative(_ x: Double) -> Double {
    distribution(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  private static func distribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}

extension Graph {
  /// `x · Φ(x)` of every element, Φ the normal distribution function (exact, by `erf`).
  public mutating func gelu(_ value: Value) -> Value {
    apply(Activation<GaussianErrorLinear>(), value)
  }
}
