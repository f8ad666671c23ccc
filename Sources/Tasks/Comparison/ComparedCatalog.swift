import Evaluation
import Files
import Models
import Preprocessing
import Sky
import Tables

/// One labelled catalog of a comparison, as its file has it.
struct ComparedCatalog {
  let path: String
  let sha256: String
  /// Of how the table was read.
  let warnings: [String]
  /// What the table's header says.
  let header: [HeaderEntry]
  let table: Table
  /// Of all its columns.
  private let schemaNames: [String]
  let roles: CatalogRoles
  /// Columns that identify its rows as its own survey has it; empty where none was recognised.
  let recognisedIdentifier: [String]
  /// `nil` where there are no columns of positions.
  let points: SkyPoints?
  /// By row; `nil` where the row has no class.
  let predicted: [String?]
  /// By row; `nil` where the catalog has no such column.
  let truth: [String?]?
  /// `nil` where the catalog tells none.
  let magnitude: LabelledPredictions.Measurement?
  /// By the column's ending: `p_star`.
  private let probabilities: [String: [Float]]
  let images: ImageSourceChoice
  /// Of its rows with a true class; `nil` where no model is at hand that knows its rows.
  let trainedOn: RowsTrainedOn?
  /// Whether only some of its rows are compared.
  let isConditioned: Bool

  var rowCount: Int { table.rowCount }

  /// Where in a table to find what is compared.
  struct Choices {
    var hdu: HDUSelection?
    var truth: String?
    var predicted: String?
    var magnitude: String?
    var images: String?
    var survey = SurveyChoice.recognised
    /// Which rows are compared; all where `nil`, and where the catalog lacks its columns.
    var condition: RowCondition?
  }

  /// - Parameter named: Columns that identify rows; the recognised ones where `nil`.
  /// - Throws: `SkysortError` where the table has no classes.
  init(path: String, choices: Choices, identifiedBy named: String? = nil) throws {
    var asked = [choices.truth, choices.predicted, choices.magnitude].compactMap(\.self)
    asked += choices.condition?.columnNames ?? []
    let reader = try TableFile.open(path, hdu: choices.hdu, wanted: asked)
    let names = reader.schema.names
    let columns = try choices.survey.recognise(
      reader.schema, path: path, needsPhotometry: false
    ).columns
    let roles = CatalogRoles(reader.schema)
    let known = columns.identifierScope + [columns.identifier].compactMap { $0 }
    let own = named.map { MatchSide.columns($0, reader.schema) } ?? known
    let position = [
      columns.rightAscension ?? roles.columns.rightAscension,
      columns.declination ?? roles.columns.declination,
    ].compactMap { $0 }
    let condition = choices.condition.flatMap { $0.isKnown(in: reader.schema) ? $0 : nil }
    let predictedColumn = try LabelledCatalog.predictedColumn(
      reader, truth: choices.truth, predicted: choices.predicted)
    let model = try CatalogModel.find(of: reader, named: nil, columns: columns)
    let truthColumn = choices.truth.flatMap { names.contains($0) ? $0 : nil }
    let probabilityColumns = LabelledCatalog.probabilityColumns(reader.schema)
    let magnitudeColumn = choices.magnitude.flatMap { names.contains($0) ? $0 : nil }
    images = ImageSourceChoice(choices.images, of: reader, columns)
    var wanted =
      (model?.columnNames ?? []) + own + roles.identifierColumns + position
      + (condition?.columnNames ?? [])
    wanted += [predictedColumn] + [truthColumn, magnitudeColumn].compactMap { $0 }
    wanted += probabilityColumns.map(\.column)
    wanted += RowMeasurements.columnNames(columns)
    wanted += (try? images.source().columnNames) ?? []
    var seen: Set<String> = []
    var counters = LabelledCatalog.counters([truthColumn, predictedColumn], path: path)
    let whole = try TableFile.read(
      reader, columns: wanted.filter { names.contains($0) && seen.insert($0).inserted }
    ) { (part) throws(SkysortError) in
      for place in counters.indices { try counters[place].count(part) }
    }
    let table = try condition.map { whole.selecting(try $0.rows(of: whole)) } ?? whole

    self.path = path
    warnings = reader.warnings.map { "\(path): \($0)" }
    header = reader.schema.metadata
    schemaNames = names
    self.table = table
    sha256 = try Digest.sha256(ofFile: path)
    self.roles = roles
    recognisedIdentifier = own
    isConditioned = condition != nil
    let places = position.count == 2 ? position.compactMap { table[$0] } : []
    points = places.count == 2 ? try? SkyColumns(places[0], places[1], path: path).points : nil
    predicted = try LabelledCatalog.labels(
      table, predictedColumn, option: "--predicted", columns, path: path)
    truth = try truthColumn.map {
      try LabelledCatalog.labels(table, $0, option: "--truth", columns, path: path)
    }
    let evaluated = truth.map { truth in table.selecting(truth.indices.filter { truth[$0] != nil })
    }
    trainedOn = evaluated.flatMap { model?.rowsTrainedOn(of: $0) }
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

  /// What some columns call the rows.
  ///
  /// - Throws: `SkysortError` where they do not identify every row.
  func identifiers(_ columns: [String]) throws -> [String] {
    guard !columns.isEmpty else {
      throw SkysortError(
        path: path,
        problem: "has no column that was recognised as identifier, by which rows are matched",
        fix: "Name it with --identifier. Its columns are \(schemaNames.joined(separator: ", ")).")
    }
    let column = columns.joined(separator: ", ")
    for name in columns where table[name] == nil {
      throw LabelledCatalog.missing(
        name, option: "--identifier", names: schemaNames, path: path)
    }
    let found = columns.compactMap { table[$0] }
    if let floating = found.first(where: \.info.type.isFloatingPoint) {
      throw SkysortError(
        path: path,
        problem: "the column '\(floating.name)' holds floating-point numbers, which cannot hold "
          + "identifiers in full",
        fix: "Name a column of whole numbers or texts with --identifier.")
    }
    guard let keys = SourceKeys(found) else {
      throw SkysortError(
        path: path, problem: "the column '\(column)' holds arrays, not identifiers",
        fix: "Name a column of numbers or texts with --identifier.")
    }
    let check = IdentifierCheck(keys, points: points, tolerance: 1)
    if let (none, count) = check.placeholders.min(by: { $0.key < $1.key }), count > 1 {
      throw SkysortError(
        path: path, problem: "\(count) rows have \(none) in '\(column)', which stands for none",
        fix: "Name a column that every row has with --identifier.")
    }
    let texts = keys.texts.map { $0?.trimmed ?? "" }
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
