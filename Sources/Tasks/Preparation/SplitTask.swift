import Files
package import Preprocessing
package import Tables

/// Adds a column that says which rows are for training, validation and test, so that several
/// tasks keep to one division: `split: column:part`.
///
/// The division is the one `train` would make of the same rows and classes with the same seed: a
/// row's part depends on what identifies it, not on its place, rows of one source stay together,
/// and every part gets its share of each class.
package struct SplitTask {
  package let table: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  package var hdu: HDUSelection?
  package let output: String
  package var options = SplitOptions()
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
    let reader = try openTable()
    try check(reader.schema)
    let columns = try survey.recognise(
      reader.schema, path: table, needsPhotometry: options.strategy == .brightFaint
    ).columns
    let split = try division(columns)
    let writer = try TableFile.create(
      output, copying: reader, adding: [info],
      header: [HeaderEntry("SKYTOOL", .text(Version.tool), comment: "divided by")],
      history: ["Divided by \(Version.tool): \(options.strategy), seed \(options.seed)."])
    while let chunk = try reader.next(maximumRows: Self.chunkRows) {
      let rows = chunk.firstRow..<(chunk.firstRow + chunk.rowCount)
      let words = split.parts[rows].map { Optional($0.rawValue) }
      let added = Table(columns: [Column(info: info, values: .string(words.compactMap(\.self)))])
      try writer.append(writer.encoder.encode(chunk, adding: added))
    }
    let written = try writer.finish()
    let counts = SplitPart.allCases.map { ($0, split.rows(of: $0).count) }
    return Outcome(
      rows: Dictionary(counts, uniquingKeysWith: { first, _ in first }),
      warnings: reader.warnings + written.warnings)
  }

  private func openTable() throws(SkysortError) -> any TableReader {
    var wanted = [options.groupColumn].compactMap(\.self)
    if case .column(let name) = options.strategy { wanted.append(name) }
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
      columns.identifierScope + [columns.classColumn, options.groupColumn].compactMap(\.self)
    if case .column(let name) = options.strategy { wanted.append(name) }
    var seen: Set<String> = []
    let rows = try TableFile.read(
      reader,
      columns: wanted.filter { reader.schema[$0] != nil && seen.insert($0).inserted })
    let photometry = try TablePhotometry(rows, columns: columns, path: table)
    let positions = columns.positions(in: rows)
    let identities = RowIdentities(
      rows, columns: columns, magnitudes: photometry.magnitudes,
      groupRadius: options.groupRadius, groupNames: try options.groupNames(in: rows, path: table))
    var words: [String?]?
    if case .column(let name) = options.strategy { words = rows[name]?.texts() }
    return try Splitter(options).split(
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
