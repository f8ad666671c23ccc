import ArgumentParser
import Numbers
import Reports
import Tasks

struct Project: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Adds maps, outlier scores and clusters to a latent table.",
    discussion: """
      pca: pca_1, pca_2, … along the principal components. umap: umap_1, umap_2, a map where \
      neighbours stay neighbours. outliers: knn_distance, isolation_score and outlier_score, \
      0 to 1 by rank. clusters: cluster, −1 for rows in none. som: som_cell, the cell of a \
      self-organizing map. Every column of the input stays. Rows without a place hold NaN.

      The space is the embedding that `skysort encode` wrote, or any columns of numbers:

        skysort project latent.fits -o map.fits
        skysort project survey.csv --columns r,u-g,g-r,r-i,i-z --make umap,som -o map.fits
      """)

  @Argument(help: "A latent table, or with --columns any table.")
  var input: String

  @Option(name: [.short, .customLong("output")], help: "Table to write; its ending is the format.")
  var output: String

  @Option(
    help: "Columns that make the space, with commas between; differences such as g-r count.")
  var columns: String?

  @Option(help: "What to add, with commas between: pca, umap, outliers, clusters, som.")
  var make: String?

  @Option(help: "Points that count as near a point, 2 to 200.")
  var neighbours = 15

  @Option(name: .customLong("min-distance"), help: "How close points may come on the umap, 0 to 1.")
  var minimumDistance = 0.1

  @Option(help: "Principal components to write.")
  var components = 3

  @Option(help: "Column of the classes, for the report; the survey's own where absent.")
  var label: String?

  @Option(help: "Folder for report.html and report.json.")
  var report: String?

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check("--neighbours", neighbours, in: 2...200)
    try ValidationError.check("--min-distance", minimumDistance, in: 0...1)
    try ValidationError.check("--components", components, in: 1...100)
  }

  func run() async throws {
    var task = ProjectionTask(input: input, output: output)
    task.columns = Train.list(columns)
    if let make { task.projections = try Self.projections(make) }
    (task.neighbours, task.minimumDistance) = (neighbours, minimumDistance)
    task.components = components
    (task.label, task.reportFolder) = (label, report)
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    (task.seed, task.threads) = (common.seed, common.threads)
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try task.run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private static func projections(_ text: String) throws -> [Projection] {
    try text.split(separator: ",").map { word in
      guard let projection = Projection(rawValue: String(word)) else {
        let known = Projection.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--make knows \(known); found '\(word)'.")
      }
      return projection
    }
  }

  private static func text(_ outcome: ProjectionTask.Outcome) -> String {
    let figures = outcome.figures
    var lines = [
      "\(outcome.output.path): \(ProgressLine.grouped(outcome.points)) of "
        + "\(ProgressLine.grouped(outcome.rows)) rows in \(outcome.width) dimensions"
    ]
    if let fractions = figures.explainedVarianceRatios {
      let texts = fractions.map { "\(Int(clamping: ($0 * 1000).rounded()) / 10) %" }
      lines.append("  variance explained \(texts.joined(separator: ", "))")
    }
    if let trust = figures.trustworthiness {
      lines.append("  map trustworthy    \(Numeral.figure(trust))")
    }
    if let clusters = figures.clusters {
      lines.append("  clusters           \(clusters)")
    }
    lines.append("  columns            \(outcome.columns.joined(separator: ", "))")
    if let report = outcome.report { lines.append("  report             \(report)") }
    return lines.joined(separator: "\n")
  }
}
