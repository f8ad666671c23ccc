import Evaluation
import Files
import Models
import Sky
import Tables

/// One labelled catalog of a comparison, as its file has it.
struct ComparedCatalog {
  let path: String
  let sha256: String
  let table: Table
  /// What tells rows apart, by row.
  let identifiers: [String]
  let identifierColumn: String
  /// By row; `nil` where the row has no class.
  let predicted: [String?]
  /// By row; `nil` where the catalog has no such column.
  let truth: [String?]?
  /// `nil` where the catalog tells none.
  let magnitude: LabelledPredictions.Measurement?
  /// By the column's ending: `p_star`.
  private let probabilities: [String: [Float]]
  let images: ImageSourceChoice

  var rowCount: Int { table.rowCount }

  /// Where in a table to find what is compared.
  struct Choices {
    var identifier: String?
    var truth: String?
    var predicted: String?
    var magnitude: String?
    var images: String?
    var survey = SurveyChoice.recognised
  }

  /// - Throws: ``SkysortError`` where the table has no identifier or no classes.
  init(path: String, choices: Choices) throws {
    let reader = try TableFile.open(path)
    let names = reader.schema.names
    let columns = try choices.survey.recognise(
      reader.schema, path: path, needsPhotometry: false
    ).columns
    let identifier = try Self.identifier(choices.identifier ?? columns.identifier, reader)
    let predictedColumn = try LabelledCatalog.predictedColumn(
      reader, truth: choices.truth, predicted: choices.predicted)
    let truthColumn = choices.truth.flatMap { names.contains($0) ? $0 : nil }
    let probabilityColumns = LabelledCatalog.probabilityColumns(reader.schema)
    let magnitudeColumn = choices.magnitude.flatMap { names.contains($0) ? $0 : nil }
    images = ImageSourceChoice(choices.images, of: reader, columns)
    var wanted = [identifier, predictedColumn] + [truthColumn, magnitudeColumn].compactMap { $0 }
    wanted += probabilityColumns.map(\.column)
    wanted += RowMeasurements.columnNames(columns)
    wanted += (try? images.source().columnNames) ?? []
    var seen: Set<String> = []
    let table = try TableFile.read(
      reader, columns: wanted.filter { names.contains($0) && seen.insert($0).inserted })

    self.path = path
    self.table = table
    sha256 = try Digest.sha256(ofFile: path)
    identifierColumn = identifier
    identifiers = try Self.identifiers(table, identifier, path: path)
    predicted = try LabelledCatalog.labels(table, predictedColumn, columns, path: path)
    truth = try truthColumn.map {
      try LabelledCatalog.labels(table, $0, columns, path: path)
    }
    magnitude = try Self.magnitude(
      table, named: magnitudeColumn, isAsked: choices.magnitude != nil, columns, path: path)
    probabilities = Dictionary(
      probabilityColumns.compactMap { column in
        table[column.column]?.floats().map { (column.ending, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Shape `[rows, classes]` of some rows; `nil` unless there is a probability for every class
  /// the catalog names. A class that it does not know has none of it.
  func probabilities(of rows: [Int], classes: [String]) -> [Float]? {
    let known = Set(predicted.compactMap { $0 })
    let columns = classes.map { probabilities[CatalogColumns.probabilityName(of: $0)] }
    guard !known.isEmpty, zip(classes, columns).allSatisfy({ $1 != nil || !known.contains($0) })
    else { return nil }
    return rows.flatMap { row in columns.map { $0?[row] ?? 0 } }
  }

  // MARK: Columns

  private static func identifier(
    _ name: String?, _ reader: any TableReader
  ) throws -> String {
    let names = reader.schema.names
    guard let name else {
      throw SkysortError(
        path: reader.path,
        problem: "has no column that was recognised as identifier, by which rows are matched",
        fix: "Name it with --identifier. Its columns are \(names.joined(separator: ", ")).")
    }
    guard names.contains(name) else {
      throw LabelledCatalog.missing(
        name, option: "--identifier", names: names, path: reader.path)
    }
    return name
  }

  private static func identifiers(
    _ table: Table, _ column: String, path: String
  ) throws -> [String] {
    let texts = (table[column]?.texts() ?? []).map { $0?.trimmed ?? "" }
    guard texts.count == table.rowCount else {
      throw SkysortError(
        path: path, problem: "the column '\(column)' holds arrays, not identifiers",
        fix: "Name a column of numbers or texts with --identifier.")
    }
    var rows: [String: Int] = [:]
    for (row, text) in texts.enumerated() {
      guard !text.isEmpty else {
        throw SkysortError(
          path: path, problem: "row \(row + 1) has no identifier in '\(column)'",
          fix: "Name a column that every row has with --identifier.")
      }
      if let first = rows.updateValue(row, forKey: text) {
        throw SkysortError(
          path: path,
          problem: "rows \(first + 1) and \(row + 1) share the identifier \(text) of '\(column)'",
          fix: "Rows are matched by it: keep one of them, or name another with --identifier.")
      }
    }
    return texts
  }

  private static func magnitude(
    _ table: Table, named column: String?, isAsked: Bool, _ columns: PhotometryColumns,
    path: String
  ) throws -> LabelledPredictions.Measurement? {
    guard isAsked else { return RowMeasurements(table, columns: columns).magnitude }
    guard let column else { return nil }
    guard let values = table[column]?.floats() else {
      throw SkysortError(
        path: path, problem: "the column '\(column)' holds no numbers",
        fix: "Name a column of magnitudes with --magnitude.")
    }
    return .init(name: column, values: values)
  }
}
