import Engine
import Evaluation
import Files
import Learning
import Models
import Preprocessing
import Reports
import Settings
import Simulation
import Sky
import Tables
import Tasks

/// Where a task writes, and finds what it reads.
struct TaskPlace {
  let folder: String
  let runFolder: String
  let taskNames: Set<String>
  /// Threads for this task.
  let threads: Int
  /// The run's.
  let seed: UInt64

  /// The path of an input: in another task's folder, or as it is.
  func input(_ path: String) -> String {
    TaskInput(path).task(among: taskNames) == nil ? path : Paths.join(runFolder, path)
  }

  func output(_ name: String) -> String { Paths.join(folder, name) }
}

/// What a task tells of its work, besides its files.
struct TaskResult: Sendable {
  /// The headline for people: `accuracy 0.95 on 400 rows`.
  var summary = ""
  var warnings: [String] = []
  /// Figures to follow from run to run.
  var metrics: [String: Double] = [:]
}

/// Does the work of one task.
struct TaskExecution {
  let place: TaskPlace
  let progress: ProgressHandler
  let interruption: Interruption

  func run(_ work: PipelineEntry.Work) async throws -> TaskResult {
    var result = TaskResult()
    switch work {
    case .simulate(let settings):
      let outputs =
        if let images = try imageSimulation(settings) {
          try await images.run(progress: progress, interruption: interruption)
        } else {
          try simulation(settings).run(progress: progress)
        }
      result.summary = outputs.map { "\($0.rows) rows" }.joined(separator: ", ")
    case .ingest(let settings):
      let outcome = try ingestion(settings).run(progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = "\(outcome.rows) rows, \(outcome.survey)"
      result.metrics["rows"] = Double(outcome.rows)
    case .split(let settings):
      let outcome = try division(settings).run()
      result.warnings = outcome.warnings
      let parts = SplitPart.allCases.map { ($0.rawValue, outcome.rows[$0] ?? 0) }
      result.summary = parts.map { "\($1) \($0)" }.joined(separator: ", ")
      for (name, rows) in parts { result.metrics["\(name)_rows"] = Double(rows) }
    case .detect(let settings):
      let outcome = try detection(settings).run(progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = "\(outcome.sources) sources"
      result.metrics["sources"] = Double(outcome.sources)
    case .cutouts(let settings):
      let outcome = try cutting(settings).run(progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = "\(outcome.sources) sources in \(outcome.bands.joined(separator: ", "))"
      result.metrics["sources"] = Double(outcome.sources)
    case .train(let settings):
      let outcome = try await training(settings).run(
        progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = outcome.test.map { "test accuracy \(Numeral.figure($0.accuracy))" } ?? ""
      result.metrics["validation_accuracy"] = outcome.validation?.accuracy
      result.metrics["validation_log_loss"] = outcome.validation?.logLoss
      result.metrics["accuracy"] = outcome.test?.accuracy
      result.metrics["log_loss"] = outcome.test?.logLoss
    case .classify(let settings):
      let outcome = try await classification(settings).run(
        progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = "\(outcome.rows) rows"
      result.metrics["rows"] = Double(outcome.rows)
    case .validate(let settings):
      let outcome = try validation(settings).run()
      result.summary =
        outcome.metrics.accuracy.value.map { "accuracy \(Numeral.figure($0))" } ?? ""
      result.metrics["accuracy"] = outcome.metrics.accuracy.value
      result.metrics["balanced_accuracy"] = outcome.metrics.balancedAccuracy.value
    case .compare(let settings):
      let outcome = try comparison(settings).run()
      result.summary = "\(outcome.comparison.rows.rowCount) objects"
    case .autoencode(let settings):
      let outcome = try await autoencoding(settings).run(
        progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary =
        outcome.test.map { "reconstruction error \(Numeral.figure($0.meanSquaredError))" } ?? ""
      result.metrics["reconstruction_error"] = outcome.test?.meanSquaredError
      result.metrics["pca_baseline_ratio"] = outcome.pcaBaseline?.ratio
    case .encode(let settings):
      let outcome = try await encoding(settings).run(
        progress: progress, interruption: interruption)
      result.warnings = outcome.warnings
      result.summary = "\(outcome.rows) rows in \(outcome.width) dimensions"
      result.metrics["rows"] = Double(outcome.rows)
      result.metrics["reconstruction_error"] = outcome.meanReconstructionError
    case .project(let settings):
      let outcome = try projection(settings).run(progress: progress, interruption: interruption)
      result.summary = "\(outcome.points) of \(outcome.rows) rows"
      result.metrics["trustworthiness"] = outcome.figures.trustworthiness
    }
    return result
  }
}

extension TaskExecution {
  private func simulation(_ settings: SimulateSettings) -> SimulationTask {
    var task = SimulationTask(folder: place.folder)
    task.surveyRows = settings.rows ?? task.surveyRows
    task.labelledRows = settings.labelled ?? task.labelledRows
    task.configuration.seed = settings.seed ?? place.seed
    task.configuration.missingFraction = settings.missing ?? task.configuration.missingFraction
    let bright = task.configuration.magnitudes.lowerBound
    if let faint = settings.faint { task.configuration.magnitudes = bright...max(bright, faint) }
    return task
  }

  /// - Returns: `nil` where tables are asked for.
  private func imageSimulation(
    _ settings: SimulateSettings
  ) throws -> ImageSimulationTask? {
    guard settings.images != nil || settings.cutouts != nil else { return nil }
    var task = ImageSimulationTask(folder: place.folder)
    task.makesField = settings.images != nil
    try settings.images?.apply(to: &task.configuration)
    task.cutoutCount = settings.cutouts?.count ?? 0
    task.cutoutSide = settings.cutouts?.side ?? task.cutoutSide
    task.configuration.sky.seed = settings.seed ?? place.seed
    task.threads = place.threads
    return task
  }

  /// - Throws: `SkysortError` for a group_radius that is none.
  func training(
    _ settings: TrainSettings
  ) throws(SkysortError) -> TrainingTask<ClassifierConfiguration> {
    var task = TrainingTask(
      table: place.input(settings.inputs.table), model: place.output("model.safetensors"),
      configuration: settings.model ?? ClassifierConfiguration())
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.label = settings.label
    task.images = settings.inputs.images.map(place.input)
    task.base = settings.inputs.model.map(place.input)
    if let epochs = settings.epochs { task.configuration.training.setEpochs(epochs) }
    task.split.strategy = settings.split ?? task.split.strategy
    task.split.groupColumn = settings.group
    task.split.groupRadius = try radius(settings.groupRadius)
    task.split.testFraction = settings.testFraction ?? task.split.testFraction
    task.split.validationFraction =
      settings.validationFraction ?? task.split.validationFraction
    task.extraFeatures = settings.features ?? []
    task.bands = settings.bands
    task.allowsLeaks = settings.allowLeak ?? false
    task.curveFractions = settings.learningCurve ?? []
    task.seed = settings.seed ?? place.seed
    task.threads = place.threads
    task.resumes = true
    task.reportFolder = place.folder
    return task
  }

  private func classification(
    _ settings: ClassifySettings
  ) -> ClassificationTask {
    var task = ClassificationTask(
      model: place.input(settings.inputs.model), inputs: [place.input(settings.inputs.table)],
      output: place.output(settings.output ?? "catalog.fits"))
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.images = settings.inputs.images.map(place.input)
    task.prior = settings.prior
    task.threads = place.threads
    return task
  }

  private func validation(_ settings: ValidateSettings) throws(SkysortError) -> ValidationTask {
    var task = ValidationTask(
      catalog: place.input(settings.inputs.catalog), truth: settings.truth)
    task.predicted = settings.predicted
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.prior = settings.prior.flatMap { ClassPrior($0) }
    if let condition = settings.condition { task.condition = try RowCondition(condition) }
    task.model = settings.inputs.model.map(place.input)
    task.reportFolder = place.folder
    task.seed = place.seed
    return task
  }
}
