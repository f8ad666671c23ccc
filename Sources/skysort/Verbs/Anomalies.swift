import ArgumentParser
import Reports
import Tasks

struct Anomalies: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ranks sources by how strange they are in a latent space.",
    discussion: """
      --by outlier is the mean rank by all that follow; neighbours is the mean distance to the \
      nearest neighbours; isolation is how soon random cuts leave a source alone; reconstruction \
      is how far an autoencoder is off; any other name is a column of numbers. What the table \
      does not hold is computed.

        skysort anomalies latent.fits --count 50 -o strange.fits
      """)

  @Argument(help: "A latent table, or with --columns any table.")
  var input: String

  @Option(help: "What to rank by: outlier, neighbours, isolation, reconstruction, or a column.")
  var by = "outlier"

  @Option(help: "Sources to tell of, the most anomalous first.")
  var count = 100

  @Option(name: [.short, .customLong("output")], help: "Table of them.")
  var output: String?

  @Option(help: "Columns that make the space, with commas between.")
  var columns: String?

  @Option(help: "Points that count as near a point, 2 to 200.")
  var neighbours = 15

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check("--count", count, in: 1...1_000_000_000)
    try ValidationError.check("--neighbours", neighbours, in: 2...200)
  }

  func run() throws {
    var task = AnomalyTask(input: input)
    task.hdu = tables.hdu
    (task.score, task.count, task.output) = (.init(by), count, output)
    (task.columns, task.neighbours) = (Train.list(columns), neighbours)
    (task.survey, task.seed, task.threads) = (SurveyChoice(survey), common.seed, common.threads)
    let outcome = try task.run()
    try common.report(outcome, text: Self.text(outcome))
  }

  private static func text(_ outcome: AnomalyTask.Outcome) -> String {
    let shown = 20
    var lines = [
      "\(ProgressLine.grouped(outcome.ranked)) of \(ProgressLine.grouped(outcome.rows)) rows "
        + "ranked by \(outcome.score)"
    ]
    lines += outcome.anomalies.prefix(shown).map { anomaly in
      "  \("\(anomaly.rank)".padding(to: 5)) "
        + "\((anomaly.identifier ?? "row \(anomaly.row)").padding(to: 32)) "
        + Numeral.figure(Double(anomaly.score))
    }
    if outcome.anomalies.count > shown {
      lines.append("  … \(outcome.anomalies.count - shown) more")
    }
    if let output = outcome.output { lines.append(output.path) }
    return lines.joined(separator: "\n")
  }
}
