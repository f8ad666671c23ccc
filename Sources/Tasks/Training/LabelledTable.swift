import Files
import Models
import Preprocessing
import Reports
import Tables

/// The training table with everything the training, its report and its checks look at.
struct LabelledTable {
  let table: Table
  let columns: PhotometryColumns
  let reasons: [String]
  /// SHA-256 of the file.
  let digest: String
  let warnings: [String]
  /// `nil` where the kind of model does not look at any.
  let pictures: (any PictureSource)?
  /// Where labels came from another table.
  let labels: JoinedLabels?
  let labelDigest: String?

  init(_ task: TrainingTask) async throws {
    if let label = task.label, task.configuration.questions != nil {
      throw TaskError(
        subject: task.table,
        problem: "shall be learned by its classes in '\(label)' and by answers to questions, and a"
          + " model learns one of them",
        fix: "Leave --label away, or the questions of --config.", exitCode: .usage)
    }
    let reader = try TableFile.open(task.table)
    let kind = task.configuration.kind
    let recognition = try task.survey.recognise(
      reader.schema, path: task.table, needsPhotometry: kind.seesPhotometry)
    var columns = recognition.columns
    if let label = task.label { columns.classColumn = label }
    if task.labels != nil { columns.classColumn = nil }
    pictures =
      kind.seesPictures ? try PictureChoice(task.images, of: reader, columns).source() : nil
    // Rows that nothing else tells apart are told apart by their pictures.
    if columns.identifier == nil { columns.identifier = pictures?.columnNames.first }
    reasons = recognition.reasons
    let own = try TableFile.read(
      reader,
      columns: try Self.columnNames(
        reader.schema, columns, task: task, pictures: pictures?.columnNames ?? []))
    digest = try Digest.sha256(ofFile: task.table)
    let join = try await Self.join(own, columns, task)
    if let join { columns.classColumn = join.column }
    table = join?.table ?? own
    (labels, labelDigest) = (join?.summary, join?.digest)
    self.columns = columns
    var statistics = TableStatistics(table.schema, photometry: columns)
    statistics.observe(table)
    try statistics.checkDegrees(path: task.table)
    let suspects = statistics.suspectedSentinels(columns).map(\.description)
    warnings =
      (reader.warnings + suspects).map { "\(task.table): \($0)" } + (join?.warnings ?? [])
  }

  private static func join(
    _ table: Table, _ columns: PhotometryColumns, _ task: TrainingTask
  ) async throws -> LabelJoin? {
    guard let source = task.labels else { return nil }
    return try await LabelJoin(
      table, columns: columns, path: task.table, source: source, label: task.label,
      threads: task.threads)
  }

  /// The columns the training may look at; those that are not there are left to the training
  /// to complain about.
  private static func columnNames(
    _ schema: TableSchema, _ columns: PhotometryColumns, task: TrainingTask,
    pictures: [String]
  ) throws -> [String] {
    var names = task.configuration.questionnaire?.columns ?? []
    if names.isEmpty { names = [try label(schema, columns, task)].compactMap(\.self) }
    names += RowMeasurements.columnNames(columns) + task.extraFeatures + pictures
    names += [columns.identifier, columns.reddening].compactMap { $0 }
    for band in columns.bands {
      names += [band.errorColumn, band.extinctionColumn, band.transmissionColumn]
        .compactMap { $0 }
    }
    names += columns.quality.map(\.column)
    if case .column(let name) = task.split.strategy { names.append(name) }
    var seen: Set<String> = []
    return names.filter { schema[$0] != nil && seen.insert($0).inserted }
  }

  /// - Returns: `nil` where labels come from another table.
  private static func label(
    _ schema: TableSchema, _ columns: PhotometryColumns, _ task: TrainingTask
  ) throws -> String? {
    if task.labels != nil { return nil }
    guard let label = columns.classColumn, schema[label] != nil else {
      throw TaskError(
        subject: task.table,
        problem: task.label.map { "has no column '\($0)' of labels" }
          ?? "no column of labels was recognised",
        fix: "Name it by --label. Its columns are \(schema.names.joined(separator: ", ")).")
    }
    return label
  }
}
