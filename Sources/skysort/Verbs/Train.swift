public import ArgumentParser
public import Models
import Pipelines
public import Preprocessing

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a classifier on a labelled table.",
    discussion: """
      Part of the rows chooses the epoch and calibrates the probabilities, part is held back \
      for the judgement printed at the end. Columns that tell the class (redshift, plate, …) \
      are refused as features unless --allow-leak is given.

        skysort train labelled.csv -o m.safetensors --report report
        skysort train galaxies.csv --model cnn --images image -o m.safetensors
      """)

  @Argument(help: "A labelled table: FITS, CSV, TSV or ECSV; .gz and .bz2 too.")
  var table: String

  @Option(name: [.short, .customLong("output")], help: "Model file to write (.safetensors).")
  var output: String

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(help: "Column of the classes; the survey's own where absent.")
  var label: String?

  @Option(
    help: """
      Kind of model: mlp or logistic for photometry, cnn, cnn-large, vgg or resnet18 for \
      pictures, fused for both.
      """)
  var model: ModelKind?

  @Option(
    help: """
      Pictures: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: "Weights that a resnet18 begins with, as torchvision or timm name them (.safetensors).")
  var weights: String?

  @Option(help: "Columns to use besides the photometry, separated by commas.")
  var features: String?

  @Option(help: "Bands to use, separated by commas; all where absent.")
  var bands: String?

  @Flag(help: "Use features that tell the class; the result is no test of photometry.")
  var allowLeak = false

  @Option(help: "Settings of network and training: YAML or JSON.")
  var config: String?

  @Option(help: "How rows are held back: random, sky, bright-faint or column:NAME.")
  var split: SplitStrategy?

  @Option(help: "Share of the rows held back for the final judgement.")
  var testFraction: Double?

  @Option(help: "Share of the rows that chooses the epoch and calibrates.")
  var validationFraction: Double?

  @Option(help: "Passes over the training rows.")
  var epochs: Int?

  @Option(
    help: """
      Folder for report.html and report.json, and for training.html, which shows the training \
      while it runs.
      """)
  var report: String?

  @Flag(help: "Go on from the checkpoints of a run that was stopped.")
  var resume = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try Self.check(
      epochs: epochs, testFraction: testFraction, validationFraction: validationFraction)
    if weights != nil && model != .resnet18 {
      throw ValidationError("--weights are those of a ResNet-18; add --model resnet18.")
    }
  }

  static func check(
    epochs: Int?, testFraction: Double?, validationFraction: Double?
  ) throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be 1 or more.") }
    if let testFraction, !(0..<0.9).contains(testFraction) {
      throw ValidationError("--test-fraction must be in 0..<0.9.")
    }
    if let validationFraction, !(0..<0.9).contains(validationFraction) {
      throw ValidationError("--validation-fraction must be in 0..<0.9.")
    }
  }

  func run() async throws { try await Self.run(task(), common) }

  static func run(_ task: TrainingTask, _ common: CommonOptions) async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try await task.run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private func task() throws -> TrainingTask {
    var task = TrainingTask(table: table, model: output)
    task.survey = SurveyChoice(survey)
    task.label = label
    task.images = images
    task.weights = weights
    task.configuration =
      try config.map { try ClassifierConfiguration(path: $0) }
      ?? ClassifierConfiguration(model ?? .mlp)
    if let model, model != task.configuration.kind {
      throw ValidationError("--model \(model.rawValue) contradicts --config.")
    }
    if let epochs { task.configuration.training.setEpochs(epochs) }
    if let split { task.split.strategy = split }
    if let testFraction { task.split.testFraction = testFraction }
    if let validationFraction { task.split.validationFraction = validationFraction }
    task.extraFeatures = Self.list(features) ?? []
    task.bands = Self.list(bands)
    task.allowsLeaks = allowLeak
    task.seed = common.seed
    task.threads = common.threads
    task.resumes = resume
    task.reportFolder = report
    task.isWatched = true
    return task
  }

  static func list(_ text: String?) -> [String]? {
    text.map { $0.split(separator: ",").map { String($0).trimmingSpaces } }
  }

  private static func text(_ outcome: TrainingTask.Outcome) -> String {
    var lines = [
      "\(outcome.model.path): \(outcome.kind) for \(outcome.targets.joined(separator: ", "))",
      "  features           \(outcome.features.joined(separator: ", "))",
      "  trained on         \(ProgressLine.grouped(outcome.trainRows)) rows, "
        + "\(ProgressLine.grouped(Int(outcome.samplesPerSecond))) rows/s, "
        + "\(Summary.digits(outcome.seconds)) s",
    ]
    for (name, score) in [("validation", outcome.validation), ("test", outcome.test)] {
      guard let score else { continue }
      lines.append(
        "  \(name.padding(to: 18)) accuracy \(Summary.digits(score.accuracy)), "
          + "log-loss \(Summary.digits(score.logLoss)) on \(ProgressLine.grouped(score.rows)) rows")
    }
    lines += AnswerText.lines(outcome)
    if let report = outcome.report { lines.append("  report             \(report)") }
    return lines.joined(separator: "\n")
  }
}

extension ModelKind: ExpressibleByArgument {}

extension SplitStrategy: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
