import CVector
import Glibc

/// `1 / (1 + e⁻ˣ)`.
enum Sigmoid: ActivationFunction {
  static let name = "sigmoid"
  static let flops = 18
  static var kernel: ActivationKernel { unsafe vector_sigmoid }

  static func value(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  static func derivative(_ x: Double) -> Double { value(x) * value(-x) }
}

extension Graph {
  /// `1 / (1 + e⁻ˣ)` of every element.
  public mutating func sigmoid(_ value: Value) -> Value { apply(Activation<Sigmoid>(), value) }
}
