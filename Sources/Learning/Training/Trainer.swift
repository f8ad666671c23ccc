public import Engine

/// Trains a network on rows.
///
/// Equal rows and configuration give equal bytes, whatever the thread count. A trainer is a value
/// without shared state: any number may train at once, each on its own thread.
public struct Trainer: Sendable {
  public let network: NetworkDescription
  public let configuration: TrainingConfiguration
  public let precision: Precision
  /// Where outputs answer questions; the configuration's loss and label smoothing are then not
  /// looked at.
  public let answers: AnswerGroups?

  public init(
    network: NetworkDescription, configuration: TrainingConfiguration,
    precision: Precision = .automatic, answers: AnswerGroups? = nil
  ) {
    self.network = network
    self.configuration = configuration
    self.precision = precision
    self.answers = answers
  }

  private var training: SubjectTraining {
    SubjectTraining(
      subject: LabelledNetwork(
        network: network, objective: TrainingObjective(configuration.loss, answers),
        smoothing: configuration.labelSmoothing,
        isEncoderFrozen: configuration.encoderRate == 0),
      configuration: configuration, precision: precision)
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
    try training.train(
      rows, validation: validation, startingFrom: start, checkpoints: checkpoints,
      progress: progress)
  }

  /// Trains on samples that background threads read, decode and change while the network learns
  /// from those before.
  ///
  /// Equal samples give equal bytes, whatever the loading.
  ///
  /// - Parameters:
  ///   - samples: What is learned.
  ///   - validation: What decides about the best epoch and early stopping; never learned.
  ///   - start: Weights to begin with instead of random ones.
  ///   - checkpoints: Where to keep the state of an unfinished training; none by default.
  ///   - progress: Called after every step, so it should be quick; may end the training.
  /// - Throws: ``LearningError`` as for rows, and naming the sample that could not be loaded.
  public func train(
    _ samples: any SampleSource, validation: (any SampleSource)? = nil,
    loading: SampleLoading = SampleLoading(), startingFrom start: [String: Tensor]? = nil,
    checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(LearningError) -> TrainingResult {
    try training.train(
      samples, validation: validation, loading: loading, startingFrom: start,
      checkpoints: checkpoints, progress: progress)
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
  /// How loading kept step with learning; `nil` for rows in memory.
  public let loading: LoadingFigures?
}

/// How background loading and training kept step.
public struct LoadingFigures: Hashable, Sendable {
  /// Samples given out.
  public let samples: Int
  /// What the background threads spent on loading, together.
  public let loadingSeconds: Double
  /// What the training waited for samples.
  public let waitingSeconds: Double

  /// Samples that one thread loads per second.
  public var samplesPerSecond: Double { Double(samples) / max(loadingSeconds, 1e-9) }
}
