import Files
import Images
import Models
import Preprocessing
import Sky
import Tables

/// A classifier's labels and probabilities.
struct ClassOutput: RowOutput {
  let classifier: Classifier

  static let activity = "classification"
  var images: ImageInputs? { classifier.description.images }
  var features: FittedFeatures { classifier.description.features }
  var needsPhotometry: Bool { classifier.description.head.kind.seesPhotometry }

  func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws -> FeatureSource {
    try classifier.source(for: columns, schema: schema, path: path)
  }

  func columns(besides taken: [String]) -> MappedColumns<ClassifiedRows> {
    let columns = CatalogColumns(
      classifier.description.head, besides: taken, hasSpread: classifier.mcDropoutSampleCount > 0)
    return MappedColumns(infos: columns.infos) { columns.table($0) }
  }

  func makeWorker(_ source: FeatureSource) throws -> ClassifierWorker {
    try classifier.makeWorker(source)
  }

  static func rows(
    of table: Table, _ images: (any ImageReader)?, by worker: ClassifierWorker,
    describing onError: @escaping (SkysortError) -> Void
  ) throws -> ClassifiedRows {
    try worker.classify(table, images: images, describing: onError)
  }

  /// Counts over a labelled table.
  struct Tally: RowTally {
    private(set) var rowCount = 0
    /// By class; empty where none are told, or no rows were seen.
    private(set) var classCounts: [Int] = []
    /// By bit of the mask.
    private(set) var flagCounts = [Int](repeating: 0, count: 16)
    /// Rows that seem to be rows the model learned from.
    private(set) var knownRows = 0

    init() {}

    init(_ rows: ClassifiedRows) {
      rowCount = rows.rowCount
      knownRows = rows.knownRows
      classCounts = Array(repeating: 0, count: rows.classCount)
      for best in rows.best { classCounts[Int(best)] += 1 }
      for flags in rows.flags where !flags.isEmpty {
        for bit in QualityFlags.registry where flags.contains(bit.flag) {
          flagCounts[bit.position] += 1
        }
      }
    }

    mutating func add(_ other: Tally) {
      rowCount += other.rowCount
      knownRows += other.knownRows
      if classCounts.isEmpty { classCounts = Array(repeating: 0, count: other.classCounts.count) }
      for index in classCounts.indices { classCounts[index] += other.classCounts[index] }
      for index in flagCounts.indices { flagCounts[index] += other.flagCounts[index] }
    }
  }
}
