import CVector
import Glibc

/// One step of an optimizer over the flat buffers of a network's parameters, in one pass over
/// memory and without an allocation.
///
/// Buffers are laid out as ``Parameters/trained``, gradients as ``Program/gradientBuffer``;
/// what an optimizer remembers is kept in buffers of the same layout.
public struct OptimizerStep {
  public var learningRate: Double
  /// Multiplies gradients first: 1, or what ``clippingScale(norm:limit:)`` says.
  public var gradientScale: Double
  /// Share of the parameters taken off: added to the gradient times the parameters, or for
  /// decoupled decay taken off directly, times the learning rate.
  public var weightDecay: Double
  /// Which parameters decay, and how fast each learns.
  public var groups: ParameterGroups

  public init(
    learningRate: Double, gradientScale: Double = 1, weightDecay: Double = 0,
    groups: ParameterGroups
  ) {
    self.learningRate = learningRate
    self.gradientScale = gradientScale
    self.weightDecay = weightDecay
    self.groups = groups
  }

  public typealias Buffer = UnsafeMutableBufferPointer<Float>

  /// Stochastic gradient descent with momentum: `v ← momentum v + g`, `w ← w − rate v`.
  ///
  /// - Parameters:
  ///   - isNesterov: `w ← w − rate (g + momentum v)` instead.
  ///   - velocity: `v`; zeros before the first step.
  /// - Source: Sutskever et al. 2013, ICML (Nesterov's form).
  public func descend(
    _ parameters: Buffer, gradient: Buffer, velocity: Buffer, momentum: Double,
    isNesterov: Bool = false
  ) {
    var options = vector_optimizer()
    options.momentum = Float(momentum)
    unsafe forEachSegment(options, [parameters, gradient, velocity]) { options, count, start in
      unsafe vector_sgd(
        count, &options, isNesterov ? 1 : 0, gradient.baseAddress! + start,
        velocity.baseAddress! + start, parameters.baseAddress! + start)
    }
  }

  /// RMSProp: `s ← keep s + (1 − keep) g²`, `w ← w − rate g / (√s + epsilon)`.
  ///
  /// - Parameter squares: `s`; zeros before the first step.
  /// - Source: Tieleman & Hinton 2012, Coursera lecture 6.5.
  public func descendByMeanSquare(
    _ parameters: Buffer, gradient: Buffer, squares: Buffer, keep: Double, epsilon: Double
  ) {
    var options = vector_optimizer()
    options.second_momentum = Float(keep)
    options.second_share = Float(1 - keep)
    options.epsilon = Float(epsilon)
    unsafe forEachSegment(options, [parameters, gradient, squares]) { options, count, start in
      unsafe vector_rmsprop(
        count, &options, gradient.baseAddress! + start, squares.baseAddress! + start,
        parameters.baseAddress! + start)
    }
  }

  /// Adam, or AdamW if weight decay is decoupled from the gradient.
  ///
  /// - Parameters:
  ///   - means: First moments; zeros before the first step.
  ///   - squares: Second moments; zeros before the first step.
  ///   - beta1: Share of the first moment kept.
  ///   - beta2: Share of the second moment kept.
  ///   - number: Steps made with these moments, this one included; from 1.
  /// - Source: Kingma & Ba 2015, arXiv:1412.6980; Loshchilov & Hutter 2019, arXiv:1711.05101.
  public func descendByMoments(
    _ parameters: Buffer, gradient: Buffer, means: Buffer, squares: Buffer, beta1: Double,
    beta2: Double, epsilon: Double, number: Int, isDecoupled: Bool
  ) {
    precondition(number > 0, "number must be positive, found \(number)")
    var options = vector_optimizer()
    options.momentum = Float(beta1)
    options.second_momentum = Float(beta2)
    options.share = Float(1 - beta1)
    options.second_share = Float(1 - beta2)
    options.epsilon = Float(epsilon)
    options.first_correction = Float(1 - pow(beta1, Double(number)))
    options.second_correction = Float(1 - pow(beta2, Double(number)))
    unsafe forEachSegment(options, [parameters, gradient, means, squares]) {
      options, count, start in
      unsafe vector_adam(
        count, &options, isDecoupled ? 1 : 0, gradient.baseAddress! + start,
        means.baseAddress! + start, squares.baseAddress! + start,
        parameters.baseAddress! + start)
    }
  }

  /// Calls `body` for each run of parameters that decay alike, with the options filled in.
  private func forEachSegment(
    _ options: vector_optimizer, _ buffers: [Buffer],
    _ body: (inout vector_optimizer, Int, Int) -> Void
  ) {
    for index in unsafe buffers.indices {
      let found = unsafe buffers[index].count
      precondition(found == groups.count, "expected \(groups.count) elements, found \(found)")
    }
    var options = options
    options.gradient_scale = Float(gradientScale)
    for segment in groups.segments where !segment.range.isEmpty && segment.treatment.rate > 0 {
      options.learning_rate = Float(learningRate * segment.treatment.rate)
      options.weight_decay = segment.treatment.decays ? Float(weightDecay) : 0
      body(&options, segment.range.count, segment.range.lowerBound)
    }
  }
}

extension OptimizerStep {
  /// The Euclidean norm of a gradient.
  public static func norm(_ gradient: Buffer) -> Double {
    guard let start = gradient.baseAddress else { return 0 }
    return unsafe vector_sum_of_squares(gradient.count, start).squareRoot()
  }

  /// What to multiply a gradient with so that its norm is at most `limit`.
  public static func clippingScale(norm: Double, limit: Double) -> Double {
    norm > limit ? limit / norm : 1
  }

  /// Moves a running average towards the parameters: `average ← keep average + (1 − keep) w`.
  public static func average(_ parameters: Buffer, into average: Buffer, keep: Double) {
    precondition(
      parameters.count == average.count,
      "expected \(parameters.count) elements, found \(average.count)")
    guard let from = parameters.baseAddress, let into = average.baseAddress else { return }
    unsafe vector_average(parameters.count, Float(keep), from, into)
  }
}
