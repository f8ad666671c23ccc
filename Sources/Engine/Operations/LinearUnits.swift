import CVector
import Glibc

/// `x` where positive, else `x / 100`; the derivative at 0 is 1/100.
///
/// - Source: Maas et al. 2013, ICML 30.
enum LeakyRectifiedLinear: ActivationFunction {
  static let name = "leakyRelu"
  static let flops = 1
  static var kernel: ActivationKernel { unsafe vector_leaky_relu }

  static func value(_ x: Double) -> Double { x > 0 ? x : Double(Float(0.01)) * x }
  static func derivative(_ x: Double) -> Double { x > 0 ? 1 : Double(Float(0.01)) }
}

/// `x` where positive, else `eˣ − 1`.
///
/// - Source: Clevert et al. 2016, ICLR, arXiv:1511.07289.
enum ExponentialLinear: ActivationFunction {
  static let name = "elu"
  static let flops = 30
  static var kernel: ActivationKernel { unsafe vector_elu }

  static func value(_ x: Double) -> Double { x > 0 ? x : expm1(x) }
  static func derivative(_ x: Double) -> Double { x > 0 ? 1 : Glibc.exp(x) }
}

/// `λ x` where positive, else `λ α (eˣ − 1)`.
///
/// - Source: Klambauer et al. 2017, NIPS, arXiv:1706.02515; α and λ of its equation 14.
enum ScaledExponentialLinear: ActivationFunction {
  static let name = "selu"
  static let flops = 30
  static var kernel: ActivationKernel { unsafe vector_selu }
  private static let scale = 1.0507009873554804934193349852946
  private static let alpha = 1.6732632423543772848170429916717

  static func value(_ x: Double) -> Double { scale * (x > 0 ? x : alpha * expm1(x)) }
  static func derivative(_ x: Double) -> Double { scale * (x > 0 ? 1 : alpha * Glibc.exp(x)) }
}

/// `x / 6 + 1/2` limited to 0...1.
enum HardSigmoid: ActivationFunction {
  static let name = "hardSigmoid"
  static let flops = 4
  static var kernel: ActivationKernel { unsafe vector_hard_sigmoid }

  static func value(_ x: Double) -> Double { min(max(x / 6 + 0.5, 0), 1) }
  static func derivative(_ x: Double) -> Double { abs(x) < 3 ? 1.0 / 6 : 0 }
}

/// `x` times its hard sigmoid.
///
/// - Source: Howard et al. 2019, ICCV, arXiv:1905.02244.
enum HardSwish: ActivationFunction {
  static let name = "hardSwish"
  static let flops = 6
  static var kernel: ActivationKernel { unsafe vector_hard_swish }

  static func value(_ x: Double) -> Double { x * HardSigmoid.value(x) }
  static func derivative(_ x: Double) -> Double { x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5 }
}

extension Graph {
  /// `x` where positive, else `x / 100`, of every element.
  public mutating func leakyRelu(_ value: Value) -> Value {
    apply(Activation<LeakyRectifiedLinear>(), value)
  }

  /// `x` where positive, else `eˣ − 1`, of every element.
  public mutating func elu(_ value: Value) -> Value {
    apply(Activation<ExponentialLinear>(), value)
  }

  /// `λ x` where positive, else `λ α (eˣ − 1)`, of every element, λ ≈ 1.05 and α ≈ 1.67.
  public mutating func selu(_ value: Value) -> Value {
    apply(Activation<ScaledExponentialLinear>(), value)
  }

  /// `x / 6 + 1/2` limited to 0...1, of every element.
  public mutating func hardSigmoid(_ value: Value) -> Value {
    apply(Activation<HardSigmoid>(), value)
  }

  /// Every element times its hard sigmoid.
  public mutating func hardSwish(_ value: Value) -> Value { apply(Activation<HardSwish>(), value) }
}
