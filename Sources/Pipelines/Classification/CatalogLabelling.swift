import Models
import Preprocessing
import Sky
import Synchronization
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
    let workers = WorkerPool(
      classifier: classifier, source: source, pictures: pictures, complaints: complaints)
    let (encoder, columns) = (writer.encoder, columns)
    let names = source.columnNames + (pictures?.columnNames ?? [])
    let chunkRows =
      pictures == nil ? ClassificationTask.chunkRows : ClassificationTask.chunkPictures
    var tally = CatalogTally(classCount: columns.classes.count)
    try await OrderedWork.run(
      width: threads,
      read: { try reader.next(maximumRows: chunkRows) },
      work: { chunk in
        let rows = try workers.classify(try chunk.decode(names), firstRow: chunk.firstRow)
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

/// Workers that wait to be used again; as many as are at work at once.
private final class WorkerPool: Sendable {
  private let classifier: Classifier
  private let source: FeatureSource
  private let pictures: (any PictureSource)?
  private let complaints: PictureComplaints
  private let idle = Mutex<[Lent]>([])

  init(
    classifier: Classifier, source: FeatureSource, pictures: (any PictureSource)?,
    complaints: PictureComplaints
  ) {
    self.classifier = classifier
    self.source = source
    self.pictures = pictures
    self.complaints = complaints
  }

  func classify(_ table: Table, firstRow: Int) throws -> ClassifiedRows {
    let lent = try idle.withLock { $0.popLast() } ?? Lent(classifier.makeWorker(source))
    defer { idle.withLock { $0.append(lent) } }
    return try lent.worker.classify(
      table, pictures: try pictures?.reader(of: table, firstRow: firstRow),
      tellingOf: complaints.add)
  }

  /// A worker in the hands of one thread at a time: whoever takes it out of the pool is its
  /// only holder until it is put back, and the pool's lock orders one holder after the other.
  private final class Lent: @unchecked Sendable {
    let worker: ClassifierWorker
    init(_ worker: ClassifierWorker) { self.worker = worker }
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
