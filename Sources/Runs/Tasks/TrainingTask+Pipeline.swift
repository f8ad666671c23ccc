import Learning
import Models
import Preprocessing
import Reports
import Settings
import Tables
import Tasks

/// Settings of a model that a pipeline can train.
protocol PipelineConfiguration: ModelConfiguration, SettingGroup {
  /// What is said of its training alone.
  static var trainingSettings: [Setting<TrainingTask<Self>>] { get }
  static var trainingInputs: [Setting<TrainingTask<Self>>] { get }
  /// Whether images are looked at.
  var seesImages: Bool { get }
  static func execute(
    _ task: TrainingTask<Self>, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult
}

extension TrainingTask: PipelineTask, TableReading, TableDividing
where Configuration: PipelineConfiguration {
  init() { self.init(table: "", model: "model.safetensors", configuration: Configuration()) }

  static var inputSettings: [Setting<TrainingTask>] {
    [
      .text("table", \.table, "The table to learn from.").required,
      .text("images", \.images, "A column of names, a folder, or a file of cutouts."),
    ] + Configuration.trainingInputs
  }

  static var settings: [Setting<TrainingTask>] {
    [
      .part("model", \.configuration, "What --config says of the model."),
      .reading(
        "epochs", .count(TrainingConfiguration.epochCounts), "Passes over the training rows."
      ) {
        $0.configuration.training.setEpochs($1)
      },
      .text("label", \.label, "The column of classes."),
      .texts("features", \.extraFeatures, "Columns to learn from besides the photometry."),
      .texts("bands", \.bands, "The bands to learn from; all by default."),
      .seed("seed", \.seed, "Seed of everything random; the run's by default."),
    ] + Setting.divisionChoices + Setting.tableChoices + Configuration.trainingSettings
  }

  var imageTable: (path: String, hdu: HDUSelection?, images: String?)? {
    configuration.seesImages ? (table, hdu, images) : nil
  }

  mutating func move(to place: TaskPlace) {
    table = place.input(table)
    images = images.map(place.input)
    base = base.map(place.input)
    model = place.output(model)
    seed = place.seed ?? seed
    threads = place.threads
    resumes = true
    reportFolder = place.folder
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    try await Configuration.execute(self, progress: progress, interruption: interruption)
  }
}

extension ClassifierConfiguration: PipelineConfiguration {
  static let trainingInputs: [Setting<TrainingTask<Self>>] = [
    .text("model", \.base, "A model to go on from.")
  ]
  static let trainingSettings: [Setting<TrainingTask<Self>>] = [
    .truth("allow_leak", \.allowsLeaks, "Whether columns that tell the class may be learned from."),
    .part(
      "learning_curve", \.curveFractions,
      "Fractions of the labels on which trainings of their own show what more labels are worth."),
  ]

  var seesImages: Bool { kind.seesImages }

  static func execute(
    _ task: TrainingTask<Self>, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try await task.run(progress: progress, interruption: interruption)
    var result = TaskResult(warnings: outcome.warnings)
    result.summary = outcome.test.map { "test accuracy \(Numeral.figure($0.accuracy))" } ?? ""
    result.metrics["validation_accuracy"] = outcome.validation?.accuracy
    result.metrics["validation_log_loss"] = outcome.validation?.logLoss
    result.metrics["accuracy"] = outcome.test?.accuracy
    result.metrics["log_loss"] = outcome.test?.logLoss
    return result
  }
}

extension AutoencoderConfiguration: PipelineConfiguration {
  static let trainingInputs: [Setting<TrainingTask<Self>>] = []
  static let trainingSettings: [Setting<TrainingTask<Self>>] = []

  var seesImages: Bool { true }

  static func execute(
    _ task: TrainingTask<Self>, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try await task.run(progress: progress, interruption: interruption)
    var result = TaskResult(warnings: outcome.warnings)
    result.summary =
      outcome.test.map { "reconstruction error \(Numeral.figure($0.meanSquaredError))" } ?? ""
    result.metrics["reconstruction_error"] = outcome.test?.meanSquaredError
    result.metrics["pca_baseline_ratio"] = outcome.pcaBaseline?.ratio
    return result
  }
}
