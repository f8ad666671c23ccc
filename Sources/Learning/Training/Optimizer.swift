import Engine
import Glibc

/// An optimizer at work: its rule, and what it remembers of former gradients.
struct Optimizer {
  let configuration: TrainingConfiguration
  /// Steps made.
  var stepCount = 0
  /// Velocity, or first moment; laid out as the parameters.
  let first: Parameters
  /// Mean square, or second moment.
  let second: Parameters

  init(_ configuration: TrainingConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    first = Parameters(layout: layout)
    second = Parameters(layout: layout)
  }

  /// Moves the parameters against a gradient.
  ///
  /// - Parameters:
  ///   - gradient: Laid out as the parameters' trained part; clipped in place.
  ///   - momentum: Stands for the configured momentum or β₁ where a schedule cycles it.
  mutating func step(
    _ parameters: Parameters, gradient: UnsafeMutableBufferPointer<Float>, rate: Double,
    momentum: Double?
  ) {
    stepCount += 1
    let weights = unsafe parameters.trained
    unsafe regularize(gradient, weights)
    switch configuration.optimizer {
    case .sgd:
      for i in weights.indices { unsafe weights[i] -= Float(rate) * gradient[i] }
    case .momentum(let own):
      unsafe moveByVelocity(weights, gradient, Float(rate), Float(momentum ?? own), look: 0)
    case .nesterov(let own):
      unsafe moveByVelocity(weights, gradient, Float(rate), Float(momentum ?? own), look: 1)
    case .rmsprop(let decay, let epsilon):
      unsafe moveByMeanSquare(weights, gradient, Float(rate), Float(decay), Float(epsilon))
    case .adam(let constants):
      unsafe moveByMoments(weights, gradient, rate, constants, momentum, weightDecay: 0)
    case .adamw(let constants, let weightDecay):
      unsafe moveByMoments(weights, gradient, rate, constants, momentum, weightDecay: weightDecay)
    }
  }

  private func regularize(
    _ gradient: UnsafeMutableBufferPointer<Float>, _ weights: UnsafeMutableBufferPointer<Float>
  ) {
    if configuration.l2 > 0 {
      let l2 = Float(configuration.l2)
      for i in weights.indices { unsafe gradient[i] += l2 * weights[i] }
    }
    if let limit = configuration.clipNorm {
      var squares = 0.0
      for i in gradient.indices { squares += unsafe Double(gradient[i]) * Double(gradient[i]) }
      let factor = limit / (squares.squareRoot() + 1e-6)
      guard factor < 1 else { return }
      for i in gradient.indices { unsafe gradient[i] *= Float(factor) }
    }
  }

  private func moveByVelocity(
    _ weights: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>,
    _ rate: Float, _ momentum: Float, look: Float
  ) {
    let velocity = unsafe first.trained
    for i in weights.indices {
      unsafe velocity[i] = unsafe momentum * velocity[i] + gradient[i]
      let ahead = unsafe look * (gradient[i] + (momentum - 1) * velocity[i])
      unsafe weights[i] -= rate * (velocity[i] + ahead)
    }
  }

  private func moveByMeanSquare(
    _ weights: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>,
    _ rate: Float, _ decay: Float, _ epsilon: Float
  ) {
    let squares = unsafe second.trained
    for i in weights.indices {
      let slope = unsafe gradient[i]
      unsafe squares[i] = unsafe decay * squares[i] + (1 - decay) * slope * slope
      unsafe weights[i] -= unsafe rate * slope / (squares[i].squareRoot() + epsilon)
    }
  }

  private func moveByMoments(
    _ weights: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>,
    _ rate: Double, _ constants: OptimizerConfiguration.AdamConstants, _ momentum: Double?,
    weightDecay: Double
  ) {
    let (means, squares) = unsafe (first.trained, second.trained)
    let beta1 = momentum ?? constants.beta1
    let stepSize = Float(rate / (1 - pow(beta1, Double(stepCount))))
    let unbias = Float(1 / (1 - pow(constants.beta2, Double(stepCount))).squareRoot())
    let (keep1, keep2) = (Float(beta1), Float(constants.beta2))
    let (kept, epsilon) = (Float(1 - rate * weightDecay), Float(constants.epsilon))
    for i in weights.indices {
      let slope = unsafe gradient[i]
      unsafe means[i] = unsafe keep1 * means[i] + (1 - keep1) * slope
      unsafe squares[i] = unsafe keep2 * squares[i] + (1 - keep2) * slope * slope
      let divisor = unsafe squares[i].squareRoot() * unbias + epsilon
      unsafe weights[i] = unsafe kept * weights[i] - stepSize * means[i] / divisor
    }
  }
}
