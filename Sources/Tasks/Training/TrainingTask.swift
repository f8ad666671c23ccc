import Engine
public import Evaluation
import Files
import Learning
public import Models
public import Preprocessing
public import Reports
import Sky
import Tables

/// Trains a classifier on a labelled table.
public struct TrainingTask: Sendable {
  public var table: String
  /// The model file to write.
  public var model: String
  public var survey = SurveyChoice.recognised
  /// The column of classes; the survey's own where `nil`.
  public var label: String?
  public var configuration = ClassifierConfiguration()
  public var split = SplitOptions()
  /// Where the pictures are: a column of paths, a folder whose files are named by the
  /// identifier, or a file of cutouts.
  public var images: String?
  /// Columns to use besides the photometry.
  public var extraFeatures: [String] = []
  /// Where the labels are; in the table itself where `nil`.
  public var labels: LabelSource?
  /// Only these bands; all where `nil`.
  public var bands: [String]?
  public var allowsLeaks = false
  public var seed: UInt64 = 0
  public var threads = 1
  /// Bytes of decoded images kept in memory; others wait in a temporary file.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  /// Goes on from the checkpoints of a run that was stopped.
  public var resumes = false
  /// A model to go on from: its network and the way it looks at its inputs are kept.
  public var base: String?
  /// Whether classes may be learned that ``base`` does not know.
  public var allowsNewClasses = false
  /// Whether classes of ``base`` that the labels do not name are given up.
  public var dropsClasses = false
  /// Published weights of a ResNet-18 to begin with; a safetensors file.
  public var weights: String?
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  /// Whether the folder of the report also gets `training.html`, which shows the training while
  /// it runs.
  public var isWatched = false

  /// Shares of the labels, each in 0...1, on which trainings of their own show what more labels
  /// are worth; none where empty.
  public var curveShares: [Double] = []

  public init(table: String, model: String) {
    self.table = table
    self.model = model
  }

  /// What `train` prints.
  public struct Outcome: Sendable, Encodable {
    public let model: OutputModel
    public let kind: String
    public let classes: [String]
    public let features: [String]
    public let epochs: Int
    public let trainRows: Int
    public let validation: HeldOutScore?
    public let test: HeldOutScore?
    /// Where the model answers questions, how well; there are then no classes.
    public let validationAnswers: AnswerMetrics?
    public let testAnswers: AnswerMetrics?
    public let temperature: Float
    public let samplesPerSecond: Double
    public let seconds: Double
    public let loader: LoaderFigures?
    public let precision: String
    public let seed: UInt64
    public let split: SplitReport
    /// Where labels came from another table.
    public let labels: JoinedLabels?
    /// Magnitudes and colours of the labelled rows beside those of the base's training rows; with
    /// labels of another table and no base, beside all rows'.
    public let drift: [FeatureDrift]
    /// What changed in the base's answers for the rows held back.
    public let changes: ClassChanges?
    /// With ``TrainingTask/curveShares``.
    public let learningCurve: LearningCurve?
    public let report: String?
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case model, kind, classes, features, epochs, validation, test, temperature, seconds
      case precision, seed, split, report, warnings, loader, labels, drift, changes
      case trainRows = "train_rows"
      case validationAnswers = "validation_answers"
      case testAnswers = "test_answers"
      case samplesPerSecond = "samples_per_second"
      case learningCurve = "learning_curve"
    }
  }

  /// The model file.
  public struct OutputModel: Sendable, Encodable {
    public let path: String
    public let sha256: String
  }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let start = try start()
    var task = self
    if let description = start?.model?.description { task.goOn(from: description) }
    return try await task.run(from: start, progress: progress, interruption: interruption)
  }

  /// Takes over what a model that is trained on decides.
  private mutating func goOn(from model: ModelDescription) {
    configuration.kind = model.kind
    guard configuration.questions == nil, label == nil else { return }
    configuration.questions = model.questions
    configuration.loss = model.loss
  }

  private func start() throws -> TrainingStart? {
    if let base {
      return TrainingStart(
        try ModelFile(path: base), allowsNewClasses: allowsNewClasses, dropsClasses: dropsClasses)
    }
    return try weights.map { try TrainingStart(resnet18: $0) }
  }

  private func run(
    from start: TrainingStart?, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> Outcome {
    try LearningCurveTrainings.check(self)
    let labelled = try await LabelledTable(self)
    var options = options(digest: labelled.digest)
    if let labels, let digest = labelled.labelDigest {
      options.inputs.append(.init(name: Paths.name(of: labels.table), sha256: digest))
    }
    options.start = start
    if let base, let start {
      options.configuration.memberCount = start.model?.members.count ?? 1
      options.inputs.append(
        .init(name: Paths.name(of: base), sha256: try Digest.sha256(ofFile: base)))
    }
    let trainer = ClassifierTrainer(options)
    let course = TrainingCourse(page: try watchedPage())
    let outcome = try await train(trainer, labelled, course, progress, interruption)
    try interruption.check()
    try course.finish(outcome.report.histories)
    try outcome.model.write(to: model)
    trainer.removeCheckpoints()
    let digest = Digest.sha256(outcome.model.bytes)
    var findings = TrainingFindings(labelled, outcome, base: start?.model?.description)
    if !curveShares.isEmpty, !outcome.test.rows.isEmpty {
      findings.learningCurve = try await LearningCurveTrainings(
        task: self, labelled: labelled, options: options
      ).run(beside: outcome, progress: progress, interruption: interruption)
    }
    let page = try reportFolder.map { folder in
      let report = TrainingReportPage(
        self, labelled, outcome, findings: findings, modelDigest: digest)
      return try ReportFolder(folder).write(try report.page())
    }
    return Outcome(
      self, outcome, digest: digest, findings: findings, report: page,
      warnings: labelled.warnings + findings.warnings + curveWarnings(outcome))
  }

  private func train(
    _ trainer: ClassifierTrainer, _ labelled: LabelledTable, _ course: TrainingCourse,
    _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> ClassifierTrainer.Outcome {
    let activity = "training on \(Paths.name(of: table))"
    do {
      return try await trainer.train(
        labelled.table, columns: labelled.columns, path: table, pictures: labelled.pictures,
        progress: { step in
          course.note(step)
          progress(ProgressUpdate(step, activity: activity, trend: course.trend))
          return (try? interruption.check()) == nil ? .stop : .proceed
        })
    } catch {
      course.stop()
      throw error
    }
  }

  private func curveWarnings(_ outcome: ClassifierTrainer.Outcome) -> [String] {
    curveShares.isEmpty || !outcome.test.rows.isEmpty
      ? [] : ["No rows were held back, on which a learning curve could be judged."]
  }

  /// The page that shows the training while it runs.
  private func watchedPage() throws -> TrainingCourse.Page? {
    guard isWatched, let reportFolder else { return nil }
    try Paths.makeFolder(reportFolder)
    return TrainingCourse.Page(
      path: Paths.join(reportFolder, "training.html"),
      title: "Training of \(Paths.name(of: model))")
  }

  func options(digest: String) -> ClassifierOptions {
    var split = split
    split.seed = seed
    var options = ClassifierOptions(
      configuration: configuration, split: split,
      features: FeatureOptions(
        bands: bands?.map { Band($0) }, extras: extraFeatures.map { ExtraFeature($0) },
        allowsLeaks: allowsLeaks),
      seed: seed, threads: threads, checkpointPath: "\(model).checkpoint", resumes: resumes,
      toolVersion: Version.number,
      inputs: [.init(name: Paths.name(of: table), sha256: digest)])
    options.imageMemoryLimit = imageMemoryLimit
    return options
  }
}

extension ProgressUpdate {
  init(_ step: ClassifierTrainer.Progress, activity: String, trend: [Double]) {
    let training = step.training
    let done = (training.epoch - 1) * training.stepsPerEpoch + training.step
    let loss =
      training.record?.validationLoss.map { ", validation loss \(Numeral.figure($0))" } ?? ""
    self.init(
      activity: activity, completed: done, total: training.epochCount * training.stepsPerEpoch,
      unit: "steps",
      detail: "member \(step.member + 1) of \(step.memberCount), "
        + "epoch \(training.epoch)\(loss), \(Int(training.rowsPerSecond)) rows/s",
      trend: trend)
  }
}

extension TrainingTask.Outcome {
  init(
    _ task: TrainingTask, _ outcome: ClassifierTrainer.Outcome, digest: String,
    findings: TrainingFindings, report: String?, warnings: [String]
  ) {
    let training = outcome.report
    model = .init(path: task.model, sha256: digest)
    kind = training.kind.rawValue
    classes = training.classes
    features = training.features
    epochs = training.histories.map(\.epochs.count).max() ?? 0
    trainRows = training.trainRows
    validation = training.validation
    test = training.test
    var options = EvaluationOptions()
    options.seed = task.seed
    func answers(_ rows: JudgedRows) -> AnswerMetrics? {
      AnsweredQuestions(rows, of: outcome).map { AnswerMetrics(of: $0, options: options) }
    }
    validationAnswers = answers(outcome.validation)
    testAnswers = answers(outcome.test)
    temperature = training.temperature
    samplesPerSecond = training.samplesPerSecond
    seconds = training.seconds
    loader = training.loader
    precision = outcome.model.description.precision.resolved.rawValue
    seed = task.seed
    split = training.split
    (labels, drift, changes) = (findings.labels, findings.drift, findings.changes)
    learningCurve = findings.learningCurve
    self.report = report
    self.warnings = warnings
  }
}
