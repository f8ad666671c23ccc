import ArgumentParser
import Numbers
import Reports
import Tasks

struct Encode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes where a trained model sees the rows of a table.",
    discussion: """
      The latent table holds every column of the input and behind them `embedding`, a vector: \
      an autoencoder's code, or what a classifier's last layer stands on. Autoencoders add \
      reconstruction_error. Rows of which the model sees nothing hold NaN.

        skysort encode --model ae.safetensors galaxies.csv --images image -o latent.fits
        skysort project latent.fits -o map.fits
      """)

  @Option(help: "A model file of `skysort train`: an autoencoder or a classifier.")
  var model: String

  @Argument(
    help: "Tables (FITS, CSV, TSV, ECSV; .gz and .bz2 too), or folders of them, or of images.")
  var inputs: [String]

  @Option(
    name: [.short, .customLong("output")],
    help: "Latent table to write (.fits). For several inputs, a folder.")
  var output: String

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(
    help: """
      Images: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: """
      Ways to turn and mirror images: 1, 4 or 8. With more than one, neighbours are alike \
      however they lie; an autoencoder's embedding is then no code that `explore` could draw.
      """)
  var testTimeAugmentation: Int?

  @Flag(help: "Leave outputs alone that this model has made already.")
  var resume = false

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !inputs.isEmpty else { throw ValidationError("Name at least one table.") }
  }

  func run() async throws {
    var task = EncodingTask(model: model, inputs: inputs, output: output)
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.images = images
    task.testTimeAugmentation = testTimeAugmentation
    task.threads = common.threads
    task.resumes = resume
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    try await common.reporting(Self.text) {
      try await task.run(progress: progress, interruption: signals.interruption)
    } finally: { outcome in
      finish()
      for warning in outcome.warnings { common.say("warning: \(warning)") }
    }
  }

  private static func text(_ outcome: EncodingTask.Outcome) -> String {
    let names = outcome.outputs.map(\.path) + outcome.reused.map { "\($0) (made before)" }
    var lines = [
      "\(names.joined(separator: ", ")): \(ProgressLine.grouped(outcome.rows)) rows in "
        + "\(outcome.width) dimensions, \(ProgressLine.grouped(Int(clamping: outcome.rowsPerSecond))) rows/s"
    ]
    if outcome.withoutEmbedding > 0 {
      lines.append("  without embedding  \(ProgressLine.grouped(outcome.withoutEmbedding))")
    }
    if let error = outcome.meanReconstructionError {
      lines.append("  reconstruction     mean squared error \(Numeral.figure(error))")
    }
    return lines.joined(separator: "\n")
  }
}
