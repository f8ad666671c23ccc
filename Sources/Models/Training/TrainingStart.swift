public import Engine
internal import Learning
internal import Preprocessing

/// What a training begins with instead of random numbers.
public struct TrainingStart: Sendable {
  /// The model that is trained on, whose network and preparation of inputs stay as they are;
  /// `nil` where only an encoder's weights are given.
  public let model: ModelFile?
  private let encoder: [String: Tensor]

  /// Goes on from a model, with its own or other classes.
  public init(_ model: ModelFile) {
    self.model = model
    encoder = [:]
  }

  /// Begins with the weights of an encoder; head and output are random.
  public init(encoder: [String: Tensor]) {
    model = nil
    self.encoder = encoder
  }

  /// By member, the weights that are kept: all of them for the model's own classes or questions,
  /// those of the encoder for others.
  func weights(for target: LearnedTarget) -> [[String: Tensor]] {
    guard let model else { return [encoder] }
    let keepsHead =
      model.description.outputNames == target.outputNames
      && model.description.questionnaire?.groups == target.questionnaire?.groups
    return model.members.map { member in
      member.filter { keepsHead || !NetworkDescription.isHead(parameter: $0.key) }
    }
  }
}
