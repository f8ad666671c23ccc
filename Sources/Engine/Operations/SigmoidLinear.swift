import CVector

/// `x · sigmoid(x)`, also called swish.
///
/// - Source: Elfwing, Uchibe & Doya 2018, Neural Networks 107, 3.
enum SigmoidLinear: ActivationFunction {
  static let name = "silu"
  static let flops = 20
  static var kernel: ActivationKernel { unsafe vector_silu }

  static func value(_ x: Double) -> Double { x * Sigmoid.value(x) }

  static func derivative(_ x: Double) -> Double {
    Sigmoid.value(x) * (1 + x * Sigmoid.value(-x))
  }
}

extension Graph {
  /// `x / (1 + e⁻ˣ)` of every element.
  public mutating func silu(_ value: Value) -> Value { apply(Activation<SigmoidLinear>(), value) }
}
