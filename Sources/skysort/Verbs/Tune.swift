import ArgumentParser
import Evaluation
import Models
import Preprocessing
import Reports
import Runs
import Tasks

struct Tune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Searches settings of a training on the validation rows.",
    discussion: """
      Trials are drawn at random from a space of settings, trained briefly, and the best third \
      of each round is trained anew for longer. Trials are evaluated by their log-loss on the \
      validation rows; the test rows are looked at once, by the best configuration and by the \
      one given. A search that was stopped goes on when it is called again, and ends in the \
      same bytes.

        skysort tune labelled.csv --out tuned --config base.yaml --trials 40
        skysort train labelled.csv --config tuned/best.yaml -o m.safetensors

      A space names settings of --config and what they may be:

        training.learning_rate: {log: [1e-4, 2e-2]}
        hidden: {choice: [[64, 64], [128, 128, 128]]}
        dropout: {uniform: [0, 0.4]}
        training.batch_size: {integer: [64, 512]}
      """)

  @Argument(help: "A labelled table, or a pipeline (.yaml) with a task that trains.")
  var source: String

  @Option(help: "Folder for best.yaml, best.safetensors, tune.json, tune.html and trials.")
  var out = "tuned"

  @Option(help: "Settings and their ranges: YAML; what is usual for the kind where absent.")
  var space: String?

  @Option(help: "Configurations that are drawn.")
  var trials = 40

  @Option(help: "Passes over the training rows in the longest trainings.")
  var epochs: Int?

  @Option(help: "Settings that trials change: YAML or JSON.")
  var config: String?

  @Option(help: "Kind of model, as for train.")
  var model: ModelKind?

  @Option(help: "The pipeline's task to search settings for.")
  var task: String?

  @Option(name: .customLong("run"), help: "Folder of the pipeline's run, for what it reads.")
  var runFolder: String?

  @OptionGroup(title: "Of a table, as for train") var rows: TunedRows

  @OptionGroup var common: CommonOptions

  private var isPipeline: Bool { source.hasSuffix(".yaml") || source.hasSuffix(".yml") }

  func validate() throws {
    try TrainingOptions.check(
      epochs: epochs, testFraction: rows.testFraction,
      validationFraction: rows.validationFraction)
    try ValidationError.check("--trials", trials, in: 1...100_000)
    if isPipeline, !rows.isEmpty || config != nil || model != nil {
      throw ValidationError("A pipeline says itself what is trained on what; leave options of it.")
    }
    if !isPipeline, task != nil || runFolder != nil {
      throw ValidationError("--task and --run are of a pipeline (.yaml).")
    }
  }

  func run() async throws {
    var search =
      isPipeline
      ? try TuningTask(
        pipeline: source, task: task, runFolder: runFolder, folder: out, seed: common.seed,
        threads: common.threads)
      : try ofTable()
    search.space = space
    search.trials = trials
    search.epochs = epochs
    let (progress, finish) = common.progress()
    let signals = SignalWatch(wayOn: "Finished trials stay; run it again to go on.")
    let outcome = try await search.run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private func ofTable() throws -> TuningTask {
    var training = TrainingTask(table: source, model: "", configuration: ClassifierConfiguration())
    rows.apply(to: &training)
    training.seed = common.seed
    training.threads = common.threads
    var search = TuningTask(training, base: try base(), folder: out)
    if let config { search.basePath = config }
    return search
  }

  private func base() throws -> ConfigurationTree {
    guard let config else { return ConfigurationTree(model ?? .mlp) }
    guard let model else { return try ConfigurationTree(path: config) }
    return try TrainedKind.classifier(model).settings(config)
  }

  private static func text(_ outcome: TuningTask.Outcome) -> String {
    let best = outcome.best == 0 ? "the configuration given" : "trial \(outcome.best)"
    var lines = [
      "\(outcome.settings): \(best) of \(outcome.trials) trials, at most \(outcome.epochs) epochs",
      "                     best    given",
      line("validation log-loss", outcome.validationLogLoss, outcome.givenValidationLogLoss),
    ]
    if let test = outcome.test, let given = outcome.givenTest {
      lines += [
        line("test log-loss", test.logLoss.value, given.logLoss.value),
        line("test accuracy", test.accuracy.value, given.accuracy.value),
      ]
    }
    lines += ["  model  \(outcome.model)", "  report \(outcome.report)"]
    return lines.joined(separator: "\n")
  }

  private static func line(_ name: String, _ best: Double?, _ given: Double?) -> String {
    let figures = [best, given].map { $0.map(Numeral.figure) ?? "–" }
    return
      "  \(name.padding(to: 18)) \(figures.map { $0.leftPadding(to: 7) }.joined(separator: "  "))"
  }
}

/// What is read of a table, and which rows play which part.
struct TunedRows: ParsableArguments {
  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(help: "Column of the classes; the survey's own where absent.")
  var label: String?

  @Option(help: "Images: a column of paths, a folder, or a file of cutouts.")
  var images: String?

  @Option(help: "Columns to use besides the photometry, separated by commas.")
  var features: String?

  @Option(help: "Bands to use, separated by commas; all where absent.")
  var bands: String?

  @Option(help: "How rows are held back: random, sky, bright-faint or column:NAME.")
  var split: SplitStrategy?

  @OptionGroup var tables: TableOptions

  @OptionGroup var grouping: GroupingOptions

  @Option(help: "Fraction of the rows held back for the final evaluation.")
  var testFraction: Double?

  @Option(help: "Fraction of the rows that evaluates the trials.")
  var validationFraction: Double?

  var isEmpty: Bool {
    [survey, label, images, features, bands].allSatisfy { $0 == nil } && split == nil
      && testFraction == nil && validationFraction == nil && tables.hdu == nil
      && grouping.isEmpty
  }

  func apply(to task: inout TrainingTask<ClassifierConfiguration>) {
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.label = label
    task.images = images
    task.extraFeatures = Train.list(features) ?? []
    task.bands = Train.list(bands)
    if let split { task.split.strategy = split }
    grouping.apply(to: &task.split)
    if let testFraction { task.split.testFraction = testFraction }
    if let validationFraction { task.split.validationFraction = validationFraction }
  }
}
