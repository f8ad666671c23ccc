import Models
import Parallel
import Preprocessing
import Sky
import Tables

/// One table on its way to a labelled catalog.
struct CatalogLabelling {
  private let classifier: Classifier
  private let reader: any TableReader
  private let source: FeatureSource
  /// `nil` where the model does not look at any.
  private let pictures: (any PictureSource)?
  private let columns: CatalogColumns
  private let output: String
  private let header: CatalogHeader

  init(
    classifier: Classifier, input: LabellingInput, output: String, survey: SurveyChoice,
    header: CatalogHeader
  ) throws {
    self.classifier = classifier
    self.output = output
    self.header = header
    let model = classifier.description
    reader = try input.reader(forPictures: model.pictures != nil)
    let photometry = try survey.recognise(
      reader.schema, path: input.path, needsPhotometry: model.kind.seesPhotometry
    ).columns
    source = try classifier.source(for: photometry, schema: reader.schema, path: input.path)
    pictures = model.pictures == nil ? nil : try input.pictures(of: reader, photometry)
    columns = CatalogColumns(
      classifier.description, besides: reader.schema.names,
      hasSpread: classifier.drawCount > 0)
  }

  /// What the user should know of the input.
  var warnings: [String] { (reader.warnings + source.notes).map { "\(reader.path): \($0)" } }

  /// Reads, labels and writes chunk by chunk; the output appears at the end.
  func run(
    threads: Int, progress: ProgressHandler, interruption: Interruption
  ) async throws -> CatalogTally {
    let writer = try TableFile.create(
      output, copying: reader, adding: columns.infos, header: header.entries,
      history: header.history)
    let complaints = PictureComplaints()
    let workers = ResourcePool { [classifier, source] () throws in try classifier.makeWorker(source)
    }
    let (encoder, columns, pictures) = (writer.encoder, columns, pictures)
    let names = source.columnNames + (pictures?.columnNames ?? [])
    let chunkRows =
      pictures == nil ? ClassificationTask.chunkRows : ClassificationTask.chunkPictures
    var tally = CatalogTally(classCount: columns.classes.count)
    try await OrderedWork.run(
      width: threads,
      read: { try reader.next(maximumRows: chunkRows) },
      work: { chunk in
        let table = try chunk.decode(names)
        let reader = try pictures?.reader(of: table, firstRow: chunk.firstRow)
        let rows = try workers.lend {
          try $0.classify(table, pictures: reader, tellingOf: complaints.add)
        }
        let encoded = try encoder.encode(chunk, adding: columns.table(rows))
        return (encoded, CatalogTally(rows))
      },
      write: { encoded, part in
        try interruption.check()
        try writer.append(encoded)
        tally.add(part)
        progress(
          .init(
            activity: "labelling \(reader.path)", completed: tally.rowCount,
            total: reader.rowCount, unit: "rows"))
      })
    try complaints.throwIfAll(of: tally.rowCount)
    tally.warnings = complaints.summary
    tally.written = try writer.finish()
    return tally
  }
}

/// Counts over a labelled table.
struct CatalogTally: Sendable {
  private(set) var rowCount = 0
  private(set) var classCounts: [Int]
  /// By bit of the mask.
  private(set) var flagCounts = [Int](repeating: 0, count: 16)
  var written: WrittenTable?
  /// Of pictures that could not be used.
  var warnings: [String] = []

  init(classCount: Int) { classCounts = Array(repeating: 0, count: classCount) }

  init(_ rows: ClassifiedRows) {
    self.init(classCount: rows.classCount)
    rowCount = rows.rowCount
    for best in rows.best { classCounts[Int(best)] += 1 }
    for flags in rows.flags where !flags.isEmpty {
      for bit in QualityFlags.registry where flags.contains(bit.flag) {
        flagCounts[bit.position] += 1
      }
    }
  }

  mutating func add(_ other: CatalogTally) {
    rowCount += other.rowCount
    for index in classCounts.indices { classCounts[index] += other.classCounts[index] }
    for index in flagCounts.indices { flagCounts[index] += other.flagCounts[index] }
  }
}
