internal import Engine
internal import Evaluation
public import Files
public import Learning
public import Preprocessing
public import Tables

extension AutoencoderConfiguration: ModelConfiguration {
  public static var learnsLabels: Bool { false }
  public var memberCount: Int { 1 }
}

/// What the training of an autoencoder gives.
public struct AutoencoderOutcome: Sendable {
  public let model: ModelFile<ReconstructionHead>
  /// The model, ready for samples.
  public let autoencoder: Autoencoder
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

extension ModelTrainer<AutoencoderConfiguration> {
  /// Trains an autoencoder on a table's photometry, or on the images of its rows.
  ///
  /// - Parameters:
  ///   - table: With every column that `columns` and the options name.
  ///   - columns: The table's columns by the part they play; labels are counted, not learned.
  ///   - path: The table, for messages.
  ///   - images: Of the table's rows; the photometry is learned where `nil`.
  ///   - progress: Called after every step, from another thread; may end the training.
  /// - Throws: `SkysortError`.
  public func train(
    _ table: Table, columns: PhotometryColumns, path: String,
    images: (any ImageSource)? = nil,
    progress: @escaping @Sendable (MemberProgress) -> TrainingControl = { _ in .proceed }
  ) async throws(SkysortError) -> AutoencoderOutcome {
    let data = try await prepare(
      table, columns: columns, path: path, seesPhotometry: images == nil, images: images
    ) { rows in (TrainingTarget.reconstruction(of: table, rows: rows, columns: columns), rows) }
    let network = options.configuration.network(inputs: data.shape)
    try network.validate()
    let start =
      network.variant == .linear
      ? network.linearStart(
        try data.inputs(of: data.spread(data.table.training)).trainingData, seed: options.seed)
      : nil
    let training = try await trained(
      network, data,
      options.configuration.trainingConfiguration(
        trainingRows: data.table.training.count, seesImages: images != nil),
      start: start.map { [$0] }, progress: progress)
    let result = training.members[0]
    var model = ModelFile(
      description: description(ReconstructionHead(network: network), data),
      members: [result.weights])
    let autoencoder = try Autoencoder(model, path: Self.newModelPath, threads: options.threads)
    let golden = try data.inputs(
      of: data.table.goldenRows(data.images == nil ? 16 : PreparedData.goldenImages))
    model.golden = try autoencoder.golden(of: golden.features)
    return try outcome(model, autoencoder, data, result)
  }

  private func outcome(
    _ model: ModelFile<ReconstructionHead>, _ autoencoder: Autoencoder, _ data: PreparedData,
    _ result: TrainingResult
  ) throws(SkysortError) -> AutoencoderOutcome {
    let (table, head) = (data.table, model.description.head)
    let rows = [table.training, table.validation, table.test]
    let parts = try rows.map { rows throws(SkysortError) in
      try data.inputs(of: data.spread(rows))
    }
    let scores = try rows.map { rows throws(SkysortError) in
      try score(autoencoder, data, of: rows)
    }
    let report = AutoencoderReport(
      variant: head.network.variant.name, latent: head.latent,
      features: table.features.names, constantFeatures: table.features.constantFeatures,
      dereddening: table.features.dereddening, split: table.splitReport,
      history: result.history, trainRows: table.training.count, training: scores[0],
      validation: scores[1], test: scores[2], augmentation: data.images?.augmentation,
      samplesPerSecond: result.samplesPerSecond,
      loader: result.loading.map(LoaderFigures.init), seconds: result.seconds)
    return AutoencoderOutcome(
      model: model, autoencoder: autoencoder, report: report, source: table.source,
      training: parts[0], validation: parts[1], test: parts[2])
  }

  private static var rowsScoredAtOnce: Int { 1024 }

  /// How near the model comes to some rows; `nil` where nothing was measured of them.
  private func score(
    _ autoencoder: Autoencoder, _ data: PreparedData, of rows: [Int]
  ) throws(SkysortError) -> ReconstructionScore? {
    var error = MeanSquaredError()
    for start in stride(from: 0, to: rows.count, by: Self.rowsScoredAtOnce) {
      let some = rows[start..<min(start + Self.rowsScoredAtOnce, rows.count)]
      let samples = try data.inputs(of: Array(some))
      error.add(
        try autoencoder.reconstruct(samples.features), truth: samples.features,
        weights: samples.weights)
    }
    return error.value.map { ReconstructionScore(rows: rows.count, meanSquaredError: $0) }
  }
}
