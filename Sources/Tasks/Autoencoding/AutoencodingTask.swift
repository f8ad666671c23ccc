import Engine
import Files
import Learning
public import Models
public import Preprocessing
public import Reports
import Sky
import Tables

/// Trains an autoencoder on a table's photometry, or on the pictures of its rows.
public struct AutoencodingTask: Sendable {
  public var table: String
  /// The model file to write.
  public var model: String
  public var survey = SurveyChoice.recognised
  /// A column of classes that are counted, not learned; the survey's own where `nil`.
  public var label: String?
  public var configuration = AutoencoderConfiguration()
  public var split = SplitOptions()
  /// Where the pictures are, as ``TrainingTask/images``; photometry is learned where `nil` and
  /// nothing else says that pictures are.
  public var images: String?
  /// Columns to use besides the photometry.
  public var extraFeatures: [String] = []
  /// Only these bands; all where `nil`.
  public var bands: [String]?
  public var seed: UInt64 = 0
  public var threads = 1
  /// Bytes of decoded images kept in memory; others wait in a temporary file.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  /// Goes on from the checkpoint of a run that was stopped.
  public var resumes = false
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  /// Whether the folder of the report also gets `training.html`, which shows the training while
  /// it runs.
  public var isWatched = false

  public init(table: String, model: String) {
    self.table = table
    self.model = model
  }

  /// What `train --model autoencoder` prints.
  public struct Outcome: Sendable, Encodable {
    public let model: TrainingTask.OutputModel
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
    public let yardstick: Yardstick?
    /// How well nearest neighbours tell the classes of the rows held back, in the space of the
    /// codes and in others; where the table has classes.
    public let votes: [LatentRecord.NeighbourVote]
    public let samplesPerSecond: Double
    public let seconds: Double
    public let loader: LoaderFigures?
    public let precision: String
    public let seed: UInt64
    public let split: SplitReport
    public let report: String?
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case model, kind, variant, latent, features, epochs, training, validation, test, yardstick
      case votes, seconds, loader, precision, seed, split, report, warnings
      case trainRows = "train_rows"
      case samplesPerSecond = "samples_per_second"
    }
  }

  /// How near another method came.
  public struct Yardstick: Sendable, Encodable {
    public let name: String
    public let components: Int
    /// Of the test rows; of the validation rows where there are none.
    public let meanSquaredError: Double
    /// The autoencoder's error as a share of it.
    public let ratio: Double

    enum CodingKeys: String, CodingKey {
      case name, components, ratio
      case meanSquaredError = "mean_squared_error"
    }
  }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let rows = try UnlabelledTable(self)
    let trainer = AutoencoderTrainer(options(digest: rows.digest))
    let course = TrainingCourse(page: try watchedPage())
    let outcome = try await train(trainer, rows, course, progress, interruption)
    try interruption.check()
    try course.finish([outcome.report.history])
    try outcome.model.write(to: model)
    trainer.removeCheckpoints()
    let digest = Digest.sha256(outcome.model.bytes)
    let (compared, votes) = try compared(outcome, rows)
    let page = try reportFolder.map { folder in
      try AutoencodingReportPage(
        task: self, rows: rows, outcome: outcome, yardstick: compared, votes: votes,
        modelDigest: digest
      ).write(to: folder)
    }
    return Outcome(
      self, outcome, digest: digest, yardstick: compared, votes: votes, report: page,
      warnings: rows.warnings)
  }

  private func train(
    _ trainer: AutoencoderTrainer, _ rows: UnlabelledTable, _ course: TrainingCourse,
    _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> AutoencoderTrainer.Outcome {
    let activity = "training on \(Paths.name(of: table))"
    do {
      return try await trainer.train(
        rows.table, columns: rows.columns, path: table, pictures: rows.pictures,
        progress: { training in
          let step = ClassifierTrainer.Progress(member: 0, memberCount: 1, training: training)
          course.note(step)
          progress(ProgressUpdate(step, activity: activity, trend: course.trend))
          return (try? interruption.check()) == nil ? .stop : .proceed
        })
    } catch {
      course.stop()
      throw error
    }
  }

  /// How principal components do on the same rows, and how well either space tells classes.
  private func compared(
    _ outcome: AutoencoderTrainer.Outcome, _ rows: UnlabelledTable
  ) throws -> (Yardstick?, [LatentRecord.NeighbourVote]) {
    let judgesTest = !outcome.test.rows.isEmpty
    let heldOut = judgesTest ? outcome.test : outcome.validation
    guard let own = judgesTest ? outcome.report.test : outcome.report.validation else {
      return (nil, [])
    }
    let principal = try PrincipalYardstick(outcome, threads: threads)
    let yardstick = principal.meanSquaredError(of: heldOut).map { error in
      Yardstick(
        name: PrincipalYardstick.name, components: outcome.report.latent, meanSquaredError: error,
        ratio: own.meanSquaredError / error)
    }
    let autoencoder = try Autoencoder(outcome.model, path: model, threads: threads)
    let classes = rows.classes
    let votes = try principal.votes(
      on: heldOut, classes: classes.byRow, classCount: classes.names.count,
      encode: { try autoencoder.encode($0) },
      embed: { try rows.embeddings(of: $0, by: Embedder(autoencoder, orientations: 8)) })
    return (yardstick, votes)
  }

  /// The page that shows the training while it runs.
  private func watchedPage() throws -> TrainingCourse.Page? {
    guard isWatched, let reportFolder else { return nil }
    try Paths.makeFolder(reportFolder)
    return TrainingCourse.Page(
      path: Paths.join(reportFolder, "training.html"),
      title: "Training of \(Paths.name(of: model))")
  }

  private func options(digest: String) -> AutoencoderOptions {
    var split = split
    split.seed = seed
    var options = AutoencoderOptions(
      configuration: configuration, split: split,
      features: FeatureOptions(
        bands: bands?.map { Band($0) }, extras: extraFeatures.map { ExtraFeature($0) }),
      seed: seed, threads: threads, checkpointPath: "\(model).checkpoint", resumes: resumes,
      toolVersion: Version.number,
      inputs: [.init(name: Paths.name(of: table), sha256: digest)])
    options.imageMemoryLimit = imageMemoryLimit
    return options
  }
}

extension AutoencodingTask.Outcome {
  fileprivate init(
    _ task: AutoencodingTask, _ outcome: AutoencoderTrainer.Outcome, digest: String,
    yardstick: AutoencodingTask.Yardstick?, votes: [LatentRecord.NeighbourVote],
    report: String?, warnings: [String]
  ) {
    let training = outcome.report
    model = .init(path: task.model, sha256: digest)
    kind = outcome.model.description.kind.rawValue
    variant = training.variant
    latent = training.latent
    features = training.features
    epochs = training.history.epochs.count
    trainRows = training.trainRows
    self.training = training.training
    validation = training.validation
    test = training.test
    (self.yardstick, self.votes) = (yardstick, votes)
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

extension AutoencodingTask.Outcome {
  /// How well neighbours tell the classes, a line for each space.
  public var voteTexts: [String] {
    votes.map { vote in
      "accuracy \(Numeral.plain(vote.accuracy, 3)), "
        + "balanced \(Numeral.plain(vote.balancedAccuracy, 3)): \(vote.space)"
    }
  }
}
