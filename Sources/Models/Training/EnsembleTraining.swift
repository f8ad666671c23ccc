internal import Engine
internal import Files
internal import Glibc
internal import Learning
internal import Parallel

/// Trains the members of an ensemble, several at once.
///
/// Each member has its own seed and one thread, so what it becomes does not depend on how many
/// are trained at the same time.
struct EnsembleTraining: Sendable {
  let model: any TrainableModel
  let configuration: TrainingConfiguration
  let memberCount: Int
  let threads: Int
  let checkpointPath: String?
  let resumes: Bool
  /// By member, what parameters of these names begin with; see ``TrainingStart``.
  let start: [[String: Tensor]]?
  let precision: Precision

  /// What is learned from, and what chooses the epoch.
  enum Samples: Sendable {
    case rows(TrainingData, validation: TrainingData?)
    case images(ImageSamples, validation: ImageSamples?)
  }

  /// What came out, in the members' order.
  struct Outcome: Sendable {
    let members: [TrainingResult]
    /// Wall clock.
    let seconds: Double
  }

  func run(
    _ samples: Samples, progress: @escaping @Sendable (Int, TrainingProgress) -> TrainingControl
  ) async throws(SkysortError) -> Outcome {
    let start = ContinuousClock.now
    let members = try parallelMap(memberCount, threads: threads) { member throws(SkysortError) in
      try train(member, samples) { progress(member, $0) }
    }
    return Outcome(members: members, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  private func train(
    _ member: Int, _ samples: Samples, progress: (TrainingProgress) -> TrainingControl
  ) throws(SkysortError) -> TrainingResult {
    var configuration = configuration
    // Far apart, so that members of neighbouring seeds differ too.
    configuration.seed = configuration.seed &+ UInt64(member) &* 0x9e37_79b9_7f4a_7c15
    configuration.threads = memberCount == 1 ? threads : 1
    let loop = TrainingLoop(model, configuration: configuration, precision: precision)
    let checkpoints = Self.checkpointPath(checkpointPath, member: member).map {
      CheckpointPlan(path: $0, resumes: resumes)
    }
    let first = start.map { start in
      model.initialParameters(seed: configuration.seed).tensors()
        .merging(start[member % start.count]) { _, given in given }
    }
    switch samples {
    case .rows(let rows, let validation):
      return try loop.train(
        rows, validation: validation, startingFrom: first, checkpoints: checkpoints,
        progress: progress)
    case .images(let images, let validation):
      return try loop.train(
        images.drawn(seed: configuration.seed), validation: validation,
        startingFrom: first, checkpoints: checkpoints, progress: progress)
    }
  }

  static func checkpointPath(_ path: String?, member: Int) -> String? {
    path.map { "\($0).member\(member + 1)" }
  }

  /// Deletes what unfinished trainings left, once their model is written.
  static func removeCheckpoints(_ path: String?, memberCount: Int) {
    for member in 0..<memberCount {
      guard let name = checkpointPath(path, member: member) else { continue }
      unsafe unlink(name.systemPath)
    }
  }
}
