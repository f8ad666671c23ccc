internal import Engine
internal import Images
internal import Learning
internal import Preprocessing
internal import Tables

/// What an autoencoder learns from.
protocol AutoencoderMaterial: Sendable {
  /// One sample.
  var shape: SampleShape { get }
  /// `nil` where photometry is learned.
  var inputs: PictureInputs? { get }
  var augmentation: Augmentation? { get }

  /// Some rows of the prepared table as they are.
  func samples(of rows: [Int]) throws(ClassifierError) -> ReconstructedSamples

  func train(
    _ trainer: ReconstructionTrainer, startingFrom start: [String: Tensor]?,
    checkpoints: CheckpointPlan?, progress: (TrainingProgress) -> TrainingControl
  ) throws(LearningError) -> TrainingResult
}

/// The photometry.
struct RowMaterial: AutoencoderMaterial {
  private let prepared: PreparedRows

  init(_ prepared: PreparedRows) { self.prepared = prepared }

  var shape: SampleShape { .numbers(prepared.features.count) }
  var inputs: PictureInputs? { nil }
  var augmentation: Augmentation? { nil }

  func samples(of rows: [Int]) -> ReconstructedSamples { prepared.samples(of: rows) }

  func train(
    _ trainer: ReconstructionTrainer, startingFrom start: [String: Tensor]?,
    checkpoints: CheckpointPlan?, progress: (TrainingProgress) -> TrainingControl
  ) throws(LearningError) -> TrainingResult {
    try trainer.train(
      samples(of: prepared.training).trainingData,
      validation: prepared.validation.isEmpty
        ? nil : samples(of: prepared.validation).trainingData,
      startingFrom: start, checkpoints: checkpoints, progress: progress)
  }
}

/// Pictures of the rows.
struct PictureMaterial: AutoencoderMaterial {
  private let prepared: PreparedRows
  private let contexts: ImageCache
  private let identity: String
  private let seed: UInt64
  let augmentation: Augmentation?

  /// - Parameter path: The table, for messages.
  init(
    _ prepared: PreparedRows, source: any PictureSource, options: AutoencoderOptions, path: String
  ) async throws(ClassifierError) {
    let fitting: PictureFitting
    let reader: any PictureReader
    do throws(PreprocessingError) {
      fitting = try PictureFitting(options.configuration.pictures, targets: [], path: path)
    } catch {
      throw .table(error)
    }
    do throws(ImageError) {
      reader = try source.reader(of: prepared.table, firstRow: 0)
    } catch {
      throw .picture(error)
    }
    let inputs = try await fitting.inputs(
      reader, rows: prepared.training, threads: options.threads)
    contexts = try await ImageCache(
      inputs, reader: reader, rows: Array(0..<prepared.table.rowCount), threads: options.threads,
      keepsMissing: true, memoryLimit: options.imageMemoryLimit)
    augmentation = fitting.augmentation
    identity = source.identity
    seed = options.seed
    self.prepared = prepared
  }

  var shape: SampleShape { SampleShape(pictures: contexts.inputs, features: 0) }
  var inputs: PictureInputs? { contexts.inputs }

  func samples(of rows: [Int]) throws(ClassifierError) -> ReconstructedSamples {
    do {
      return try pictures(rows, augmentation: nil)
        .samples(rows: rows.map { prepared.originalRows[$0] })
    } catch {
      throw .picture(error)
    }
  }

  func train(
    _ trainer: ReconstructionTrainer, startingFrom start: [String: Tensor]?,
    checkpoints: CheckpointPlan?, progress: (TrainingProgress) -> TrainingControl
  ) throws(LearningError) -> TrainingResult {
    try trainer.train(
      pictures(prepared.training, augmentation: augmentation),
      validation: prepared.validation.isEmpty
        ? nil : pictures(prepared.validation, augmentation: nil),
      startingFrom: start, checkpoints: checkpoints, progress: progress)
  }

  private func pictures(_ rows: [Int], augmentation: Augmentation?) -> ReconstructedPictures {
    ReconstructedPictures(
      contexts, pictures: rows, augmentation: augmentation, seed: seed, identity: identity)
  }
}
