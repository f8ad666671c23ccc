import ArgumentParser
import Pipelines
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a survey with truth: stars, galaxies and quasars.",
    discussion: """
      Writes DIR/labelled.csv (photometry, class and redshift: what one trains on) and \
      DIR/survey.fits (photometry of other sources, and true_class to judge by).

        skysort simulate -o sky --rows 20000 --labelled 20000
      """)

  @Option(name: [.short, .customLong("output")], help: "Folder to write to.")
  var output: String

  @Option(help: "Rows of survey.fits.")
  var rows = 20_000

  @Option(help: "Rows of labelled.csv.")
  var labelled = 20_000

  @Option(help: "Faintest r magnitude.")
  var faint = 22.0

  @Option(help: "Share of cells not observed, in each band but r.")
  var missing = 0.01

  @Option(help: "Shares of the classes, as STAR=0.5,GALAXY=0.4,QSO=0.1; natural where absent.")
  var mixture: PriorArgument?

  @OptionGroup var common: CommonOptions

  private struct Result: Encodable {
    let outputs: [OutputFile]
    let seed: UInt64
  }

  private static func classes(_ mixture: PriorArgument) throws -> [SourceClass: Double] {
    var shares: [SourceClass: Double] = [:]
    for (name, share) in mixture.fractions {
      guard let sourceClass = SourceClass(rawValue: name.uppercased()) else {
        let known = SourceClass.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--mixture knows \(known), found '\(name)'.")
      }
      shares[sourceClass] = share
    }
    return shares
  }

  func run() throws {
    var task = SimulationTask(folder: output)
    task.surveyRows = rows
    task.labelledRows = labelled
    task.configuration.seed = common.seed
    task.configuration.missingShare = missing
    guard faint > task.configuration.magnitudes.lowerBound else {
      throw ValidationError(
        "--faint must be fainter than \(task.configuration.magnitudes.lowerBound).")
    }
    task.configuration.magnitudes = task.configuration.magnitudes.lowerBound...faint
    task.configuration.mixture = try mixture.map(Self.classes)
    let (progress, finish) = common.progress()
    let outputs = try task.run(progress: progress)
    finish()
    try common.report(
      Result(outputs: outputs, seed: common.seed),
      text: outputs.map { "\($0.path): \(ProgressLine.grouped($0.rows)) rows" }
        .joined(separator: "\n"))
  }
}
