internal import Engine
internal import Glibc
internal import Images
public import Learning
public import Preprocessing
internal import Sky
public import Tables

/// Trains an autoencoder on a table's photometry, or on the pictures of its rows.
///
/// Equal tables, options and machines give equal models, byte by byte, whatever the threads.
public struct AutoencoderTrainer: Sendable {
  public let options: AutoencoderOptions

  public init(_ options: AutoencoderOptions) { self.options = options }

  /// What a training gives.
  public struct Outcome: Sendable {
    public let model: AutoencoderFile
    public let report: AutoencoderReport
    /// Where the table keeps the photometry.
    public let source: FeatureSource
    /// What was learned, as it is without augmentation: what other methods, such as principal
    /// components, are to be fitted on where they are compared.
    public let training: ReconstructedSamples
    /// Rows that chose the epoch, where one was chosen.
    public let validation: ReconstructedSamples
    /// Rows the training never saw.
    public let test: ReconstructedSamples
  }

  /// - Parameters:
  ///   - table: With every column that `columns` and the options name.
  ///   - columns: The table's columns by the part they play; labels are counted, not learned.
  ///   - path: The table, for messages.
  ///   - pictures: Of the table's rows; the photometry is learned where `nil`.
  ///   - progress: Called after every step, from another thread; may end the training.
  /// - Throws: ``ClassifierError``.
  public func train(
    _ table: Table, columns: PhotometryColumns, path: String,
    pictures: (any PictureSource)? = nil,
    progress: @escaping @Sendable (TrainingProgress) -> TrainingControl = { _ in .proceed }
  ) async throws(ClassifierError) -> Outcome {
    let prepared: PreparedRows
    do {
      prepared = try PreparedRows(
        table, columns: columns, options: options, seesPictures: pictures != nil, path: path)
    } catch {
      throw .table(error)
    }
    let material: any AutoencoderMaterial =
      if let pictures {
        try await PictureMaterial(prepared, source: pictures, options: options, path: path)
      } else {
        RowMaterial(prepared)
      }
    let network = options.configuration.network(inputs: material.shape)
    do {
      try network.validate()
    } catch {
      throw .learning(error)
    }
    let result = try await trained(network, prepared, material, progress)
    let model = try finished(network, prepared, material, result)
    return try outcome(model, prepared, material, result)
  }

  /// Deletes the checkpoint of a training whose model is written.
  public func removeCheckpoints() {
    guard let path = options.checkpointPath else { return }
    unsafe unlink(path)
  }

  @concurrent
  private func trained(
    _ network: AutoencoderNetwork, _ prepared: PreparedRows, _ material: any AutoencoderMaterial,
    _ progress: @escaping @Sendable (TrainingProgress) -> TrainingControl
  ) async throws(ClassifierError) -> TrainingResult {
    var configuration = options.configuration.trainingConfiguration(
      trainingRows: prepared.training.count, seesPictures: material.inputs != nil)
    configuration.seed = options.seed
    configuration.threads = options.threads
    let trainer = ReconstructionTrainer(
      network: network, configuration: configuration,
      precision: material.inputs == nil ? .float32 : .automatic)
    let checkpoints = options.checkpointPath.map {
      CheckpointPlan(path: $0, resumes: options.resumes)
    }
    let training = try material.samples(of: prepared.training)
    let start = Self.start(network, mean: training, seed: options.seed)
    do {
      return try material.train(
        trainer, startingFrom: start, checkpoints: checkpoints, progress: progress)
    } catch {
      throw .learning(error)
    }
  }

  /// A linear network begins around the samples' mean.
  private static func start(
    _ network: AutoencoderNetwork, mean samples: ReconstructedSamples, seed: UInt64
  ) -> [String: Tensor]? {
    guard network.variant == .linear else { return nil }
    var sums = [Double](repeating: 0, count: samples.width)
    var totals = sums
    for (index, value) in samples.features.enumerated() {
      sums[index % samples.width] += Double(samples.weights[index] * value)
      totals[index % samples.width] += Double(samples.weights[index])
    }
    var tensors = network.initialParameters(seed: seed).tensors()
    tensors["mean"] = Tensor(
      shape: [samples.width], values: zip(sums, totals).map { Float($1 > 0 ? $0 / $1 : 0) })
    return tensors
  }

  private func finished(
    _ network: AutoencoderNetwork, _ prepared: PreparedRows, _ material: any AutoencoderMaterial,
    _ result: TrainingResult
  ) throws(ClassifierError) -> AutoencoderFile {
    let description = AutoencoderDescription(
      network: network, features: prepared.features, pictures: material.inputs,
      provenance: ModelProvenance(
        toolVersion: options.toolVersion, configurationDigest: options.digest,
        seed: options.seed, trainingRows: prepared.training.count,
        validationRows: prepared.validation.count, inputs: options.inputs))
    var model = AutoencoderFile(
      description: description, weights: result.weights, golden: .init())
    let samples = try material.samples(
      of: prepared.goldenRows(material.inputs == nil ? 16 : 4))
    do {
      model.golden = try Autoencoder(model, path: "the model just trained")
        .golden(of: samples.features)
    } catch {
      throw .model(error)
    }
    return model
  }

  private func outcome(
    _ model: AutoencoderFile, _ prepared: PreparedRows, _ material: any AutoencoderMaterial,
    _ result: TrainingResult
  ) throws(ClassifierError) -> Outcome {
    let parts = [
      try material.samples(of: prepared.training), try material.samples(of: prepared.validation),
      try material.samples(of: prepared.test),
    ]
    var scores: [ReconstructionScore?] = []
    do {
      let autoencoder = try Autoencoder(
        model, path: "the model just trained", threads: options.threads)
      for part in parts { scores.append(try autoencoder.score(of: part)) }
    } catch {
      throw .model(error)
    }
    let report = AutoencoderReport(
      variant: model.description.network.variant.name, latent: model.description.latent,
      features: prepared.features.names, constantFeatures: prepared.features.constantFeatures,
      dereddening: prepared.features.dereddening, split: prepared.splitReport,
      history: result.history, trainRows: prepared.training.count, training: scores[0],
      validation: scores[1], test: scores[2], augmentation: material.augmentation,
      samplesPerSecond: result.samplesPerSecond,
      loader: result.loading.map {
        LoaderFigures(samplesPerSecond: $0.samplesPerSecond, waitingSeconds: $0.waitingSeconds)
      }, seconds: result.seconds)
    return Outcome(
      model: model, report: report, source: prepared.source, training: parts[0],
      validation: parts[1], test: parts[2])
  }
}
