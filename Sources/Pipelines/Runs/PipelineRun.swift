import Evaluation
import Files
import Learning
import Models
import Preprocessing
import Simulation
import Sky

/// Runs a pipeline's tasks in order, each into its own folder.
public struct PipelineRun: Sendable {
  public var path: String
  /// Each task gets a folder of its name in here.
  public var folder = "runs"
  /// In the place of the pipeline's own parameters.
  public var changes: [String: String] = [:]
  /// Only this task; what it reads must be there from an earlier run.
  public var only: String?
  /// Says what would run, and runs nothing.
  public var isDry = false
  public var threads = 1
  public var seed: UInt64 = 0

  public init(path: String) { self.path = path }

  /// What `run` prints.
  public struct Outcome: Sendable, Encodable {
    public let pipeline: String
    public let description: String?
    public internal(set) var tasks: [TaskOutcome] = []
  }

  /// What one task did.
  public struct TaskOutcome: Sendable, Encodable {
    public let name: String
    public let taskClass: String
    public internal(set) var outputs: [String]
    /// The headline for people: `accuracy 0.95 on 400 rows`.
    public internal(set) var summary: String
    public internal(set) var seconds: Double

    enum CodingKeys: String, CodingKey {
      case name, outputs, summary, seconds
      case taskClass = "class"
    }
  }

  /// - Throws: The error of the first task that fails; what earlier tasks wrote stays.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let pipeline = try PipelineFile.load(path, changes: changes)
    let entries = try chosen(pipeline)
    var outcome = Outcome(pipeline: path, description: pipeline.description)
    for entry in entries {
      let start = ContinuousClock.now
      var task = TaskOutcome(
        name: entry.name, taskClass: entry.taskClass.rawValue, outputs: [], summary: "",
        seconds: 0)
      if !isDry {
        try interruption.check()
        try await run(
          entry, names: pipeline.tasks.map(\.name), into: &task, progress: progress,
          interruption: interruption)
      }
      task.seconds = (ContinuousClock.now - start) / .seconds(1)
      outcome.tasks.append(task)
    }
    return outcome
  }

  private func chosen(_ pipeline: PipelineFile) throws -> [PipelineEntry] {
    guard let only else { return pipeline.tasks }
    let found = pipeline.tasks.filter { $0.name == only }
    guard found.isEmpty else { return found }
    throw TaskError(
      subject: path, problem: "has no task '\(only)'",
      fix: "Its tasks are: \(pipeline.tasks.map(\.name).joined(separator: ", ")).",
      exitCode: .usage)
  }

  private func run(
    _ entry: PipelineEntry, names: [String], into task: inout TaskOutcome,
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws {
    let place = TaskPlace(
      folder: Paths.join(folder, entry.name), runFolder: folder, taskNames: names)
    try Paths.makeFolder(place.folder)
    switch entry.work {
    case .simulate(let settings):
      let outputs =
        if let images = try imageSimulation(settings, place) {
          try await images.run(progress: progress, interruption: interruption)
        } else {
          try simulation(settings, place).run(progress: progress)
        }
      task.outputs = outputs.map(\.path)
      task.summary = outputs.map { "\($0.rows) rows" }.joined(separator: ", ")
    case .detect(let settings):
      let outcome = try detection(settings, place).run(
        progress: progress, interruption: interruption)
      task.outputs = outcome.outputs.map(\.path)
      task.summary = "\(outcome.sources) sources"
    case .cutouts(let settings):
      let outcome = try cutting(settings, place).run(
        progress: progress, interruption: interruption)
      task.outputs = outcome.outputs.map(\.path)
      task.summary = "\(outcome.sources) sources in \(outcome.bands.joined(separator: ", "))"
    case .train(let settings):
      let outcome = try await training(settings, place).run(
        progress: progress, interruption: interruption)
      task.outputs = [outcome.model.path] + [outcome.report].compactMap { $0 }
      task.summary = outcome.test.map { "test accuracy \($0.accuracy)" } ?? ""
    case .classify(let settings):
      let outcome = try await classification(settings, place).run(
        progress: progress, interruption: interruption)
      task.outputs = outcome.outputs.map(\.path)
      task.summary = "\(outcome.rows) rows"
    case .validate(let settings):
      let outcome = try validation(settings, place).run()
      task.outputs = [outcome.reportPath].compactMap { $0 }
      task.summary = outcome.metrics.accuracy.value.map { "accuracy \($0)" } ?? ""
    case .compare(let settings):
      let outcome = try comparison(settings, place).run()
      task.outputs = outcome.outputs
      task.summary = "\(outcome.comparison.rows.rowCount) objects"
    }
  }
}

/// Where a task writes, and finds what it reads.
struct TaskPlace {
  let folder: String
  let runFolder: String
  let taskNames: [String]

  /// The path of an input: in an earlier task's folder, or as it is.
  func input(_ path: String) -> String {
    let first = path.split(separator: "/").first.map(String.init) ?? ""
    return taskNames.contains(first) && !path.hasPrefix("/") ? Paths.join(runFolder, path) : path
  }

  func output(_ name: String) -> String { Paths.join(folder, name) }
}

extension PipelineRun {
  private func simulation(_ settings: SimulateSettings, _ place: TaskPlace) -> SimulationTask {
    var task = SimulationTask(folder: place.folder)
    task.surveyRows = settings.rows ?? task.surveyRows
    task.labelledRows = settings.labelled ?? task.labelledRows
    task.configuration.seed = settings.seed ?? seed
    task.configuration.missingShare = settings.missing ?? task.configuration.missingShare
    let bright = task.configuration.magnitudes.lowerBound
    if let faint = settings.faint { task.configuration.magnitudes = bright...max(bright, faint) }
    return task
  }

  /// - Returns: `nil` where tables are asked for.
  private func imageSimulation(
    _ settings: SimulateSettings, _ place: TaskPlace
  ) throws -> ImageSimulationTask? {
    guard settings.images != nil || settings.stamps != nil else { return nil }
    var task = ImageSimulationTask(folder: place.folder)
    task.makesField = settings.images != nil
    try settings.images?.apply(to: &task.configuration)
    task.stampCount = settings.stamps?.count ?? 0
    task.stampSide = settings.stamps?.side ?? task.stampSide
    task.configuration.sky.seed = settings.seed ?? seed
    task.threads = threads
    return task
  }

  private func training(_ settings: TrainSettings, _ place: TaskPlace) -> TrainingTask {
    var task = TrainingTask(
      table: place.input(settings.inputs.table), model: place.output("model.safetensors"))
    task.survey = SurveyChoice(settings.survey)
    task.label = settings.label
    task.images = settings.inputs.images.map(place.input)
    task.base = settings.inputs.model.map(place.input)
    task.configuration = settings.model ?? task.configuration
    if let epochs = settings.epochs { task.configuration.training.setEpochs(epochs) }
    task.split.strategy = settings.split ?? task.split.strategy
    task.split.testFraction = settings.testFraction ?? task.split.testFraction
    task.split.validationFraction =
      settings.validationFraction ?? task.split.validationFraction
    task.extraFeatures = settings.features ?? []
    task.bands = settings.bands
    task.allowsLeaks = settings.allowLeak ?? false
    task.seed = settings.seed ?? seed
    task.threads = threads
    task.resumes = true
    task.reportFolder = place.folder
    return task
  }

  private func classification(
    _ settings: ClassifySettings, _ place: TaskPlace
  ) -> ClassificationTask {
    var task = ClassificationTask(
      model: place.input(settings.inputs.model), inputs: [place.input(settings.inputs.table)],
      output: place.output(settings.output ?? "catalog.fits"))
    task.survey = SurveyChoice(settings.survey)
    task.images = settings.inputs.images.map(place.input)
    task.prior = settings.prior
    task.threads = threads
    return task
  }

  private func validation(_ settings: ValidateSettings, _ place: TaskPlace) -> ValidationTask {
    var task = ValidationTask(
      catalog: place.input(settings.inputs.catalog), truth: settings.truth)
    task.predicted = settings.predicted
    task.survey = SurveyChoice(settings.survey)
    task.prior = settings.prior.flatMap { ClassPrior($0) }
    task.reportFolder = place.folder
    task.seed = seed
    return task
  }
}
