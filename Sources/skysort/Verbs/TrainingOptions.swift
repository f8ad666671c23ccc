public import ArgumentParser
import Files
import Models
public import Preprocessing
import Tasks

/// What `train` and `retrain` are told alike.
struct TrainingOptions: ParsableArguments {
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
      Table of the labels, joined by identifier or position; the labels in the table itself are \
      then not looked at.
      """)
  var labels: String?

  @Option(help: "Arcseconds within which a position of --labels is a row's.")
  var tolerance = 1.0

  @Option(
    help: """
      Pictures: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: "Settings of labels, pictures, training and a new network: YAML or JSON.")
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

  @Option(
    help: """
      Shares of the labels, such as 0.01,0.1,0.5: trainings of their own on each show in the \
      report what more labels are worth.
      """)
  var learningCurve: String?

  func validate() throws {
    try Self.check(
      epochs: epochs, testFraction: testFraction, validationFraction: validationFraction)
    guard MatchTask.tolerances.contains(tolerance) else {
      throw ValidationError("--tolerance must be in 0 to 3600 arcseconds, found \(tolerance).")
    }
  }

  static func check(
    epochs: Int?, testFraction: Double?, validationFraction: Double?
  ) throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be 1 or more.") }
    for (name, share) in [
      ("--test-fraction", testFraction), ("--validation-fraction", validationFraction),
    ] {
      guard let share, !(0..<0.9).contains(share) else { continue }
      throw ValidationError("\(name) must be in 0..<0.9.")
    }
  }

  /// - Parameter kind: Whose recipe is followed where no settings are given.
  func task(_ kind: ModelKind, _ common: CommonOptions) throws -> TrainingTask {
    var task = TrainingTask(table: table, model: output)
    task.survey = SurveyChoice(survey)
    task.label = label
    if let labels {
      var source = LabelSource(table: labels)
      source.tolerance = tolerance
      task.labels = source
    }
    task.images = images
    task.configuration =
      try config.map { try ClassifierConfiguration(path: $0) } ?? ClassifierConfiguration(kind)
    if let epochs { task.configuration.training.setEpochs(epochs) }
    if let split { task.split.strategy = split }
    if let testFraction { task.split.testFraction = testFraction }
    if let validationFraction { task.split.validationFraction = validationFraction }
    task.curveShares = try curveShares()
    task.seed = common.seed
    task.threads = common.threads
    task.reportFolder = report
    task.isWatched = true
    return task
  }
}

extension TrainingOptions {
  private func curveShares() throws -> [Double] {
    try (learningCurve ?? "").split(separator: ",").map { word in
      guard let share = Double(word.trimmingSpaces()), share > 0, share <= 1 else {
        throw ValidationError(
          "--learning-curve takes shares above 0 and up to 1, separated by commas; found '\(word)'."
        )
      }
      return share
    }
  }

  /// A training that needs no labels.
  func autoencodingTask(_ common: CommonOptions) throws -> AutoencodingTask {
    guard labels == nil, learningCurve == nil else {
      throw ValidationError(
        "--labels and --learning-curve do not go with an autoencoder, which learns no labels.")
    }
    var task = AutoencodingTask(table: table, model: output)
    task.survey = SurveyChoice(survey)
    task.label = label
    task.images = images
    if let config { task.configuration = try AutoencoderConfiguration(path: config) }
    if let epochs { task.configuration.training.setEpochs(epochs) }
    if let split { task.split.strategy = split }
    if let testFraction { task.split.testFraction = testFraction }
    if let validationFraction { task.split.validationFraction = validationFraction }
    task.seed = common.seed
    task.threads = common.threads
    task.reportFolder = report
    task.isWatched = true
    return task
  }
}

extension SplitStrategy: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
