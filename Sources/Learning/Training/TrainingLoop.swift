public import Engine
public import Files

/// Trains a model on samples: checks that they fit, then learns them epoch by epoch.
///
/// Equal samples and configuration give equal bytes, whatever the thread count. A loop is a value
/// without shared state: any number may train at once, each on its own thread.
public struct TrainingLoop: Sendable {
  public let model: any TrainableModel
  public let configuration: TrainingConfiguration
  public let precision: Precision

  /// - Parameter model: ``LabelledNetwork`` or ``AutoencoderNetwork``; the configuration's loss and
  ///   label smoothing are a matter of the former only.
  public init(
    _ model: any TrainableModel, configuration: TrainingConfiguration,
    precision: Precision = .automatic
  ) {
    self.model = model
    self.configuration = configuration
    self.precision = precision
  }

  /// - Parameter network: Learns labels, votes or numbers by the configuration's loss.
  public init(
    network: NetworkDescription, configuration: TrainingConfiguration,
    precision: Precision = .automatic
  ) {
    self.init(
      LabelledNetwork(network, configuration: configuration), configuration: configuration,
      precision: precision)
  }

  /// Trains from fresh weights, or goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - rows: What is learned.
  ///   - validation: What decides about the best epoch and early stopping; never learned.
  ///   - start: Weights to begin with instead of random ones.
  ///   - checkpoints: Where to keep the state of an unfinished training; none by default.
  ///   - progress: Called after every step, so it should be quick; may end the training.
  /// - Throws: `SkysortError` if the data does not fit the network, the loss is no longer a
  ///   number, `progress` wants to stop, or a checkpoint cannot be used or written.
  public func train(
    _ rows: TrainingData, validation: TrainingData? = nil,
    startingFrom start: [String: Tensor]? = nil, checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(SkysortError) -> TrainingResult {
    try check(rows, role: "training")
    if let validation { try check(validation, role: "validation") }
    let feed = RowBatches(
      rows, batchSize: configuration.batchSize, seed: configuration.seed)
    let validationFeed = validation.map {
      RowBatches($0, batchSize: model.inputs.evaluationBatchSize, seed: nil)
    }
    return try train(
      feed, validation: validationFeed, data: .identity(rows, validation), start: start,
      checkpoints: checkpoints, progress: progress)
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
  /// - Throws: `SkysortError` as for rows, and naming the sample that could not be loaded.
  public func train(
    _ samples: any SampleSource, validation: (any SampleSource)? = nil,
    loading: SampleLoading = SampleLoading(), startingFrom start: [String: Tensor]? = nil,
    checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(SkysortError) -> TrainingResult {
    try check(samples, role: "training")
    if let validation { try check(validation, role: "validation") }
    let batches = SampleBatches(
      samples, batchSize: configuration.batchSize, epochCount: configuration.epochs,
      seed: configuration.seed, role: "training")
    let validationFeed = validation.map {
      let size = model.inputs.evaluationBatchSize
      return PrefetchedBatches(
        SampleBatches($0, batchSize: size, epochCount: 1, seed: nil, role: "validation"), loading)
    }
    return try train(
      PrefetchedBatches(batches, loading), validation: validationFeed,
      data: .identity(samples, validation), start: start, checkpoints: checkpoints,
      progress: progress)
  }

  /// - Parameter data: For checkpoints, and worked out for them only.
  private func train(
    _ feed: some BatchLoading, validation: (any BatchLoading)?,
    data: @autoclosure () -> DataIdentity,
    start: [String: Tensor]?, checkpoints: CheckpointPlan?,
    progress: (TrainingProgress) -> TrainingControl
  ) throws(SkysortError) -> TrainingResult {
    if validation == nil && configuration.earlyStopping != nil {
      throw SkysortError(
        path: "training configuration", location: "early_stopping",
        problem: "needs validation rows, found none", fix: "Give some, or remove it.")
    }
    var run = try TrainingRun(self, feed: feed, validation: validation, start: start)
    if let checkpoints {
      let identity = TrainingIdentity(self, data: data())
      run.keepCheckpoints(CheckpointKeeper(checkpoints, identity: identity))
      try run.resume()
    }
    return try run.finish(progress)
  }
}

extension TrainingLoop {
  private func check(_ data: TrainingData, role: String) throws(SkysortError) {
    try checkFit(
      "\(data.featureCount) features", fits: data.featureCount == model.inputs.count,
      targetCount: data.targetCount, role: role)
    guard data.rowCount > 0, data.sampleWeights?.contains(where: { $0 > 0 }) ?? true else {
      throw .noWeight(in: role)
    }
    guard data.features.allSatisfy(\.isFinite), data.targets.allSatisfy(\.isFinite) else {
      throw SkysortError(
        path: "\(role) data", problem: "holds numbers that are not finite",
        fix: "Missing values must be replaced before training.")
    }
  }

  private func check(_ samples: any SampleSource, role: String) throws(SkysortError) {
    try checkFit(
      "\(samples.shape)", fits: samples.shape == model.inputs,
      targetCount: samples.targetCount, role: role)
    guard samples.count > 0 else { throw .noWeight(in: role) }
  }

  private func checkFit(
    _ features: String, fits: Bool, targetCount: Int, role: String
  ) throws(SkysortError) {
    try model.validate()
    let counts = TrainingConfiguration.epochCounts
    guard counts.contains(configuration.epochs) else {
      throw SkysortError(
        path: "training configuration", location: "epochs",
        problem: "must be in \(counts.lowerBound) to \(counts.upperBound), found "
          + "\(configuration.epochs)", exitCode: .usage)
    }
    guard fits, targetCount == model.targetCount, model.outputsFit else {
      throw SkysortError(
        path: "\(role) data",
        problem: "has \(features) and \(targetCount) targets where the network takes"
          + " \(model.inputs) and has \(model.targetCount) outputs",
        fix: "Describe a network that fits the data.")
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
