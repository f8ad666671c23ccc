public import Engine
public import Files
internal import Settings

/// What a training moves, and what it makes small: a network with its objective.
public protocol TrainableModel: Sendable {
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

  func validate() throws(SkysortError)
  func initialParameters(seed: UInt64) -> Parameters
  /// Appends network, targets, sample weights and loss to a graph.
  func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> BuiltObjective
  /// Writes the inputs that change in the course of a training.
  ///
  /// - Parameter epochs: Done, with the part of the present one; `nil` for validation.
  func prepare(_ program: Program, after epochs: Double?)
}

extension TrainableModel {
  public var outputsFit: Bool { true }
  public var objectiveIdentity: String { "" }
  public func prepare(_ program: Program, after epochs: Double?) {}
}

/// What a training's graph computes.
public struct BuiltObjective {
  /// The mean loss, weighted by the batch's sample weights; a scalar.
  public let loss: Value
  /// Shape `[batch, outputs]`; `nil` where there are none.
  public let logits: Value?
  /// Whether ``logits`` tell classes.
  public let tellsClasses: Bool

  public init(loss: Value, logits: Value? = nil, tellsClasses: Bool = false) {
    (self.loss, self.logits, self.tellsClasses) = (loss, logits, tellsClasses)
  }
}

/// A network that learns labels, votes or numbers.
public struct LabelledNetwork: TrainableModel {
  public let network: NetworkDescription
  let objective: TrainingObjective
  let smoothing: Double
  let isEncoderFrozen: Bool

  /// - Parameters:
  ///   - configuration: Whose loss, label smoothing and rate of the encoder count.
  ///   - answers: Where outputs answer questions; loss and label smoothing are then not looked at.
  public init(
    _ network: NetworkDescription, configuration: TrainingConfiguration,
    answers: AnswerGroups? = nil
  ) {
    self.network = network
    objective = TrainingObjective(configuration.loss, answers)
    smoothing = configuration.labelSmoothing
    isEncoderFrozen = configuration.encoderLearningRateFactor == 0
  }

  public var inputs: SampleShape { network.inputs }
  public var targetCount: Int { network.outputs }
  public var networkIdentity: String { CanonicalJSON.encode(network) }

  public var outputsFit: Bool {
    if case .answers(let groups) = objective { groups.outputCount == network.outputs } else { true }
  }

  public var objectiveIdentity: String {
    if case .answers(let groups) = objective { " " + CanonicalJSON.encode(groups) } else { "" }
  }

  public func validate() throws(SkysortError) { try network.validate() }

  public func initialParameters(seed: UInt64) -> Parameters {
    network.initialParameters(seed: seed)
  }

  public func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> BuiltObjective {
    let mode: NetworkMode =
      isTraining ? .training(encoderIsFrozen: isEncoderFrozen) : .inference
    let logits = network.build(into: &graph, batch: batch, mode: mode)
    let loss = objective.build(
      into: &graph, logits: logits, smoothing: isTraining ? smoothing : 0)
    return BuiltObjective(
      loss: loss, logits: logits, tellsClasses: objective == .labels(.crossEntropy))
  }
}
