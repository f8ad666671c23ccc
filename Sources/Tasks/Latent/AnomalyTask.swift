import Files
import Latent
public import Tables

/// Ranks the rows of a latent table by how strange they are.
public struct AnomalyTask: Sendable {
  public var input: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// What strangeness is.
  public var score = Score.outlier
  /// Rows to tell of, the most anomalous first.
  public var count = 100
  /// A table of them; none is written where `nil`.
  public var output: String?
  /// Columns that make the space; see ``ProjectionTask/columns``.
  public var columns: [String]?
  /// Points that count as near.
  public var neighbours = 15
  public var survey = SurveyChoice.recognised
  public var seed: UInt64 = 0
  public var threads = 1

  /// A score, large for what is strange.
  public enum Score: Sendable, Hashable {
    /// The mean of the ranks by all the others that there are.
    case outlier
    /// Mean distance to the nearest neighbours.
    case neighbours
    /// How soon random cuts leave a point alone.
    case isolation
    /// How far an autoencoder's reconstruction is off.
    case reconstruction
    /// Any column of the table.
    case column(String)

    /// The column that holds it.
    var columnName: String {
      switch self {
      case .outlier: "outlier_score"
      case .neighbours: "knn_distance"
      case .isolation: "isolation_score"
      case .reconstruction: LatentColumns.reconstructionError
      case .column(let name): name
      }
    }

    public init(_ text: String) {
      switch text {
      case "outlier": self = .outlier
      case "neighbours": self = .neighbours
      case "isolation": self = .isolation
      case "reconstruction": self = .reconstruction
      default: self = .column(text)
      }
    }
  }

  public init(input: String) { self.input = input }

  /// A strange row.
  public struct Anomaly: Sendable, Hashable, Encodable {
    /// From 1.
    public let rank: Int
    /// `nil` where no column tells rows apart.
    public let identifier: String?
    /// Counted from 1.
    public let row: Int
    public let score: Float
  }

  /// What `anomalies` prints.
  public struct Outcome: Sendable, Encodable {
    /// Of the table.
    public let rows: Int
    /// Rows that have a score.
    public let ranked: Int
    public let score: String
    public let anomalies: [Anomaly]
    public let output: OutputFile?
  }

  public func run() throws -> Outcome {
    let name = score.columnName
    let schema = try TableFile.open(input, hdu: hdu, wanted: wanted).schema
    let (values, identifiers) =
      try schema[name] == nil ? computed(name) : written(name, schema)
    let order = values.indices.filter { !values[$0].isNaN }
      .sorted { (values[$1], $0) < (values[$0], $1) }
    let found = order.prefix(count).enumerated().map { place, row in
      Anomaly(
        rank: place + 1, identifier: identifiers?[row], row: row + 1, score: values[row])
    }
    return Outcome(
      rows: values.count, ranked: order.count, score: name, anomalies: found,
      output: try write(found))
  }

  /// The columns by which the table is found among others.
  private var wanted: [String] { [score.columnName] + LatentSpace.wanted(columns) }

  /// Scores and identifiers by row, from the table.
  private func written(_ name: String, _ schema: TableSchema) throws -> ([Float], [String?]?) {
    let identifier = try survey.recognise(schema, path: input, needsPhotometry: false)
      .columns.identifier
    let table = try TableFile.read(
      TableFile.open(input, hdu: hdu, wanted: wanted),
      columns: [name] + [identifier].compactMap(\.self))
    guard let values = table[name]?.floats() else {
      throw SkysortError(
        path: input, problem: "column \(name) holds no single numbers to rank by",
        fix: "Name another with --by.", exitCode: .usage)
    }
    return (values, identifier.flatMap { table[$0]?.texts() })
  }

  /// The same, found out now.
  private func computed(_ name: String) throws -> ([Float], [String?]?) {
    guard [.outlier, .neighbours, .isolation].contains(score) else {
      throw SkysortError(
        path: input, problem: "has no column '\(name)' to rank by",
        fix: "Rank by outlier, neighbours or isolation, or by a column of numbers.",
        exitCode: .usage)
    }
    var task = ProjectionTask(input: input, output: "")
    (task.columns, task.neighbours, task.survey) = (columns, neighbours, survey)
    (task.seed, task.threads, task.projections) = (seed, threads, [.outliers])
    let space = try LatentSpace(
      input, hdu: hdu, names: columns, survey: survey, others: LatentProjections.otherColumns)
    let found = try LatentProjections(task: task, space: space)
      .columns(progress: { _ in }, interruption: Interruption())
    guard let values = found.columns.first(where: { $0.info.name == name })?.values.floats else {
      preconditionFailure("expected a column \(name)")
    }
    return (values, space.identifiers)
  }

  private func write(_ found: [Anomaly]) throws -> OutputFile? {
    guard let output else { return nil }
    let chosen = ChosenRows(
      path: input, hdu: hdu, wanted: wanted, rows: found.map { $0.row - 1 },
      added: [
        Column(
          info: ColumnInfo(
            name: "anomaly_rank", type: .int32, ucd: "meta.number",
            description: "1 for the most anomalous row"),
          values: .int64(found.map { Int64($0.rank) })),
        Column(
          info: ColumnInfo(
            name: "anomaly_score", type: .float, ucd: "stat.value",
            description: "what the rows are ranked by: \(score.columnName)"),
          values: .float(found.map(\.score))),
      ])
    return try chosen.write(
      to: output, history: ["Ranked by \(score.columnName), by \(Version.tool)."])
  }
}
