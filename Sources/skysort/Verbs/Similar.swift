public import ArgumentParser
import Reports
public import Tasks

struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds the nearest neighbours of sources in a latent space.",
    discussion: """
      The space is the embedding that `skysort encode` wrote, or with --columns any numbers.

        skysort similar latent.fits 587722982274498694 --count 20 -o near.fits
      """)

  @Argument(help: "A latent table, or with --columns any table.")
  var input: String

  @Argument(help: "Identifiers of the sources whose neighbours are wanted.")
  var identifiers: [String] = []

  @Option(help: "A row by its place, from 1, instead of its identifier; may be given again.")
  var row: [Int] = []

  @Option(help: "Neighbours of each source.")
  var count = 10

  @Option(name: [.short, .customLong("output")], help: "Table of the neighbours.")
  var output: String?

  @Option(help: "Columns that make the space, with commas between.")
  var columns: String?

  @Option(help: "How distance is measured: euclidean or cosine.")
  var distance = SimilarityTask.Metric.euclidean

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !identifiers.isEmpty || !row.isEmpty else {
      throw ValidationError("Name a source by its identifier, or by --row.")
    }
    try ValidationError.check("--count", count, in: 1...10_000)
  }

  func run() throws {
    var task = SimilarityTask(input: input)
    task.hdu = tables.hdu
    (task.identifiers, task.rows, task.count) = (identifiers, row, count)
    (task.output, task.columns, task.distance) = (output, Train.list(columns), distance)
    (task.survey, task.threads) = (SurveyChoice(survey), common.threads)
    let outcome = try task.run()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private static func text(_ outcome: SimilarityTask.Outcome) -> String {
    var lines = outcome.results.flatMap { result in
      ["near \(result.identifier ?? "row \(result.row)")"]
        + result.neighbours.map { neighbour in
          "  \((neighbour.identifier ?? "row \(neighbour.row)").padding(to: 32)) "
            + Numeral.figure(Double(neighbour.distance))
        }
    }
    if let output = outcome.output { lines.append(output.path) }
    return lines.joined(separator: "\n")
  }
}

extension SimilarityTask.Metric: ExpressibleByArgument {}
