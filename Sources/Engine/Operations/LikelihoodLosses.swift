import CVector
import Glibc

/// `x log x`, 0 at 0.
enum TimesLogarithm: ActivationFunction {
  static let name = "timesLog"
  static let flops = 24
  static var kernel: ActivationKernel { unsafe vector_times_logarithm }

  static func value(_ x: Double) -> Double { x == 0 ? 0 : x * Glibc.log(x) }
  static func derivative(_ x: Double) -> Double { Glibc.log(x) + 1 }
}

extension Graph {
  /// The Kullback–Leibler divergence of predicted from true class probabilities, a scalar:
  /// `Σ t (log t − log p)` along the last axis, and its mean over rows.
  ///
  /// - Parameters:
  ///   - logProbabilities: `log p`, shape `[rows, classes]`, as of ``logSoftmax(_:)``.
  ///   - targets: `t`, shape `[rows, classes]`, not negative; 0 counts for nothing.
  ///   - sampleWeights: Shape `[rows]`, not all zero.
  public mutating func klDivergence(
    logProbabilities: Value, targets: Value, sampleWeights: Value? = nil
  ) -> Value {
    let terms = subtract(
      apply(Activation<TimesLogarithm>(), targets), multiply(targets, logProbabilities))
    return scale(meanLoss(terms, sampleWeights), by: Float(shape(of: terms).columns))
  }

  /// The mean negative log-likelihood of counts under Poisson distributions, a scalar:
  /// `rate − k log rate`, with `log k!` added if constants are included.
  ///
  /// - Parameters:
  ///   - logRates: Natural logarithms of the expected counts, any shape.
  ///   - counts: `k`, not negative; shape as `logRates`.
  ///   - includesConstants: Whether the result is the full likelihood's, not only its part that
  ///     depends on the rates.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  public mutating func poissonLikelihood(
    logRates: Value, counts: Value, includesConstants: Bool = false, sampleWeights: Value? = nil
  ) -> Value {
    var elements = subtract(exp(logRates), multiply(counts, logRates))
    if includesConstants { elements = add(elements, logGamma(offset(counts, by: 1))) }
    return meanLoss(elements, sampleWeights)
  }

  /// The mean negative log-likelihood of numbers under normal distributions, a scalar:
  /// `(log v + (t − mean)² / v) / 2`, with `log(2π) / 2` added if constants are included.
  ///
  /// - Parameters:
  ///   - mean: Any shape.
  ///   - logVariance: `log v`, shape as `mean`.
  ///   - targets: `t`, shape as `mean`.
  ///   - includesConstants: Whether the result is the full likelihood's.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  /// - Source: Nix & Weigend 1994, ICNN, 55.
  public mutating func gaussianLikelihood(
    mean: Value, logVariance: Value, targets: Value, includesConstants: Bool = false,
    sampleWeights: Value? = nil
  ) -> Value {
    let precision = exp(scale(logVariance, by: -1))
    let errors = multiply(square(subtract(targets, mean)), precision)
    let loss = scale(meanLoss(add(logVariance, errors), sampleWeights), by: 0.5)
    return includesConstants ? offset(loss, by: Float(Glibc.log(2 * Double.pi) / 2)) : loss
  }
}
