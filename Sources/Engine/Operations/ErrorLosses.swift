import CVector
import Glibc

/// `log cosh x`.
enum LogHyperbolicCosine: ActivationFunction {
  static let name = "logCosh"
  static let flops = 40
  static var kernel: ActivationKernel { unsafe vector_log_cosh }

  static func value(_ x: Double) -> Double {
    // Near 0 the squared hyperbolic sine keeps the digits: cosh² = 1 + sinh².
    abs(x) < 1
      ? log1p(sinh(x) * sinh(x)) / 2 : abs(x) + log1p(Glibc.exp(-2 * abs(x))) - Glibc.log(2)
  }

  static func derivative(_ x: Double) -> Double { Glibc.tanh(x) }
}

extension Graph {
  /// The mean size of the difference of two values, a scalar.
  ///
  /// - Parameter sampleWeights: One per element of the first axis, not all zero.
  public mutating func absoluteError(
    _ first: Value, _ second: Value, sampleWeights: Value? = nil
  ) -> Value {
    meanLoss(absolute(subtract(first, second)), sampleWeights)
  }

  /// The mean of the squared difference of two values times a weight for each element, a scalar.
  ///
  /// - Parameters:
  ///   - elementWeights: Shape as the values, not negative: inverse variances, or 0 where nothing
  ///     was measured, which then counts as no difference.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  public mutating func weightedSquaredError(
    _ first: Value, _ second: Value, elementWeights: Value, sampleWeights: Value? = nil
  ) -> Value {
    meanLoss(multiply(square(subtract(first, second)), elementWeights), sampleWeights)
  }

  /// The mean of `log cosh` of the difference of two values, a scalar: near half its square where
  /// small, near its size less `log 2` where large.
  ///
  /// - Parameter sampleWeights: One per element of the first axis, not all zero.
  public mutating func logCosh(
    _ first: Value, _ second: Value, sampleWeights: Value? = nil
  ) -> Value {
    meanLoss(
      apply(Activation<LogHyperbolicCosine>(), subtract(first, second)), sampleWeights)
  }

  /// The mean of `max(0, 1 − y s)`, a scalar.
  ///
  /// - Parameters:
  ///   - scores: `s`, any shape.
  ///   - signs: `y`, 1 or −1; shape as `scores`.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  /// - Source: Cortes & Vapnik 1995, Machine Learning 20, 273.
  public mutating func hinge(
    scores: Value, signs: Value, sampleWeights: Value? = nil
  ) -> Value {
    let shortfall = offset(scale(multiply(scores, signs), by: -1), by: 1)
    return meanLoss(relu(shortfall), sampleWeights)
  }
}
