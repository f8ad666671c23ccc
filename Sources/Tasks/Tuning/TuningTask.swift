import Engine
public import Evaluation
import Files
public import Models
import Numbers
import Preprocessing
import Reports
import Settings
import Tables

/// Searches settings of a training: trials are evaluated on the validation rows, and the test rows
/// are looked at once, when the choice is made.
public struct TuningTask: Sendable {
  /// What is trained, from which table; its configuration, model and report are not looked at.
  public var training: TrainingTask<ClassifierConfiguration>
  /// The settings that trials change.
  public var base: ConfigurationTree
  /// Where ``base`` is from, for messages.
  public var basePath = "settings"
  /// A YAML file of settings and ranges; what is usual for the kind where `nil`.
  public var space: String?
  /// Configurations that are drawn.
  public var trials = 40
  /// Of the longest trainings; what is stated, or the recipe's, where `nil`.
  public var epochs: Int?
  /// Receives `best.yaml`, `best.safetensors`, `tune.json`, `tune.html` and `trials/`.
  public var folder: String

  public init(
    _ training: TrainingTask<ClassifierConfiguration>, base: ConfigurationTree, folder: String
  ) {
    self.training = training
    self.base = base
    self.folder = folder
  }

  /// What `tune` prints.
  public struct Outcome: Sendable, Encodable {
    /// The number of the best trial; 0 for the configuration given.
    public let best: Int
    public let trials: Int
    public let epochs: Int
    public let validationLogLoss: Double?
    public let givenValidationLogLoss: Double?
    /// On the test rows; `nil` where none were held back.
    public let test: ClassificationMetrics?
    public let givenTest: ClassificationMetrics?
    public let settings: String
    public let model: String
    public let report: String
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case best, trials, epochs, test, settings, model, report, warnings
      case validationLogLoss = "validation_log_loss"
      case givenValidationLogLoss = "given_validation_log_loss"
      case givenTest = "given_test"
    }
  }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    var task = training
    task.configuration = try base.configuration(path: basePath)
    try check(task)
    let outputs = Self.modelFiles + ["tune.html", "tune.json"]
    try InputFiles(
      [task.table, task.labels?.table, task.images, basePath, self.space, task.survey.file]
    ).refuse(outputs.map { Paths.join(folder, $0) })
    let space =
      try space.map { try SearchSpace(path: $0, base: base) }
      ?? SearchSpace(for: task.configuration.kind, base: base)
    let trees = [base] + (1...trials).map { space.tree(base, trial: $0, seed: task.seed) }
    let configurations = try trees.map { try $0.configuration(path: space.path) }
    let lock = try FolderLock(folder)
    let labelled = try await TrainingTable(task)
    let search = Search(
      task: task, space: space, trees: trees, configurations: configurations, labelled: labelled,
      schedule: HalvingSchedule(trialCount: trials, epochs: epochs(task, labelled)))
    let outcome = try await run(search, progress: progress, interruption: interruption)
    lock.release()
    return outcome
  }

  static let modelFiles = ["best.yaml", "best.safetensors"]

  /// A search with everything it looks at.
  struct Search: Sendable {
    let task: TrainingTask<ClassifierConfiguration>
    let space: SearchSpace
    /// By trial; the first is the configuration given.
    let trees: [ConfigurationTree]
    let configurations: [ClassifierConfiguration]
    let labelled: TrainingTable
    let schedule: HalvingSchedule

    /// Of the longest trainings.
    var epochs: Int { schedule.rounds[schedule.rounds.count - 1].epochs }
  }

  private func check(_ task: TrainingTask<ClassifierConfiguration>) throws(SkysortError) {
    if task.configuration.questions != nil {
      throw SkysortError(
        path: basePath, problem: "asks questions, and a search evaluates classes by their log-loss",
        fix: "Search with one question's answers as classes.", exitCode: .usage)
    }
    if task.base != nil || task.weights != nil {
      throw SkysortError(
        path: task.table, problem: "would be learned by a model trained before",
        fix: "A search begins with fresh networks.", exitCode: .usage)
    }
    guard task.split.validationFraction > 0 || task.split.strategy != .random else {
      throw SkysortError(
        path: task.table, problem: "has no validation rows to evaluate trials by",
        fix: "Raise --validation-fraction.", exitCode: .usage)
    }
  }

  private func epochs(_ task: TrainingTask<ClassifierConfiguration>, _ labelled: TrainingTable)
    -> Int
  {
    let fraction = 1 - task.split.testFraction - task.split.validationFraction
    let rows = Int(clamping: Double(labelled.table.rowCount) * fraction)
    return epochs ?? task.configuration.epochs(trainingRows: rows)
  }

  private func run(
    _ search: Search, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> Outcome {
    let store = try TrialStore(folder, identity: identity(search))
    let training = TrialTraining(
      task: search.task, labelled: search.labelled, interruption: interruption)
    let results = try await TrialRounds(
      training: training, store: store, schedule: search.schedule,
      configurations: search.configurations, threads: search.task.threads, progress: progress
    ).run()
    let last = results.compactMap { $0.last { $0.epochs == search.epochs } }
    let scores = Dictionary(uniqueKeysWithValues: last.map { ($0.trial, $0.logLoss) })
    guard let best = HalvingSchedule.best(scores, count: 1).first else {
      throw SkysortError(
        path: search.task.table,
        problem: "no training succeeded; \(last.first?.failure ?? "none was tried")",
        fix: "Narrow the ranges of the search.")
    }
    progress(
      ProgressUpdate(
        activity: "evaluating the best on the test rows", completed: 0, total: nil, unit: "models"))
    let final = try await finalModels(search, best: best, training, store)
    return try write(search, results, best: best, final)
  }

  private func identity(_ search: Search) -> SearchIdentity {
    let task = search.task
    return SearchIdentity(
      tool: Version.tool, table: search.labelled.digest,
      images: search.labelled.images?.identity, configuration: base.yaml,
      space: Dictionary(
        uniqueKeysWithValues: search.space.parameters.map { ($0.name, $0.range.description) }),
      seed: task.seed,
      split: .init(
        strategy: task.split.strategy.description, testFraction: task.split.testFraction,
        validationFraction: task.split.validationFraction, groupRadius: task.split.groupRadius,
        groupColumn: task.split.groupColumn),
      survey: "\(task.survey)", label: task.label, features: task.extraFeatures,
      bands: task.bands, allowsLeaks: task.allowsLeaks)
  }
}
