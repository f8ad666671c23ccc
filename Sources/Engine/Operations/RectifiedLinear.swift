import CVector

/// `max(x, 0)`; the derivative at 0 is 0.
enum RectifiedLinear: ActivationFunction {
  static let name = "relu"
  static let flops = 1
  static var kernel: ActivationKernel { unsafe vector_relu }

  static func value(_ x: Double) -> Double { max(x, 0) }
  static func derivative(_ x: Double) -> Double { x > 0 ? 1 : 0 }
}

extension Graph {
  /// `max(x, 0)` of every element.
  public mutating func relu(_ value: Value) -> Value {
    apply(Activation<RectifiedLinear>(), value)
  }
}
