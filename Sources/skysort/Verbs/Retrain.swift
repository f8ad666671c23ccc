import ArgumentParser
import Models
import Pipelines
import Preprocessing

struct Retrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model on with other labels.",
    discussion: """
      The network and the way it looks at bands and pictures stay those of the model. With the \
      model's own classes all weights are kept to begin with; with others the last layers begin \
      anew. What was learned before, the encoder, learns ten times slower than the rest, or not \
      at all with --freeze encoder.

        skysort retrain --from zoo.safetensors mine.csv --images image -o mine.safetensors
      """)

  enum Freeze: String, ExpressibleByArgument, CaseIterable { case encoder, none }

  @Option(name: .customLong("from"), help: "The model to go on from.")
  var base: String

  @Argument(help: "A labelled table: FITS, CSV, TSV or ECSV; .gz and .bz2 too.")
  var table: String

  @Option(name: [.short, .customLong("output")], help: "Model file to write (.safetensors).")
  var output: String

  @Option(help: "What stays as it is: encoder or none.")
  var freeze = Freeze.none

  @Option(help: "Column of the classes; the survey's own where absent.")
  var label: String?

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(help: "Pictures: a column of paths, a folder, or a file of cutouts.")
  var images: String?

  @Option(help: "Settings of labels, pictures and training: YAML or JSON.")
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

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try Train.check(
      epochs: epochs, testFraction: testFraction, validationFraction: validationFraction)
  }

  func run() async throws { try await Train.run(task(), common) }

  private func task() throws -> TrainingTask {
    var task = TrainingTask(table: table, model: output)
    task.base = base
    task.survey = SurveyChoice(survey)
    task.label = label
    task.images = images
    task.configuration =
      try config.map { try ClassifierConfiguration(path: $0) } ?? ClassifierConfiguration(.cnn)
    switch freeze {
    case .encoder: task.configuration.training.setEncoderRate(0)
    case .none: task.configuration.training.setEncoderRate(0.1, unlessStated: true)
    }
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
