import Files
import Latent
public import Tables

/// Adds to a latent table where its rows lie on maps, how strange they are, and which lie together.
public struct ProjectionTask: Sendable {
  public var input: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  public var output: String
  /// Columns of numbers that make the space, and differences of two such as `g-r`; the embedding
  /// where `nil`.
  public var columns: [String]?
  public var projections = Projection.usual
  /// Points that count as near, for the map and for the distance to them.
  public var neighbours = 15
  /// How close together points may come on the map, in units of its scale.
  public var minimumDistance = 0.1
  /// Principal components to write.
  public var components = 3
  public var survey = SurveyChoice.recognised
  /// The column of classes, which only the report looks at; the survey's own where `nil`.
  public var label: String?
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  public var seed: UInt64 = 0
  public var threads = 1

  public init(input: String, output: String) {
    self.input = input
    self.output = output
  }

  /// What `project` prints.
  public struct Outcome: Sendable, Encodable {
    public let rows: Int
    /// Rows with every number of the space.
    public let points: Int
    /// Numbers of a point.
    public let width: Int
    public let columns: [String]
    public let figures: ProjectionFigures
    public let output: OutputFile
    public let report: String?
  }

  private static let chunkRows = 65_536

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) throws -> Outcome {
    try check()
    let space = try space()
    let found = try LatentProjections(task: self, space: space)
      .columns(progress: progress, interruption: interruption)
      .renamed(besides: space.schema.names)
    let reader = try openTable()
    let writer = try TableFile.create(
      output, copying: reader, adding: found.columns.map(\.info),
      header: [HeaderEntry("SKYTOOL", .text(Version.tool), comment: "projected by")],
      history: ["Projected by \(Version.tool), seed \(seed)."])
    while let chunk = try reader.next(maximumRows: Self.chunkRows) {
      try interruption.check()
      let rows = chunk.firstRow..<chunk.firstRow + chunk.rowCount
      try writer.append(writer.encoder.encode(chunk, adding: found.table(rows)))
    }
    let written = try OutputFile(writer.finish())
    let report = try reportFolder.map { folder in
      try ProjectionReport(task: self, space: space, found: found).write(to: folder)
    }
    return Outcome(
      rows: space.rowCount, points: space.points.rows, width: space.points.columns,
      columns: found.columns.map(\.info.name), figures: found.figures,
      output: written, report: report)
  }

  private func openTable() throws(SkysortError) -> any TableReader {
    try TableFile.open(input, hdu: hdu, wanted: LatentSpace.wanted(columns))
  }

  /// The points, with the columns that the report looks at.
  private func space() throws -> LatentSpace {
    let schema = try openTable().schema
    if let label, schema[label] == nil {
      throw SkysortError(
        path: input, problem: "has no column '\(label)' of classes",
        fix: "Its columns are \(schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
    let own = try survey.recognise(schema, path: input, needsPhotometry: false).columns.classColumn
    return try LatentSpace(
      input, hdu: hdu, names: columns, survey: survey,
      others: LatentProjections.otherColumns + [label ?? own].compactMap(\.self))
  }

  private func check() throws {
    let problem: (String, String)? =
      !(2...200).contains(neighbours)
      ? ("is to be mapped with \(neighbours) neighbours", "Ask for 2 to 200.")
      : !(0...1).contains(minimumDistance)
        ? ("is to be mapped with a distance of \(minimumDistance)", "Ask for 0 to 1.")
        : !(1...100).contains(components)
          ? ("is to get \(components) principal components", "Ask for 1 to 100.") : nil
    guard let (problem, fix) = problem else { return }
    throw SkysortError(path: input, problem: problem, fix: fix, exitCode: .usage)
  }
}
