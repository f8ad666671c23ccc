import Engine

/// An optimizer at work: its rule, and what it remembers of former gradients.
struct Optimizer {
  let configuration: TrainingConfiguration
  /// Steps made.
  var stepCount = 0
  /// Velocity, or first moment; laid out as the parameters.
  let first: Parameters
  /// Mean square, or second moment.
  let second: Parameters
  private let groups: ParameterGroups

  init(_ configuration: TrainingConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    first = Parameters(layout: layout)
    second = Parameters(layout: layout)
    groups = ParameterGroups(layout) { entry in
      let isHead = NetworkDescription.isHead(parameter: entry.name)
      return .init(rate: isHead ? 1 : configuration.encoderLearningRateFactor)
    }
  }

  /// Moves the parameters against a gradient.
  ///
  /// - Parameters:
  ///   - gradient: Laid out as the parameters' trained part.
  ///   - momentum: Stands for the configured momentum or β₁ where a schedule cycles it.
  mutating func step(
    _ parameters: Parameters, gradient: UnsafeMutableBufferPointer<Float>, rate: Double,
    momentum: Double?
  ) {
    stepCount += 1
    let rule = unsafe rule(gradient, rate: rate)
    let (weights, first, second) = unsafe (parameters.trained, first.trained, second.trained)
    switch configuration.optimizer {
    case .sgd:
      unsafe rule.descend(weights, gradient: gradient, velocity: first, momentum: 0)
    case .momentum(let own):
      unsafe rule.descend(weights, gradient: gradient, velocity: first, momentum: momentum ?? own)
    case .nesterov(let own):
      unsafe rule.descend(
        weights, gradient: gradient, velocity: first, momentum: momentum ?? own, isNesterov: true)
    case .rmsprop(let decay, let epsilon):
      unsafe rule.descendByMeanSquare(
        weights, gradient: gradient, squares: second, keep: decay, epsilon: epsilon)
    case .adam(let constants), .adamw(let constants, _):
      unsafe rule.descendByMoments(
        weights, gradient: gradient, means: first, squares: second,
        beta1: momentum ?? constants.beta1, beta2: constants.beta2, epsilon: constants.epsilon,
        number: stepCount, isDecoupled: isDecoupled)
    }
  }

  private var isDecoupled: Bool {
    if case .adamw = configuration.optimizer { true } else { false }
  }

  private func rule(_ gradient: UnsafeMutableBufferPointer<Float>, rate: Double) -> OptimizerStep {
    var rule = OptimizerStep(learningRate: rate, weightDecay: configuration.l2, groups: groups)
    if case .adamw(_, let weightDecay) = configuration.optimizer { rule.weightDecay = weightDecay }
    if let limit = configuration.maxGradientNorm {
      rule.gradientScale = OptimizerStep.clippingScale(
        norm: unsafe OptimizerStep.norm(gradient), limit: limit)
    }
    return rule
  }
}
