import Evaluation
import Files
import Preprocessing
import Sky
import Tables

/// A catalog with predicted and true classes, ours or another's, as predictions to evaluate.
struct LabelledCatalog {
  let predictions: LabelledPredictions
  /// Rows without a true class.
  let unlabelledRows: Int
  let rowCount: Int
  /// Rows that were chosen, with or without classes; all where nothing was chosen.
  let chosenRows: Int
  /// Of the rows evaluated; `nil` where no model is at hand that knows its rows.
  let trainedOn: RowsTrainedOn?
  /// How true classes were named as the predictions name them, where they were not.
  let notes: [String]
  /// Of how the table was read.
  let warnings: [String]
  /// What the table's header says.
  let header: [HeaderEntry]
  /// The column of predicted classes.
  let predictedColumn: String

  /// The columns of a catalog that say what it predicts.
  struct Columns: Equatable {
    let truth: String
    let predicted: String
    /// Column of each class's probability, by the column's ending; empty where there are none.
    let probabilities: [(ending: String, column: String)]
    let flags: String?

    static func == (first: Columns, second: Columns) -> Bool {
      first.names == second.names && first.truth == second.truth
    }

    var names: [String] {
      [truth, predicted] + probabilities.map(\.column) + [flags].compactMap { $0 }
    }
  }

  /// - Parameters:
  ///   - path: A table.
  ///   - hdu: Of a FITS file with several; chosen by its columns where `nil`.
  ///   - truth: The column of true classes.
  ///   - predicted: The column of predicted classes; found by our names where `nil`.
  ///   - condition: Which rows are evaluated; all where `nil`.
  ///   - model: That the catalog was labelled with; looked for beside it where `nil`.
  init(
    path: String, hdu: HDUSelection? = nil, truth: String, predicted: String?,
    survey: SurveyChoice, condition: RowCondition? = nil, model: String? = nil
  ) throws {
    let reader = try TableFile.open(
      path, hdu: hdu,
      wanted: [truth] + [predicted].compactMap(\.self) + (condition?.columnNames ?? []))
    let columns = try Self.columns(reader, truth: truth, predicted: predicted)
    let photometry = try? survey.recognise(reader.schema, path: path).columns
    let described = photometry.map(RowMeasurements.columnNames) ?? []
    try condition?.check(reader.schema, path: path)
    let model = try CatalogModel.find(of: reader, named: model, columns: photometry)
    var seen: Set<String> = []
    let names =
      (columns.names + described + (condition?.columnNames ?? []) + (model?.columnNames ?? []))
      .filter { seen.insert($0).inserted }
    var counters = Self.counters([columns.truth, columns.predicted], path: path)
    let table = try TableFile.read(reader, columns: names) { (part) throws(SkysortError) in
      for place in counters.indices { try counters[place].count(part) }
    }
    try self.init(
      table, columns: columns, photometry: photometry, path: path, condition: condition,
      model: model, warnings: reader.warnings, header: reader.schema.metadata)
  }

  private init(
    _ whole: Table, columns: Columns, photometry: PhotometryColumns?, path: String,
    condition: RowCondition?, model: CatalogModel?, warnings: [String], header: [HeaderEntry]
  ) throws {
    let table = try condition.map { whole.selecting(try $0.rows(of: whole)) } ?? whole
    let predicted = try Self.labels(
      table, columns.predicted, option: "--predicted", photometry, path: path)
    let (truth, notes) = try ClassAliases(
      Set(predicted.compactMap(\.self)), column: columns.predicted
    ).translating(
      Self.labels(table, columns.truth, option: "--truth", photometry, path: path),
      column: columns.truth, path: path)
    self.notes = notes
    (self.warnings, self.header) = (warnings, header)
    predictedColumn = columns.predicted
    let rows = truth.indices.filter { truth[$0] != nil && predicted[$0] != nil }
    let labels = Self.classNames(truth: truth, predicted: predicted, columns: columns)
    let index = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let known = table.selecting(rows)
    var predictions = LabelledPredictions(
      classes: labels, truth: rows.compactMap { truth[$0].flatMap { index[$0] } },
      predicted: rows.compactMap { predicted[$0].flatMap { index[$0] } },
      probabilities: Self.probabilities(known, columns: columns, classes: labels))
    if let photometry { predictions = predictions.describing(known, columns: photometry) }
    predictions.flags = columns.flags.flatMap { known[$0]?.values.int64s }
      .map { $0.map { QualityFlags(rawValue: UInt16(truncatingIfNeeded: $0)) } }
    self.predictions = predictions
    unlabelledRows = table.rowCount - rows.count
    (rowCount, chosenRows) = (whole.rowCount, table.rowCount)
    trainedOn = model?.rowsTrainedOn(of: known)
  }

  // MARK: Columns

  private static func columns(
    _ reader: any TableReader, truth: String, predicted: String?
  ) throws -> Columns {
    let names = reader.schema.names
    guard names.contains(truth) else {
      throw missing(truth, option: "--truth", names: names, path: reader.path)
    }
    let chosen = try predictedColumn(reader, truth: truth, predicted: predicted)
    return Columns(
      truth: truth, predicted: chosen, probabilities: probabilityColumns(reader.schema),
      flags: ours("class_flags", in: names))
  }

  /// The column of predicted classes: as named, or by our names.
  static func predictedColumn(
    _ reader: any TableReader, truth: String?, predicted: String?
  ) throws -> String {
    let names = reader.schema.names
    guard predicted == nil || predicted != truth else {
      throw SkysortError(
        path: reader.path,
        problem: "'\(predicted ?? "")' is asked for as --truth and as --predicted: every row would "
          + "be right, whatever is in it",
        fix: "Name the column of known classes by --truth and that of a model's by --predicted.",
        exitCode: .usage)
    }
    let candidates = predicted.map { [$0] } ?? [CatalogColumns.prefix + "class", "class"]
    guard let chosen = candidates.first(where: { names.contains($0) && $0 != truth }) else {
      throw missing(
        predicted ?? "class", option: "--predicted", names: names, path: reader.path)
    }
    return chosen
  }

  static func missing(
    _ column: String, option: String, names: [String], path: String
  ) -> SkysortError {
    SkysortError(
      path: path, problem: "has no column '\(column)' to use as \(option)",
      fix: "Its columns are \(names.joined(separator: ", ")).")
  }

  /// Our column of this name, under its longer name where the input had taken the short one.
  private static func ours(_ name: String, in names: [String]) -> String? {
    [CatalogColumns.prefix + name, name].first(where: names.contains)
  }

  static func probabilityColumns(
    _ schema: TableSchema
  ) -> [(ending: String, column: String)] {
    let names = schema.columns.filter { $0.isScalar && $0.type.isFloatingPoint }.map(\.name)
    let plain = names.filter { $0.hasPrefix("p_") && $0 != "p_max" }
    let long = names.filter { $0.hasPrefix("\(CatalogColumns.prefix)p_") }
      .filter { $0 != "\(CatalogColumns.prefix)p_max" }
    var columns: [String: String] = [:]
    for name in plain { columns[name] = name }
    for name in long { columns[String(name.dropFirst(CatalogColumns.prefix.count))] = name }
    return columns.sorted { $0.key < $1.key }.map { (ending: $0.key, column: $0.value) }
  }

  // MARK: Values

  /// What counts the classes of a catalog while it is read.
  ///
  /// - Parameter columns: Of true and of predicted classes; `nil` where there is none.
  static func counters(_ columns: [String?], path: String) -> [ClassCounter] {
    zip(columns, ["--truth", "--predicted"]).compactMap { column, option in
      column.map { ClassCounter([$0], option: option, path: path) }
    }
  }

  /// By row, the class that a column names.
  ///
  /// - Throws: `SkysortError` where it tells rows apart.
  static func labels(
    _ table: Table, _ name: String, option: String, _ photometry: PhotometryColumns?, path: String
  ) throws -> [String?] {
    guard let column = table[name], let texts = column.texts() else {
      throw SkysortError(
        path: path, problem: "the column '\(name)' holds arrays, not classes",
        fix: "Name a column of texts or numbers.")
    }
    let names = ClassReading(texts, columns: photometry, nullValue: column.info.nullValue).names
    let found = Set(names.compactMap(\.self)).count
    // A few rows may well be of as many classes.
    if found > ClassLabels.usualLimit {
      try ClassLabels.refuseDiffering(
        found, rows: names.count { $0 != nil }, column: name, option: option, path: path)
    }
    return names
  }

  /// Every class truth or predictions name, and those that only have a probability.
  private static func classNames(
    truth: [String?], predicted: [String?], columns: Columns
  ) -> [String] {
    var names = Set(truth.compactMap { $0 }).union(predicted.compactMap { $0 })
    let covered = Set(names.map(CatalogColumns.probabilityName))
    for (ending, _) in columns.probabilities where !covered.contains(ending) {
      names.insert(ending.dropFirst(2).uppercased())
    }
    return names.sorted()
  }

  /// Shape `[rows, classes]`; `nil` where a class has no probability column.
  private static func probabilities(
    _ table: Table, columns: Columns, classes: [String]
  ) -> [Float]? {
    let byEnding = Dictionary(
      uniqueKeysWithValues: columns.probabilities.map { ($0.ending, $0.column) })
    let values = classes.compactMap { name in
      byEnding[CatalogColumns.probabilityName(of: name)].flatMap { table[$0]?.floats() }
    }
    guard !classes.isEmpty, values.count == classes.count else { return nil }
    return (0..<table.rowCount).flatMap { row in values.map { $0[row] } }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
