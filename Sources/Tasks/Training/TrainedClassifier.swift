import Engine
public import Evaluation
import Files
import Learning
public import Models
public import Preprocessing
public import Reports
import Sky
import Tables

/// What `train` prints of a classifier.
public struct TrainedClassifier: Sendable, Encodable {
  public let model: WrittenModel
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
  /// With ``TrainingTask/curveFractions``.
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

extension TrainingTask<ClassifierConfiguration> {
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> TrainedClassifier {
    try checkFiles()
    let start = try start()
    var task = self
    if let description = start?.model?.description {
      task.goOn(from: description.head)
      task.baseFeatures = description.features
    }
    return try await task.run(from: start, progress: progress, interruption: interruption)
  }

  /// Takes over what a model that is trained on decides.
  private mutating func goOn(from head: AnswerHead) {
    configuration.kind = head.kind
    guard configuration.questions == nil, label == nil else { return }
    configuration.questions = head.questions
    configuration.loss = head.loss
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
  ) async throws -> TrainedClassifier {
    try LearningCurveTrainings.check(self)
    let labelled = try await TrainingTable(self)
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
    let trainer = ModelTrainer(options)
    let course = TrainingMonitorPage(page: try watchedPage())
    let outcome = try await watching(course, progress, interruption) { step in
      try await trainer.train(
        labelled.table, columns: labelled.columns, path: table, images: labelled.images,
        progress: step)
    }
    try interruption.check()
    try course.finish(outcome.report.histories)
    try outcome.model.write(to: model)
    trainer.removeCheckpoints()
    let digest = Digest.sha256(outcome.model.bytes)
    var findings = TrainingFindings(labelled, outcome, base: start?.model?.description)
    if !curveFractions.isEmpty, !outcome.test.rows.isEmpty {
      findings.learningCurve = try await LearningCurveTrainings(
        task: self, labelled: labelled, options: options
      ).run(beside: outcome, progress: progress, interruption: interruption)
    }
    let page = try reportFolder.map { folder in
      let report = TrainingReportPage(
        self, labelled, outcome, findings: findings, modelDigest: digest)
      return try ReportFolder(folder).write(try report.page()).page
    }
    return TrainedClassifier(
      self, outcome, digest: digest, findings: findings, report: page,
      warnings: labelled.warnings
        + TrainingRowsWarning.of(
          rows: outcome.report.trainRows, features: outcome.report.features,
          constant: outcome.report.constantFeatures, seesImages: labelled.images != nil,
          table: table)
        + findings.warnings + outcome.report.split.warnings
        + curveWarnings(outcome))
  }

  private func curveWarnings(_ outcome: ClassifierOutcome) -> [String] {
    curveFractions.isEmpty || !outcome.test.rows.isEmpty
      ? [] : ["No rows were held back, on which a learning curve could be evaluated."]
  }
}

extension TrainedClassifier {
  init(
    _ task: TrainingTask<ClassifierConfiguration>, _ outcome: ClassifierOutcome, digest: String,
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
    func answers(_ rows: EvaluatedRows) -> AnswerMetrics? {
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
