import Engine
import Settings

/// What a training moves, and what it makes small.
protocol TrainingSubject: Sendable {
  /// One sample as it goes in.
  var inputs: SampleShape { get }
  /// Numbers that every sample brings as its target.
  var targetCount: Int { get }
  /// Whether the network has the outputs that its objective needs.
  var outputsFit: Bool { get }
  /// Tells the network from others.
  var networkIdentity: String { get }
  /// Tells the objective from others, beyond the training's configuration.
  var objectiveIdentity: String { get }

  func validate() throws(LearningError)
  func initialParameters(seed: UInt64) -> Parameters
  /// Appends network, targets, sample weights and loss to a graph.
  func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> BuiltObjective
  /// Writes the inputs that change in the course of a training.
  ///
  /// - Parameter epochs: Done, with the part of the present one; `nil` for validation.
  func prepare(_ program: Program, after epochs: Double?)
}

extension TrainingSubject {
  var outputsFit: Bool { true }
  var objectiveIdentity: String { "" }
  func prepare(_ program: Program, after epochs: Double?) {}
}

/// What a training's graph computes.
struct BuiltObjective {
  /// The mean loss, weighted by the batch's sample weights; a scalar.
  let loss: Value
  /// Shape `[batch, outputs]`; `nil` where there are none.
  let logits: Value?
  /// Whether ``logits`` tell classes.
  var tellsClasses = false
}

/// A network that learns labels, votes or numbers.
struct LabelledNetwork: TrainingSubject {
  let network: NetworkDescription
  let objective: TrainingObjective
  let smoothing: Double
  let isEncoderFrozen: Bool

  var inputs: SampleShape { network.inputs }
  var targetCount: Int { network.outputs }
  var networkIdentity: String { CanonicalJSON.encode(network) }

  var outputsFit: Bool {
    if case .answers(let groups) = objective { groups.outputCount == network.outputs } else { true }
  }

  var objectiveIdentity: String {
    if case .answers(let groups) = objective { " " + CanonicalJSON.encode(groups) } else { "" }
  }

  func validate() throws(LearningError) { try network.validate() }

  func initialParameters(seed: UInt64) -> Parameters { network.initialParameters(seed: seed) }

  func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> BuiltObjective {
    let mode: NetworkMode =
      isTraining ? .training(encoderIsFrozen: isEncoderFrozen) : .inference
    let logits = network.build(into: &graph, batch: batch, mode: mode)
    let loss = objective.build(
      into: &graph, logits: logits, smoothing: isTraining ? smoothing : 0)
    return BuiltObjective(
      loss: loss, logits: logits, tellsClasses: objective == .labels(.crossEntropy))
  }
}
