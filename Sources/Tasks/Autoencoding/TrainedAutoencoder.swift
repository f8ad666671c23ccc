import Engine
import Files
import Learning
public import Models
public import Preprocessing
public import Reports
import Sky
import Tables

/// What `train --model autoencoder` prints.
public struct TrainedAutoencoder: Sendable, Encodable {
  public let model: WrittenModel
  public let kind: String
  public let variant: String
  public let latent: Int
  public let features: [String]
  public let epochs: Int
  public let trainRows: Int
  public let training: ReconstructionScore?
  public let validation: ReconstructionScore?
  public let test: ReconstructionScore?
  /// Of the same rows, by as many principal components.
  public let pcaBaseline: PCABaseline?
  /// How well nearest neighbours tell the classes of the rows held back, in the space of the
  /// codes and in others; where the table has classes.
  public let votes: [LatentRecord.NeighbourAccuracy]
  public let samplesPerSecond: Double
  public let seconds: Double
  public let loader: LoaderFigures?
  public let precision: String
  public let seed: UInt64
  public let split: SplitReport
  public let report: String?
  public let warnings: [String]

  enum CodingKeys: String, CodingKey {
    case model, kind, variant, latent, features, epochs, training, validation, test
    case votes, seconds, loader, precision, seed, split, report, warnings
    case pcaBaseline = "pca_baseline"
    case trainRows = "train_rows"
    case samplesPerSecond = "samples_per_second"
  }
}

/// How near another method came.
public struct PCABaseline: Sendable, Encodable {
  public let name: String
  public let components: Int
  /// Of the test rows; of the validation rows where there are none.
  public let meanSquaredError: Double
  /// The autoencoder's error as a fraction of it.
  public let ratio: Double

  enum CodingKeys: String, CodingKey {
    case name, components, ratio
    case meanSquaredError = "mean_squared_error"
  }
}

extension TrainingTask<AutoencoderConfiguration> {
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> TrainedAutoencoder {
    try checkFiles()
    let rows = try await TrainingTable(self)
    let trainer = ModelTrainer(options(digest: rows.digest))
    let course = TrainingMonitorPage(page: try watchedPage())
    let outcome = try await watching(course, progress, interruption) { step in
      try await trainer.train(
        rows.table, columns: rows.columns, path: table, images: rows.images, progress: step)
    }
    try interruption.check()
    try course.finish([outcome.report.history])
    try outcome.model.write(to: model)
    trainer.removeCheckpoints()
    let digest = Digest.sha256(outcome.model.bytes)
    let (compared, votes) = try compared(outcome, rows)
    let page = try reportFolder.map { folder in
      try AutoencodingReportPage(
        task: self, rows: rows, outcome: outcome, pcaBaseline: compared, votes: votes,
        modelDigest: digest
      ).write(to: folder)
    }
    return TrainedAutoencoder(
      self, outcome, digest: digest, pcaBaseline: compared, votes: votes, report: page,
      warnings: rows.warnings
        + TrainingRowsWarning.of(
          rows: outcome.report.trainRows, features: outcome.report.features,
          constant: outcome.report.constantFeatures, seesImages: rows.images != nil, table: table))
  }

  /// How principal components do on the same rows, and how well either space tells classes.
  private func compared(
    _ outcome: AutoencoderOutcome, _ rows: TrainingTable
  ) throws -> (PCABaseline?, [LatentRecord.NeighbourAccuracy]) {
    let evaluatesTest = !outcome.test.rows.isEmpty
    let heldOut = evaluatesTest ? outcome.test : outcome.validation
    guard let own = evaluatesTest ? outcome.report.test : outcome.report.validation else {
      return (nil, [])
    }
    let principal = try PCABaselineFit(outcome, threads: threads)
    let pcaBaseline = principal.meanSquaredError(of: heldOut).map { error in
      PCABaseline(
        name: PCABaselineFit.name, components: outcome.report.latent, meanSquaredError: error,
        ratio: own.meanSquaredError / error)
    }
    let autoencoder = outcome.autoencoder
    let classes = rows.classes
    let votes = try principal.votes(
      on: heldOut, classes: classes.byRow, classCount: classes.names.count,
      encode: { try autoencoder.encode($0) },
      embed: { try rows.embeddings(of: $0, by: Embedder(autoencoder, testTimeAugmentation: 8)) })
    return (pcaBaseline, votes)
  }
}

extension TrainedAutoencoder {
  fileprivate init(
    _ task: TrainingTask<AutoencoderConfiguration>, _ outcome: AutoencoderOutcome, digest: String,
    pcaBaseline: PCABaseline?, votes: [LatentRecord.NeighbourAccuracy],
    report: String?, warnings: [String]
  ) {
    let training = outcome.report
    model = .init(path: task.model, sha256: digest)
    kind = outcome.model.description.head.kind.rawValue
    variant = training.variant
    latent = training.latent
    features = training.features
    epochs = training.history.epochs.count
    trainRows = training.trainRows
    self.training = training.training
    validation = training.validation
    test = training.test
    (self.pcaBaseline, self.votes) = (pcaBaseline, votes)
    samplesPerSecond = training.samplesPerSecond
    seconds = training.seconds
    loader = training.loader
    precision = outcome.model.description.precision.resolved.rawValue
    seed = task.seed
    split = training.split
    self.report = report
    self.warnings = warnings
  }
}

extension TrainedAutoencoder {
  /// How well neighbours tell the classes, a line for each space.
  public var voteTexts: [String] {
    votes.map { vote in
      "accuracy \(Numeral.plain(vote.accuracy, 3)), "
        + "balanced \(Numeral.plain(vote.balancedAccuracy, 3)): \(vote.space)"
    }
  }
}
