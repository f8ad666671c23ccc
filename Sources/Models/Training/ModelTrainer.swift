internal import Engine
internal import Files
public import Learning
internal import Preprocessing
internal import Tables

/// Trains a model on a table: on its photometry, on the images of its rows, or on both.
///
/// What is the same for every kind is here; what a kind learns, how it begins and what is made of
/// the networks stands with the kind, in an extension that adds `train`. Equal tables, options and
/// machines give equal models, byte by byte, whatever the threads.
public struct ModelTrainer<Configuration: ModelConfiguration>: Sendable {
  public let options: TrainingOptions<Configuration>

  public init(_ options: TrainingOptions<Configuration>) { self.options = options }

  /// Deletes the checkpoints of a training whose model is written.
  public func removeCheckpoints() {
    EnsembleTraining.removeCheckpoints(
      options.checkpointPath, memberCount: options.configuration.memberCount)
  }

  /// What stands for the path of a model that is not written yet.
  static var newModelPath: String { "the model just trained" }

  /// Cuts and fits a table, and reads its images.
  ///
  /// - Parameters:
  ///   - images: Of the table's rows; none are looked at where `nil`.
  ///   - target: What is learned of some rows of the table, and which of them have it.
  func prepare(
    _ table: Table, columns: PhotometryColumns, path: String, seesPhotometry: Bool,
    images: (any ImageSource)?,
    target: ([Int]) throws(SkysortError) -> (TrainingTarget, usable: [Int])
  ) async throws(SkysortError) -> PreparedData {
    let prepared = try PreparedTable(
      table, columns: columns, options: options, seesPhotometry: seesPhotometry, path: path,
      target: target)
    guard let images else { return PreparedData(table: prepared, images: nil) }
    return PreparedData(
      table: prepared,
      images: try await PreparedImages(
        prepared, source: images, options: options, path: path))
  }

  /// Trains the members.
  ///
  /// - Parameters:
  ///   - configuration: But for seed and threads.
  ///   - start: By member, what parameters of these names begin with.
  func trained(
    _ model: any TrainableModel, _ data: PreparedData, _ configuration: TrainingConfiguration,
    balance: ClassBalance = .none, start: [[String: Tensor]]?,
    progress: @escaping @Sendable (MemberProgress) -> TrainingControl
  ) async throws(SkysortError) -> EnsembleTraining.Outcome {
    var configuration = configuration
    configuration.seed = options.seed
    let memberCount = options.configuration.memberCount
    let training = EnsembleTraining(
      model: model, configuration: configuration, memberCount: memberCount,
      threads: options.threads, checkpointPath: options.checkpointPath,
      resumes: options.resumes, start: start,
      precision: data.images == nil ? .float32 : .automatic)
    return try await training.run(
      data.samples(balance: balance, seed: options.seed),
      progress: { member, step in
        progress(MemberProgress(member: member, memberCount: memberCount, training: step))
      })
  }

  /// Everything about a model whose networks are trained.
  func description<Head>(_ head: Head, _ data: PreparedData) -> ModelDescription<Head> {
    ModelDescription(
      head: head, features: data.table.features, images: data.images?.contexts.inputs,
      provenance: ModelProvenance(
        toolVersion: options.toolVersion, configurationDigest: options.digest,
        seed: options.seed, trainingRows: data.table.training.count,
        validationRows: data.table.validation.count, inputs: options.inputs))
  }
}

/// How far a training has come.
public struct MemberProgress: Sendable {
  /// Counted from 0.
  public let member: Int
  public let memberCount: Int
  public let training: TrainingProgress
}

extension LoaderFigures {
  init(_ loading: LoadingFigures) {
    self.init(
      samplesPerSecond: loading.samplesPerSecond, waitingSeconds: loading.waitingSeconds)
  }
}
