import Engine

/// What a training makes small.
enum TrainingObjective: Hashable, Sendable {
  case labels(TrainingLoss)
  case answers(AnswerGroups)

  init(_ loss: TrainingLoss, _ answers: AnswerGroups?) {
    self = answers.map { .answers($0) } ?? .labels(loss)
  }

  /// Appends targets, sample weights and the loss to a graph.
  ///
  /// - Parameters:
  ///   - logits: Shape `[batch, outputs]`.
  ///   - smoothing: Of classes; votes are as they are.
  /// - Returns: The mean loss, weighted by the batch's sample weights; a scalar.
  func build(into graph: inout Graph, logits: Value, smoothing: Double) -> Value {
    let shape = graph.shape(of: logits)
    let targets = graph.input(NetworkDescription.InputName.targets, shape: shape)
    let weights = graph.input(NetworkDescription.InputName.sampleWeights, shape: [shape.rows])
    return switch self {
    case .labels(.crossEntropy):
      graph.crossEntropy(
        logits: logits, targets: targets, smoothing: Float(smoothing), sampleWeights: weights)
    case .labels(.binaryCrossEntropy):
      graph.binaryCrossEntropy(logits: logits, targets: targets, sampleWeights: weights)
    case .labels(.squaredError): graph.squaredError(logits, targets, sampleWeights: weights)
    case .labels(.huber): graph.huber(logits, targets, sampleWeights: weights)
    case .answers(let groups):
      groups.loss(of: logits, targets: targets, sampleWeights: weights, in: &graph)
    }
  }
}
