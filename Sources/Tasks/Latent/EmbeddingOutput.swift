import Files
import Images
import Models
import Preprocessing
import Tables

/// Where any model sees rows, and how well it reconstructs them.
struct EmbeddingOutput: RowOutput {
  let embedder: Embedder

  static let activity = "encoding"
  var images: ImageInputs? { embedder.images }
  var features: FittedFeatures { embedder.features }
  var needsPhotometry: Bool { embedder.features.count > 0 }

  func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws -> FeatureSource {
    try embedder.source(for: columns, schema: schema, path: path)
  }

  func columns(besides taken: [String]) -> MappedColumns<EmbeddedRows> {
    let columns = LatentColumns(embedder, besides: taken)
    return MappedColumns(infos: columns.infos) { columns.table($0) }
  }

  func makeWorker(_ source: FeatureSource) throws -> EmbeddingWorker {
    try embedder.makeWorker(source)
  }

  static func rows(
    of table: Table, _ images: (any ImageReader)?, by worker: EmbeddingWorker,
    describing onError: @escaping (SkysortError) -> Void
  ) throws -> EmbeddedRows {
    try worker.encode(table, images: images, describing: onError)
  }

  /// Counts over a latent table.
  struct Tally: RowTally {
    private(set) var rowCount = 0
    /// Rows that have an embedding.
    private(set) var encoded = 0
    /// Of all embedded rows; of autoencoders.
    private(set) var errorSum: Double?

    init() {}

    init(_ part: EmbeddedRows) {
      rowCount = part.rowCount
      encoded = (0..<part.rowCount).count { part.embedding($0).first?.isNaN == false }
      errorSum = part.reconstructionErrors.map { errors in
        errors.reduce(0) { $1.isNaN ? $0 : $0 + Double($1) }
      }
    }

    mutating func add(_ other: Tally) {
      rowCount += other.rowCount
      encoded += other.encoded
      if let sum = other.errorSum { errorSum = (errorSum ?? 0) + sum }
    }
  }
}
