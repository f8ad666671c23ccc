public import Engine

/// Trains a network on rows.
///
/// Equal rows and configuration give equal bytes, whatever the thread count. A trainer is a value
/// without shared state: any number may train at once, each on its own thread.
public struct Trainer: Sendable {
  public let network: NetworkDescription
  public let configuration: TrainingConfiguration
  public let precision: Precision

  public init(
    network: NetworkDescription, configuration: TrainingConfiguration,
    precision: Precision = .automatic
  ) {
    self.network = network
    self.configuration = configuration
    self.precision = precision
  }

  /// Trains from fresh weights, or goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - rows: What is learned.
  ///   - validation: What decides about the best epoch and early stopping; never learned.
  ///   - start: Weights to begin with instead of random ones.
  ///   - checkpoints: Where to keep the state of an unfinished training; none by default.
  ///   - progress: Called after every step, so it should be quick; may end the training.
  /// - Throws: ``LearningError`` if the data does not fit the network, the loss is no longer a
  ///   number, `progress` wants to stop, or a checkpoint cannot be used or written.
  public func train(
    _ rows: TrainingData, validation: TrainingData? = nil,
    startingFrom start: [String: Tensor]? = nil, checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(LearningError) -> TrainingResult {
    try check(rows, role: "training")
    if let validation { try check(validation, role: "validation") }
    if validation == nil && configuration.earlyStopping != nil {
      throw LearningError(
        path: "training configuration", location: "early_stopping",
        problem: "needs validation rows, found none", fix: "Give some, or remove it.")
    }
    var run = try TrainingRun(self, rows: rows, validation: validation, start: start)
    if let checkpoints {
      let identity = TrainingIdentity(self, rows: rows, validation: validation)
      run.keepCheckpoints(CheckpointKeeper(checkpoints, identity: identity))
      try run.resume()
    }
    return try run.finish(progress)
  }

  private func check(_ data: TrainingData, role: String) throws(LearningError) {
    guard data.featureCount == network.inputs, data.targetCount == network.outputs else {
      throw LearningError(
        path: "\(role) data",
        problem: "has \(data.featureCount) features and \(data.targetCount) targets where the"
          + " network has \(network.inputs) inputs and \(network.outputs) outputs",
        fix: "Describe a network that fits the data.")
    }
    guard data.rowCount > 0, data.sampleWeights?.contains(where: { $0 > 0 }) ?? true else {
      throw LearningError(
        path: "\(role) data", problem: "has no row of positive weight",
        fix: "Check the filters and the split.")
    }
    guard data.features.allSatisfy(\.isFinite), data.targets.allSatisfy(\.isFinite) else {
      throw LearningError(
        path: "\(role) data", problem: "holds numbers that are not finite",
        fix: "Missing values must be replaced before training.")
    }
  }
}

/// Whether a training goes on.
public enum TrainingControl: Hashable, Sendable {
  case proceed
  /// A checkpoint is written, if any are kept, and the training throws.
  case stop
}

/// How far a training has come.
public struct TrainingProgress: Hashable, Sendable {
  /// Counted from 1.
  public let epoch: Int
  public let epochCount: Int
  /// Steps done in this epoch, of `stepsPerEpoch`.
  public let step: Int
  public let stepsPerEpoch: Int
  /// Rows seen per second since the training began or was resumed; validation included.
  public let rowsPerSecond: Double
  /// The epoch's record, on its last step.
  public let record: EpochRecord?
}

/// What a training gave.
public struct TrainingResult: Sendable {
  /// Parameters and states by name, of the best epoch or the last.
  public let weights: [String: Tensor]
  public let history: TrainingHistory
  /// Wall clock, from the beginning or from the checkpoint.
  public let seconds: Double
  /// Rows learned per second, validation and checkpoints included.
  public let samplesPerSecond: Double
}
