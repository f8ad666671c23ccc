import Files
public import Simulation
import Tables

/// Makes a survey with truth: a labelled table to learn from, and a table to classify.
///
/// | file | holds |
/// |---|---|
/// | `labelled.csv` | photometry, `class` and `redshift`, as a spectroscopic sample has them |
/// | `survey.fits` | photometry of other sources, and `true_class` to evaluate by |
public struct SimulationTask: Sendable {
  /// The folder to write to; made where it is not there.
  public var folder: String
  public var configuration = SimulationConfiguration()
  /// Rows of `survey.fits`.
  public var surveyRows = 20_000
  /// Rows of `labelled.csv`.
  public var labelledRows = 20_000

  /// Of one table; more than any survey has.
  public static let rowCounts = 0...10_000_000_000

  public init(folder: String) { self.folder = folder }

  public func run(
    progress: ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) throws -> [OutputFile] {
    for rows in [surveyRows, labelledRows] where !Self.rowCounts.contains(rows) {
      throw SkysortError(
        path: "simulate", problem: "is asked for \(rows) rows",
        fix: "Ask for 0 to \(Self.rowCounts.upperBound) in each table.", exitCode: .usage)
    }
    let sky = try SkySimulation(configuration)
    try Paths.makeFolder(folder)
    let survey = try write(
      "survey.fits", sky, rows: 0..<surveyRows, columns: surveyColumns, progress: progress,
      interruption: interruption)
    let labelled = try write(
      "labelled.csv", sky, rows: surveyRows..<surveyRows + labelledRows,
      columns: SkySimulation.columns.map { ($0.name, $0.name) }, progress: progress,
      interruption: interruption)
    return [labelled, survey]
  }

  /// Without what only spectroscopy tells; the class under another name, to evaluate by.
  private var surveyColumns: [(old: String, new: String)] {
    SkySimulation.columns.map(\.name).filter { $0 != "redshift" }
      .map { ($0, $0 == "class" ? "true_class" : $0) }
  }

  private func write(
    _ name: String, _ sky: SkySimulation, rows: Range<Int>, columns: [(old: String, new: String)],
    progress: ProgressHandler, interruption: Interruption
  ) throws -> OutputFile {
    let part = { (rows: Range<Int>) in sky.makeTable(rows: rows).renaming(columns) }
    let path = Paths.join(folder, name)
    let writer = try TableFile.create(
      path, copying: MemoryTableReader(part(0..<0)), header: sky.header,
      history: ["Made by \(Version.tool); no real sky."])
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 8192) {
      try interruption.check()
      let table = part(start..<min(start + 8192, rows.upperBound))
      let added = Table(columns: [], rowCount: table.rowCount)
      try writer.append(writer.encoder.encode(MemoryChunk(table), adding: added))
      progress(
        .init(
          activity: "making \(name)", completed: start - rows.lowerBound + table.rowCount,
          total: rows.count, unit: "rows"))
    }
    return try OutputFile(writer.finish())
  }
}

extension Table {
  /// The named columns, under new names.
  fileprivate func renaming(_ names: [(old: String, new: String)]) -> Table {
    Table(
      columns: names.compactMap { old, new in
        self[old].map { column in
          var info = column.info
          info.name = new
          return Column(info: info, values: column.values, validity: column.validity)
        }
      }, rowCount: rowCount)
  }
}
