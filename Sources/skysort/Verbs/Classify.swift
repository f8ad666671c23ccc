import ArgumentParser
import Numbers
import Tasks

struct Classify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Labels tables with a trained model.",
    discussion: """
      Every input column is kept as it is; behind them come class, a probability per class, \
      p_max, class_flags (0 where nothing is doubtful) and ood_score. Where the input has a \
      column of such a name, ours becomes skysort_NAME.

        skysort classify --model m.safetensors survey.fits -o catalog.fits

      Of several inputs, those that cannot be read are named in the end, with exit code 65, and \
      the others are classified; --resume does the rest.
      """)

  @Option(help: "A model file of `skysort train`.")
  var model: String

  @Argument(help: "Tables (FITS, CSV, TSV, ECSV; .gz and .bz2 too), or folders of them.")
  var inputs: [String]

  @Option(
    name: [.short, .customLong("output")],
    help: "Catalog; its ending picks the format. For several inputs, a folder.")
  var output: String

  @Option(help: "Survey whose conventions the tables follow: a name or a YAML file.")
  var survey: String?

  @Option(
    help: """
      Images: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: """
      Images to cut the sources of a catalog out of, with commas between; as BAND=FILE where a \
      file does not tell its band.
      """)
  var bandImages: String?

  @Option(help: "Answers to draw with dropout for each row; their spread becomes p_std.")
  var mcDropoutSamples = 0

  @Option(help: "Re-weight to this mix of classes, as A=0.7,B=0.3.")
  var prior: PriorArgument?

  @Flag(help: "Leave outputs alone that this model has classified already.")
  var resume = false

  @Option(help: "Classify only the i-th of every n inputs.", transform: Self.shard)
  var shard: Shard?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw ValidationError("--shard wants i/n with i from 1 to n, found '\(text)'.")
    }
    return shard
  }

  func validate() throws {
    try ValidationError.check("--mc-dropout-samples", mcDropoutSamples, in: 0...10_000)
    guard images == nil || bandImages == nil else {
      throw ValidationError("--images and --band-images exclude each other.")
    }
    guard !inputs.isEmpty else { throw ValidationError("Name at least one table.") }
  }

  func run() async throws {
    var task = ClassificationTask(model: model, inputs: inputs, output: output)
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.images = images
    task.mcDropoutSamples = mcDropoutSamples
    task.bandImages = bandImages.map(ImageChoice.list) ?? []
    task.prior = prior?.fractions
    if let warning = prior?.warning { common.say(warning) }
    task.threads = common.threads
    task.resumes = resume
    task.shard = shard
    let (progress, finish) = common.progress()
    let signals = SignalWatch(wayOn: "Finished catalogs stay; go on with --resume.")
    try await common.reporting(Self.text) {
      try await task.run(progress: progress, interruption: signals.interruption)
    } finally: { outcome in
      finish()
      for warning in outcome.warnings { common.say("warning: \(warning)") }
    }
  }

  private static func text(_ outcome: ClassificationTask.Outcome) -> String {
    let rate = ProgressLine.grouped(Int(clamping: outcome.rowsPerSecond))
    var lines = ["\(ProgressLine.grouped(outcome.rows)) rows classified, \(rate) rows/s"]
    for (name, count) in outcome.classes.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(name.padding(to: 24)) \(ProgressLine.grouped(count))")
    }
    for (name, count) in outcome.flagged.sorted(by: { $0.key < $1.key }) where count > 0 {
      lines.append("  \("flag \(name)".padding(to: 24)) \(ProgressLine.grouped(count))")
    }
    lines += outcome.outputs.map { "\($0.path)" }
    lines += outcome.reused.map { "\($0) (classified before)" }
    return lines.joined(separator: "\n")
  }
}
