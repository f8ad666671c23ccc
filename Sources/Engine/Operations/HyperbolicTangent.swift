import CVector
import Glibc

/// `tanh x`.
enum HyperbolicTangent: ActivationFunction {
  static let name = "tanh"
  static let flops = 30
  static var kernel: ActivationKernel { unsafe vector_tanh }

  static func value(_ x: Double) -> Double { Glibc.tanh(x) }
  static func derivative(_ x: Double) -> Double { 1 / (cosh(x) * cosh(x)) }
}

extension Graph {
  /// The hyperbolic tangent of every element.
  public mutating func tanh(_ value: Value) -> Value {
    apply(Activation<HyperbolicTangent>(), value)
  }
}
