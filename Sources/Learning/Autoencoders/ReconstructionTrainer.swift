public import Engine

/// Trains an autoencoder.
///
/// Samples need no labels: their targets are the weights of their own numbers, 0 where nothing was
/// measured. Equal samples and configuration give equal bytes, whatever the thread count. The
/// configuration's loss and label smoothing are not looked at.
public struct ReconstructionTrainer: Sendable {
  public let network: AutoencoderNetwork
  public let configuration: TrainingConfiguration
  public let precision: Precision

  public init(
    network: AutoencoderNetwork, configuration: TrainingConfiguration,
    precision: Precision = .automatic
  ) {
    self.network = network
    self.configuration = configuration
    self.precision = precision
  }

  private var training: SubjectTraining {
    SubjectTraining(subject: network, configuration: configuration, precision: precision)
  }

  /// Trains from fresh weights, or goes on from a checkpoint; see ``Trainer``.
  ///
  /// - Parameters:
  ///   - rows: From ``TrainingData/init(reconstructing:featureCount:weights:)``.
  ///   - validation: What decides about the best epoch and early stopping; never learned.
  /// - Throws: ``LearningError`` as ``Trainer`` does.
  public func train(
    _ rows: TrainingData, validation: TrainingData? = nil,
    startingFrom start: [String: Tensor]? = nil, checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(LearningError) -> TrainingResult {
    try training.train(
      rows, validation: validation, startingFrom: start, checkpoints: checkpoints,
      progress: progress)
  }

  /// Trains on samples that background threads make; see ``Trainer``.
  ///
  /// - Parameters:
  ///   - samples: Their targets are as many weights as they have features.
  ///   - validation: What decides about the best epoch and early stopping; never learned.
  /// - Throws: ``LearningError`` as ``Trainer`` does.
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

extension TrainingData {
  /// Rows to reconstruct.
  ///
  /// - Parameters:
  ///   - features: Shape `[rows, features]`; NaN where nothing was measured, which becomes 0 at
  ///     weight 0.
  ///   - weights: Shape as `features`, not negative: inverse variances; 1 where `nil`.
  public init(reconstructing features: [Float], featureCount: Int, weights: [Float]? = nil) {
    precondition(
      weights == nil || weights?.count == features.count,
      "expected \(features.count) weights, found \(weights?.count ?? 0)")
    let isMeasured = features.map(\.isFinite)
    self.init(
      features: zip(features, isMeasured).map { $1 ? $0 : 0 }, featureCount: featureCount,
      targets: isMeasured.indices.map { isMeasured[$0] ? weights?[$0] ?? 1 : 0 },
      targetCount: featureCount)
  }
}
