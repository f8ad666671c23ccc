public import ArgumentParser
import Files
import Learning
import Models
public import Preprocessing
import Tables
import Tasks

/// What `train` and `retrain` are told alike.
struct TrainingOptions: ParsableArguments {
  @Argument(help: "A labelled table: FITS, CSV, TSV or ECSV; .gz and .bz2 too.")
  var table: String

  @Option(name: [.short, .customLong("output")], help: "Model file to write (.safetensors).")
  var output: String

  @Flag(help: "Replace a file at --output even if it is not a model.")
  var overwrite = false

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(help: "Column of the classes; the survey's own where absent.")
  var label: String?

  @Option(help: "How many classes the labels may name, up to 1000; 50 where absent.")
  var classes: Int?

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
      Images: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: """
      Megabytes of decoded images kept in memory; others wait in a temporary file. The model \
      does not depend on it.
      """)
  var imageMemory = ImageCache.usualMemoryLimit / 1_000_000

  @Option(
    help: "Settings of labels, images, training and a new network: YAML or JSON.")
  var config: String?

  @Option(help: "How rows are held back: random, sky, bright-faint or column:NAME.")
  var split: SplitStrategy?

  @OptionGroup var tables: TableOptions

  @Option(
    name: .customLong("labels-hdu"),
    help: "The table of --labels, where its FITS file holds several.")
  var labelsHDU: HDUSelection?

  @OptionGroup var grouping: GroupingOptions

  @Option(help: "Fraction of the rows held back for the final evaluation.")
  var testFraction: Double?

  @Option(help: "Fraction of the rows that chooses the epoch and calibrates.")
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
      Fractions of the labels, such as 0.01,0.1,0.5: trainings of their own on each show in the \
      report what more labels are worth.
      """)
  var learningCurve: String?

  func validate() throws {
    try Self.check(
      epochs: epochs, testFraction: testFraction, validationFraction: validationFraction)
    guard output.hasSuffix(".safetensors") else {
      throw ValidationError("--output is a model file and must end in .safetensors: \(output).")
    }
    try ValidationError.check(
      "--image-memory", imageMemory, in: 0...1_000_000_000, unit: "megabytes")
    try ValidationError.check("--classes", classes, in: 2...ClassLabels.maximumCount)
    try ValidationError.check(
      "--tolerance", tolerance, in: MatchTask.tolerances, unit: "arcseconds")
  }

  static func check(
    epochs: Int?, testFraction: Double?, validationFraction: Double?
  ) throws {
    try ValidationError.check("--epochs", epochs, in: TrainingConfiguration.epochCounts)
    for (name, fraction) in [
      ("--test-fraction", testFraction), ("--validation-fraction", validationFraction),
    ] {
      guard let fraction, !(0..<0.9).contains(fraction) else { continue }
      throw ValidationError("\(name) must be in 0 to 0.9, but not 0.9, found \(fraction).")
    }
  }

  /// - Parameters:
  ///   - kind: As --model says; `nil` where it says nothing.
  ///   - usual: Whose recipe is followed where nothing is said.
  func task(
    _ kind: ModelKind?, orElse usual: ModelKind = .mlp, _ common: CommonOptions
  ) throws -> TrainingTask<ClassifierConfiguration> {
    var task = try task(configuration(kind, orElse: usual), common)
    if let classes { task.configuration.labels.classes = classes }
    if let labels {
      var source = LabelSource(table: labels)
      (source.tolerance, source.hdu) = (tolerance, labelsHDU)
      task.labels = source
    }
    task.curveFractions = try curveFractions()
    return task
  }

  /// What every kind of model is told alike.
  private func task<Configuration>(
    _ configuration: Configuration, _ common: CommonOptions
  ) throws -> TrainingTask<Configuration> {
    var task = TrainingTask(table: table, model: output, configuration: configuration)
    (task.configurationFile, task.overwrites) = (config, overwrite)
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.label = label
    task.images = images
    if let epochs { task.configuration.training.setEpochs(epochs) }
    if let split { task.split.strategy = split }
    grouping.apply(to: &task.split)
    if let testFraction { task.split.testFraction = testFraction }
    if let validationFraction { task.split.validationFraction = validationFraction }
    task.seed = common.seed
    task.threads = common.threads
    task.imageMemoryLimit = imageMemory * 1_000_000
    task.reportFolder = report
    task.isWatched = true
    return task
  }
}

extension TrainingOptions {
  private func configuration(
    _ kind: ModelKind?, orElse usual: ModelKind
  ) throws -> ClassifierConfiguration {
    guard let config else { return ClassifierConfiguration(kind ?? usual) }
    guard let kind else { return try ClassifierConfiguration(path: config) }
    return try TrainedKind.classifier(kind).settings(config).configuration(path: config)
  }

  private func curveFractions() throws -> [Double] {
    try (learningCurve ?? "").split(separator: ",").map { word in
      guard let fraction = Double(word.trimmingSpaces()), fraction > 0, fraction <= 1 else {
        throw ValidationError(
          "--learning-curve takes fractions above 0 and up to 1, separated by commas; found '\(word)'."
        )
      }
      return fraction
    }
  }

  /// A training that needs no labels.
  func autoencodingTask(
    _ common: CommonOptions
  ) throws -> TrainingTask<AutoencoderConfiguration> {
    guard labels == nil, learningCurve == nil else {
      throw ValidationError(
        "--labels and --learning-curve do not go with an autoencoder, which learns no labels.")
    }
    return try task(
      config.map { try TrainedKind.autoencoder.settings($0).autoencoder(path: $0) }
        ?? AutoencoderConfiguration(), common)
  }
}

/// Which rows are one source, and stay on one side of a split.
struct GroupingOptions: ParsableArguments {
  @Option(help: "Column whose equal values stay on one side of the split.")
  var group: String?

  @Option(help: "Arcseconds within which rows are one source, whose rows stay together; 0: none.")
  var groupRadius: Double?

  func validate() throws {
    guard groupRadius != 0 else { return }
    try ValidationError.check(
      "--group-radius", groupRadius, in: MatchTask.tolerances, unit: "arcseconds")
  }

  var isEmpty: Bool { group == nil && groupRadius == nil }

  func apply(to split: inout SplitOptions) {
    split.groupColumn = group
    if let groupRadius { split.groupRadius = groupRadius }
  }
}

extension SplitStrategy: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
