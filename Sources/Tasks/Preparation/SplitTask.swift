import Files
package import Preprocessing
package import Tables

/// Adds a column that says which rows are for training, validation and test, so that several
/// tasks keep to one division: `split: column:part`.
///
/// The division is the one `train` would make of the same rows and classes with the same seed: a
/// row's part depends on what identifies it, not on its place, rows of one source stay together,
/// and every part gets its share of each class.
package struct SplitTask: Sendable {
  package var table: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  package var hdu: HDUSelection?
  package var output: String
  package var split = SplitOptions()
  /// The new column's name.
  package var column = "part"
  package var survey = SurveyChoice.recognised

  package init(table: String, output: String) {
    self.table = table
    self.output = output
  }

  package struct Outcome {
    /// Rows by part.
    package let rows: [SplitPart: Int]
    package let warnings: [String]
  }

  package func run() throws -> Outcome {
    try InputFiles([table, survey.file]).refuse([output])
    let reader = try openTable()
    try check(reader.schema)
    let columns = try survey.recognise(
      reader.schema, path: table, needsPhotometry: split.strategy == .brightFaint
    ).columns
    let division = try division(columns)
    let writer = try TableFile.create(
      output, copying: reader, adding: [info],
      header: [HeaderEntry("SKYTOOL", .text(Version.tool), comment: "divided by")],
      history: ["Divided by \(Version.tool): \(split.strategy), seed \(split.seed)."])
    while let chunk = try reader.next(maximumRows: Self.chunkRows) {
      let rows = chunk.firstRow..<(chunk.firstRow + chunk.rowCount)
      let words = division.parts[rows].map { Optional($0.rawValue) }
      let added = Table(columns: [Column(info: info, values: .string(words.compactMap(\.self)))])
      try writer.append(writer.encoder.encode(chunk, adding: added))
    }
    let written = try writer.finish()
    let counts = SplitPart.allCases.map { ($0, division.rows(of: $0).count) }
    return Outcome(
      rows: Dictionary(counts, uniquingKeysWith: { first, _ in first }),
      warnings: reader.warnings + written.warnings)
  }

  private func openTable() throws(SkysortError) -> any TableReader {
    var wanted = [split.groupColumn].compactMap(\.self)
    if case .column(let name) = split.strategy { wanted.append(name) }
    return try TableFile.open(table, hdu: hdu, wanted: wanted)
  }

  private static let chunkRows = 65_536

  private var info: ColumnInfo {
    ColumnInfo(
      name: column, type: .string, description: "what the row is for",
      width: SplitPart.allCases.map(\.rawValue.utf8.count).max())
  }

  private func division(_ columns: PhotometryColumns) throws -> Split {
    let reader = try openTable()
    var wanted = columns.bands.flatMap(\.measurementColumns)
    wanted += RowMeasurements.columnNames(columns)
    wanted +=
      columns.identifierScope + [columns.classColumn, split.groupColumn].compactMap(\.self)
    if case .column(let name) = split.strategy { wanted.append(name) }
    var seen: Set<String> = []
    let rows = try TableFile.read(
      reader,
      columns: wanted.filter { reader.schema[$0] != nil && seen.insert($0).inserted })
    let photometry = try TablePhotometry(rows, columns: columns, path: table)
    let positions = columns.positions(in: rows)
    let identities = RowIdentities(
      rows, columns: columns, magnitudes: photometry.magnitudes,
      groupRadius: split.groupRadius, groupNames: try split.groupNames(in: rows, path: table))
    var words: [String?]?
    if case .column(let name) = split.strategy { words = rows[name]?.texts() }
    return try Splitter(split).split(
      .init(
        identities: identities, positions: positions,
        magnitude: photometry.referenceMagnitudes, column: words,
        classes: classes(of: rows, columns)),
      path: table)
  }

  /// By row, of which each part gets its share; rows without a class are one more.
  private func classes(of rows: Table, _ columns: PhotometryColumns) -> [Int]? {
    guard let texts = columns.classColumn.flatMap({ rows[$0]?.texts() }) else { return nil }
    let names = texts.map { $0.map { columns.className(of: $0.trimmed) } ?? "" }
    let places = Dictionary(
      zip(Set(names).sorted(), 0...), uniquingKeysWith: { first, _ in first })
    return names.map { places[$0] ?? 0 }
  }

  private func check(_ schema: TableSchema) throws(SkysortError) {
    guard schema[column] == nil else {
      throw SkysortError(
        path: table, problem: "has a column '\(column)' already",
        fix: "Name the new one with 'column', or train with split: column:\(column).")
    }
  }
}
