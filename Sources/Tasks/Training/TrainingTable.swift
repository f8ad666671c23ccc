import Files
import Images
import Models
import Preprocessing
import Reports
import Tables

/// The table of a training with everything the training, its report and its checks look at.
struct TrainingTable {
  let table: Table
  let columns: PhotometryColumns
  let reasons: [String]
  /// SHA-256 of the file.
  let digest: String
  let warnings: [String]
  /// `nil` where no images are learned from.
  let images: (any ImageSource)?
  /// Where labels came from another table.
  let labels: JoinedLabels?
  let labelDigest: String?

  /// - Parameters:
  ///   - columns: As recognised, with the column of classes that is wanted.
  ///   - targets: Columns that are learned or counted.
  private init<Configuration>(
    _ task: TrainingTask<Configuration>, _ reader: any TableReader, columns: PhotometryColumns,
    recognition: Recognition, images: (any ImageSource)?, targets: [String]
  ) async throws {
    var columns = columns
    // Rows that nothing else tells apart are told apart by their images.
    if columns.identifier == nil { columns.identifier = images?.columnNames.first }
    let joining =
      task.labels == nil
      ? []
      : CatalogRoles(reader.schema, survey: try task.survey.descriptor()).identifierColumns
    let names =
      targets + joining + RowMeasurements.columnNames(columns) + task.extraFeatures
      + (images?.columnNames ?? [])
    let counted =
      Configuration.learnsLabels && task.labels == nil
      ? [columns.classColumn].compactMap(\.self) : []
    let settings = (task.configuration as? ClassifierConfiguration)?.labels ?? LabelSettings()
    var counter = ClassCounter(
      targets.isEmpty ? [] : counted, option: "--label", path: task.table, name: settings.name)
    let own = try TableFile.read(
      reader, columns: Self.columnNames(reader.schema, columns, task.split, after: names)
    ) { (part) throws(SkysortError) in try counter.count(part) }
    digest = try Digest.sha256(ofFile: task.table)
    var join: LabelJoin?
    if let source = task.labels {
      join = try await LabelJoin(
        own, columns: columns, path: task.table, source: source, label: task.label,
        survey: task.survey, threads: task.threads)
    }
    if let join { columns.classColumn = join.column }
    let table = join?.table ?? own
    self.table = table
    let redshift = RedshiftValues(columns, in: table)
    if let redshift { columns = columns.without(redshift) }
    (labels, labelDigest) = (join?.summary, join?.digest)
    (self.columns, reasons, self.images) = (columns, recognition.reasons, images)
    var statistics = TableStatistics(table.schema, photometry: columns)
    statistics.observe(table)
    try statistics.checkDegrees(path: task.table)
    let suspects = statistics.suspectedSentinels(columns).map(\.description)
    let classes = try Self.classWarnings(
      table, columns, schema: reader.schema,
      isLearned: Configuration.learnsLabels
        && join == nil && !targets.isEmpty, path: task.table)
    let findings =
      reader.warnings + recognition.warnings.map { "\($0)." }
      + [redshift].compactMap { $0.map { "\($0)." } } + suspects + classes
    warnings = findings.map { "\(task.table): \($0)" } + (join?.warnings ?? [])
  }

  /// What is to be said of the column of classes, which must tell classes and not rows apart.
  private static func classWarnings(
    _ table: Table, _ columns: PhotometryColumns, schema: TableSchema, isLearned: Bool,
    path: String
  ) throws(SkysortError) -> [String] {
    guard isLearned, let name = columns.classColumn, let column = table[name],
      let texts = column.texts()
    else { return [] }
    let reading = ClassReading(texts, columns: columns, nullValue: column.info.nullValue)
    let found = reading.names.compactMap { $0 }
    let offers = schema.columns.filter { info in
      let lower = info.name.lowercased()
      return info.name != name && info.isScalar
        && ["class", "type", "label", "morph"].contains(where: lower.contains)
    }
    try ClassLabels.refuseDiffering(
      Set(found).count, rows: found.count, column: name, offers: offers.map(\.name), path: path)
    return reading.warnings(column: name, survey: columns.survey)
  }

  /// The columns the training may look at; those that are not there are left to the training
  /// to report about.
  private static func columnNames(
    _ schema: TableSchema, _ columns: PhotometryColumns, _ split: SplitOptions,
    after others: [String]
  ) -> [String] {
    var names = others
    names += [columns.identifier, columns.reddening, split.groupColumn].compactMap { $0 }
    names += columns.identifierScope
    for band in columns.bands {
      names += band.measurementColumns
      names += [band.extinctionColumn, band.transmissionColumn].compactMap(\.self)
    }
    names += columns.quality.map(\.column)
    if case .column(let name) = split.strategy { names.append(name) }
    var seen: Set<String> = []
    return names.filter { schema[$0] != nil && seen.insert($0).inserted }
  }
}

extension TrainingTask {
  /// The table, of a file with several the one that has the columns that are learned from.
  fileprivate func openTable() throws(SkysortError) -> any TableReader {
    let answers = (configuration as? ClassifierConfiguration)?.questionnaire?.columns ?? []
    let labels = labels == nil ? [label].compactMap(\.self) : []
    return try TableFile.open(
      table, hdu: hdu, wanted: labels + answers + extraFeatures + [images].compactMap(\.self))
  }
}

// MARK: Of labels

extension TrainingTable {
  init(_ task: TrainingTask<ClassifierConfiguration>) async throws {
    if let label = task.label, task.configuration.questions != nil {
      throw SkysortError(
        path: task.table,
        problem: "shall be learned by its classes in '\(label)' and by answers to questions, and a"
          + " model learns one of them",
        fix: "Leave --label away, or the questions of --config.", exitCode: .usage)
    }
    let reader = try task.openTable()
    let kind = task.configuration.kind
    let recognition = try task.survey.recognise(
      reader.schema, path: task.table, needsPhotometry: kind.seesPhotometry,
      by: task.baseFeatures)
    var columns = recognition.columns
    if let label = task.label { columns.classColumn = label }
    if task.labels != nil { columns.classColumn = nil }
    let images =
      kind.seesImages ? try ImageSourceChoice(task.images, of: reader, columns).source() : nil
    var targets = task.configuration.questionnaire?.columns ?? []
    if targets.isEmpty {
      targets = [try Self.label(reader.schema, columns, task)].compactMap(\.self)
    }
    try await self.init(
      task, reader, columns: columns, recognition: recognition, images: images,
      targets: targets)
  }

  /// - Returns: `nil` where labels come from another table.
  private static func label(
    _ schema: TableSchema, _ columns: PhotometryColumns,
    _ task: TrainingTask<ClassifierConfiguration>
  ) throws -> String? {
    if task.labels != nil { return nil }
    guard let label = columns.classColumn, schema[label] != nil else {
      throw SkysortError(
        path: task.table,
        problem: task.label.map { "has no column '\($0)' of labels" }
          ?? "no column of labels was recognised",
        fix: "Name it by --label. Its columns are \(schema.names.joined(separator: ", ")).")
    }
    return label
  }
}

// MARK: Of inputs

extension TrainingTable {
  init(_ task: TrainingTask<AutoencoderConfiguration>) async throws {
    let reader = try task.openTable()
    let wantsImages = task.images != nil || task.configuration.statesImages
    let recognition = try task.survey.recognise(
      reader.schema, path: task.table, needsPhotometry: false)
    var columns = recognition.columns
    if let label = task.label { columns.classColumn = label }
    if let label = columns.classColumn, reader.schema[label] == nil {
      if task.label != nil {
        throw SkysortError(
          path: task.table, problem: "has no column '\(label)' of labels",
          fix: "An autoencoder needs none; leave --label away.", exitCode: .usage)
      }
      columns.classColumn = nil
    }
    let images =
      wantsImages || columns.bands.isEmpty
      ? try ImageSourceChoice(task.images, of: reader, columns).source() : nil
    try await self.init(
      task, reader, columns: columns, recognition: recognition, images: images,
      targets: [columns.classColumn].compactMap(\.self))
  }

  /// Where a model sees some rows, end to end; `nil` where it does not look at images.
  func embeddings(of chosen: [Int], by embedder: Embedder) throws -> [Float]? {
    guard let images else { return nil }
    let reader = ChosenImages(reader: try images.reader(of: table, firstRow: 0), rows: chosen)
    let source = try embedder.source(for: columns, schema: table.schema, path: embedder.path)
    return try embedder.makeWorker(source).encode(table.selecting(chosen), images: reader)
      .embeddings
  }

  /// Images of some rows as those of a table of them.
  private struct ChosenImages: ImageReader {
    let reader: any ImageReader
    let rows: [Int]

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      try reader.image(ofRow: rows[row])
    }
  }

  /// What the table says its rows are; nobody learns it.
  var classes: RowClasses { RowClasses(table, columns: columns, label: nil) }
}
