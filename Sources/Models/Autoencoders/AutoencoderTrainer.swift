internal import Engine
internal import Evaluation
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
    /// components, are to be fitted on where they are compared. Of these and the others, rows
    /// spread over the table where all would take more than half a gigabyte.
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
    let start =
      network.variant == .linear
      ? network.linearStart(
        try material.samples(of: spread(prepared.training, material)).trainingData,
        seed: options.seed) : nil
    do {
      return try material.train(
        trainer, startingFrom: start, checkpoints: checkpoints, progress: progress)
    } catch {
      throw .learning(error)
    }
  }

  /// Some of the rows, spread over them, where all would not fit into memory.
  private func spread(_ rows: [Int], _ material: any AutoencoderMaterial) -> [Int] {
    let most = max(1, Self.numbersInMemory / material.shape.count)
    let step = max(1, (rows.count + most - 1) / most)
    return stride(from: 0, to: rows.count, by: step).map { rows[$0] }
  }

  /// Of samples that are kept at once; 256 MiB, and as much for their weights.
  private static let numbersInMemory = 1 << 26
  private static let rowsScoredAtOnce = 1024

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
    let parts = try [prepared.training, prepared.validation, prepared.test]
      .map { rows throws(ClassifierError) in try material.samples(of: spread(rows, material)) }
    let scores = try scores(
      model, material, of: [prepared.training, prepared.validation, prepared.test])
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

  /// How near the model comes to the samples of several lists of rows.
  private func scores(
    _ model: AutoencoderFile, _ material: any AutoencoderMaterial, of parts: [[Int]]
  ) throws(ClassifierError) -> [ReconstructionScore?] {
    let autoencoder: Autoencoder
    do {
      autoencoder = try Autoencoder(
        model, path: "the model just trained", threads: options.threads)
    } catch {
      throw .model(error)
    }
    var scores: [ReconstructionScore?] = []
    for rows in parts {
      var squares = MeanSquaredError()
      for start in stride(from: 0, to: rows.count, by: Self.rowsScoredAtOnce) {
        let some = rows[start..<min(start + Self.rowsScoredAtOnce, rows.count)]
        let samples = try material.samples(of: Array(some))
        do {
          squares.add(
            try autoencoder.reconstruct(samples.features), truth: samples.features,
            weights: samples.weights)
        } catch {
          throw .model(error)
        }
      }
      scores.append(
        squares.value.map { ReconstructionScore(rows: rows.count, meanSquaredError: $0) })
    }
    return scores
  }
}
