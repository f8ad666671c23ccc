import Files
import Images
import Models
import Preprocessing
import Tables

/// A table with what an autoencoder's training and its report look at.
struct UnlabelledTable {
  let table: Table
  let columns: PhotometryColumns
  /// SHA-256 of the file.
  let digest: String
  let warnings: [String]
  /// `nil` where photometry is learned.
  let pictures: (any PictureSource)?

  init(_ task: AutoencodingTask) throws {
    let reader = try TableFile.open(task.table)
    let wantsPictures = task.images != nil || task.configuration.statesPictures
    let recognition = try task.survey.recognise(
      reader.schema, path: task.table, needsPhotometry: false)
    var columns = recognition.columns
    if let label = task.label { columns.classColumn = label }
    if let label = columns.classColumn, reader.schema[label] == nil {
      if task.label != nil {
        throw TaskError(
          subject: task.table, problem: "has no column '\(label)' of labels",
          fix: "An autoencoder needs none; leave --label away.", exitCode: .usage)
      }
      columns.classColumn = nil
    }
    pictures =
      wantsPictures || columns.bands.isEmpty
      ? try PictureChoice(task.images, of: reader, columns).source() : nil
    // Rows that nothing else tells apart are told apart by their pictures.
    if columns.identifier == nil { columns.identifier = pictures?.columnNames.first }
    table = try TableFile.read(
      reader,
      columns: Self.columnNames(
        reader.schema, columns, task: task, pictures: pictures?.columnNames ?? []))
    digest = try Digest.sha256(ofFile: task.table)
    self.columns = columns
    var statistics = TableStatistics(table.schema, photometry: columns)
    statistics.observe(table)
    try statistics.checkDegrees(path: task.table)
    let suspects = statistics.suspectedSentinels(columns).map(\.description)
    warnings = (reader.warnings + suspects).map { "\(task.table): \($0)" }
  }

  /// Where a model sees some rows, end to end; `nil` where it does not look at pictures.
  func embeddings(of chosen: [Int], by embedder: Embedder) throws -> [Float]? {
    guard let pictures else { return nil }
    let reader = ChosenPictures(reader: try pictures.reader(of: table, firstRow: 0), rows: chosen)
    let source = try embedder.source(for: columns, schema: table.schema, path: embedder.path)
    return try embedder.makeWorker(source).encode(table.selecting(chosen), pictures: reader)
      .embeddings
  }

  /// Pictures of some rows as those of a table of them.
  private struct ChosenPictures: PictureReader {
    let reader: any PictureReader
    let rows: [Int]

    func picture(ofRow row: Int) throws(ImageError) -> Picture? {
      try reader.picture(ofRow: rows[row])
    }
  }

  /// What the table says its rows are; nobody learns it.
  var classes: RowClasses { RowClasses(table, columns: columns, label: nil) }

  private static func columnNames(
    _ schema: TableSchema, _ columns: PhotometryColumns, task: AutoencodingTask,
    pictures: [String]
  ) -> [String] {
    var names = RowMeasurements.columnNames(columns) + task.extraFeatures + pictures
    names += [columns.identifier, columns.reddening, columns.classColumn].compactMap { $0 }
    for band in columns.bands {
      names += [band.errorColumn, band.extinctionColumn, band.transmissionColumn]
        .compactMap { $0 }
    }
    names += columns.quality.map(\.column)
    if case .column(let name) = task.split.strategy { names.append(name) }
    var seen: Set<String> = []
    return names.filter { schema[$0] != nil && seen.insert($0).inserted }
  }
}
