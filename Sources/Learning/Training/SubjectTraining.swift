import Engine

/// A training of whatever can be trained: checks the data, then runs.
struct SubjectTraining: Sendable {
  let subject: any TrainingSubject
  let configuration: TrainingConfiguration
  let precision: Precision

  func train(
    _ rows: TrainingData, validation: TrainingData? = nil,
    startingFrom start: [String: Tensor]? = nil, checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(LearningError) -> TrainingResult {
    try check(rows, role: "training")
    if let validation { try check(validation, role: "validation") }
    let feed = RowFeed(
      rows, batchSize: configuration.batchSize, seed: configuration.seed)
    let validationFeed = validation.map {
      RowFeed($0, batchSize: subject.inputs.evaluationBatchSize, seed: nil)
    }
    return try train(
      feed, validation: validationFeed, data: .identity(rows, validation), start: start,
      checkpoints: checkpoints, progress: progress)
  }

  func train(
    _ samples: any SampleSource, validation: (any SampleSource)? = nil,
    loading: SampleLoading = SampleLoading(), startingFrom start: [String: Tensor]? = nil,
    checkpoints: CheckpointPlan? = nil,
    progress: (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) throws(LearningError) -> TrainingResult {
    try check(samples, role: "training")
    if let validation { try check(validation, role: "validation") }
    let batches = SampleBatches(
      samples, batchSize: configuration.batchSize, epochCount: configuration.epochs,
      seed: configuration.seed, role: "training")
    let validationFeed = validation.map {
      let size = subject.inputs.evaluationBatchSize
      return SampleFeed(
        SampleBatches($0, batchSize: size, epochCount: 1, seed: nil, role: "validation"), loading)
    }
    return try train(
      SampleFeed(batches, loading), validation: validationFeed,
      data: .identity(samples, validation), start: start, checkpoints: checkpoints,
      progress: progress)
  }

  /// - Parameter data: For checkpoints, and worked out for them only.
  private func train(
    _ feed: some BatchFeed, validation: (any BatchFeed)?, data: @autoclosure () -> DataIdentity,
    start: [String: Tensor]?, checkpoints: CheckpointPlan?,
    progress: (TrainingProgress) -> TrainingControl
  ) throws(LearningError) -> TrainingResult {
    if validation == nil && configuration.earlyStopping != nil {
      throw LearningError(
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

extension SubjectTraining {
  private func check(_ data: TrainingData, role: String) throws(LearningError) {
    try checkFit(
      "\(data.featureCount) features", fits: data.featureCount == subject.inputs.count,
      targetCount: data.targetCount, role: role)
    guard data.rowCount > 0, data.sampleWeights?.contains(where: { $0 > 0 }) ?? true else {
      throw .noWeight(in: role)
    }
    guard data.features.allSatisfy(\.isFinite), data.targets.allSatisfy(\.isFinite) else {
      throw LearningError(
        path: "\(role) data", problem: "holds numbers that are not finite",
        fix: "Missing values must be replaced before training.")
    }
  }

  private func check(_ samples: any SampleSource, role: String) throws(LearningError) {
    try checkFit(
      "\(samples.shape)", fits: samples.shape == subject.inputs,
      targetCount: samples.targetCount, role: role)
    guard samples.count > 0 else { throw .noWeight(in: role) }
  }

  private func checkFit(
    _ features: String, fits: Bool, targetCount: Int, role: String
  ) throws(LearningError) {
    try subject.validate()
    guard fits, targetCount == subject.targetCount, subject.outputsFit else {
      throw LearningError(
        path: "\(role) data",
        problem: "has \(features) and \(targetCount) targets where the network takes"
          + " \(subject.inputs) and has \(subject.targetCount) outputs",
        fix: "Describe a network that fits the data.")
    }
  }
}
