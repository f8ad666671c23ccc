import Files
import Images
import Models
import Parallel
import Preprocessing
import Tables

/// What a trained model says of each row of a table, as columns: labels, or embeddings.
protocol RowOutput: Sendable {
  associatedtype Worker
  associatedtype Rows: Sendable
  associatedtype Tally: RowTally where Tally.Rows == Rows

  /// What is done to a table, for the line of progress.
  static var activity: String { get }
  /// Of the model; `nil` where it does not look at any.
  var images: ImageInputs? { get }
  var needsPhotometry: Bool { get }
  /// Of the model; without any where it looks at images only.
  var features: FittedFeatures { get }

  func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws -> FeatureSource
  /// - Parameter taken: Names of the input's columns.
  func columns(besides taken: [String]) -> MappedColumns<Rows>
  func makeWorker(_ source: FeatureSource) throws -> Worker
  /// - Parameter onError: Gets what is wrong with an image.
  static func rows(
    of table: Table, _ images: (any ImageReader)?, by worker: Worker,
    describing onError: @escaping (SkysortError) -> Void
  ) throws -> Rows
}

/// The columns that a model's output has behind those of its input.
struct MappedColumns<Rows>: Sendable {
  /// In the order of the table.
  let infos: [ColumnInfo]
  /// Their values for some rows.
  let table: @Sendable (Rows) -> Table
}

/// Counts over a mapped table.
protocol RowTally: Sendable {
  associatedtype Rows
  init()
  init(_ rows: Rows)
  var rowCount: Int { get }
  mutating func add(_ other: Self)
}

/// One table on its way through a model.
struct TableMapping<Output: RowOutput> {
  private let output: Output
  private let reader: any TableReader
  private let source: FeatureSource
  /// `nil` where the model does not look at any.
  private let images: (any ImageSource)?
  private let photometry: PhotometryColumns
  /// Of how the columns were understood.
  private let warnings: [String]

  init(_ output: Output, of input: ClassificationInput, survey: SurveyChoice) throws {
    self.output = output
    reader = try input.reader(forImages: output.images != nil)
    let recognition = try survey.recognise(
      reader.schema, path: input.path, needsPhotometry: output.needsPhotometry,
      by: output.features)
    photometry = recognition.columns
    warnings = recognition.warnings.map { "\($0)." }
    source = try output.source(for: photometry, schema: reader.schema, path: input.path)
    images = output.images == nil ? nil : try input.images(of: reader, photometry)
  }

  /// What came of a table.
  struct Result {
    let tally: Output.Tally
    let written: WrittenTable
    /// Of the table, then of images that could not be used.
    let warnings: [String]
  }

  /// Reads, maps and writes chunk by chunk; the output appears at the end.
  func run(
    to path: String, header: [HeaderEntry], history: [String], threads: Int,
    progress: ProgressHandler, interruption: Interruption
  ) async throws -> Result {
    let columns = output.columns(besides: reader.schema.names)
    let writer = try TableFile.create(
      path, copying: reader, adding: columns.infos, header: header, history: history)
    let diagnostics = ImageDiagnostics()
    let workers = ResourcePool { [output, source] () throws(any Error) in
      try output.makeWorker(source)
    }
    let (encoder, images, photometry, input) = (writer.encoder, images, photometry, reader.path)
    let names = source.columnNames + (images?.columnNames ?? [])
    let chunkRows = images == nil ? MappingChunk.rows : MappingChunk.images
    var tally = Output.Tally()
    try await OrderedWork.run(
      width: threads,
      read: { try reader.next(maximumRows: chunkRows) },
      work: { chunk in
        let table = try chunk.decode(names)
        if chunk.firstRow == 0 { try Self.refuseRedshift(photometry, table, path: input) }
        let reader = try images?.reader(of: table, firstRow: chunk.firstRow)
        let rows = try workers.lend { worker throws(any Error) in
          try Output.rows(of: table, reader, by: worker, describing: diagnostics.add)
        }
        return (try encoder.encode(chunk, adding: columns.table(rows)), Output.Tally(rows))
      },
      write: { encoded, part in
        try interruption.check()
        try writer.append(encoded)
        tally.add(part)
        progress(
          .init(
            activity: "\(Output.activity) \(reader.path)", completed: tally.rowCount,
            total: reader.rowCount, unit: "rows"))
      })
    try diagnostics.throwIfAll(of: tally.rowCount)
    let written = try writer.finish()
    return Result(
      tally: tally, written: written,
      warnings: (reader.warnings + warnings + source.notes).map { "\(reader.path): \($0)" }
        + written.warnings.map { "\(path): \($0)" } + diagnostics.summary)
  }

  /// A redshift where the model wants magnitudes would give labels that look right.
  private static func refuseRedshift(
    _ photometry: PhotometryColumns, _ table: Table, path: String
  ) throws(SkysortError) {
    guard let redshift = RedshiftValues(photometry, in: table) else { return }
    throw SkysortError(
      path: path, location: "column \(redshift.column)", problem: redshift.description,
      fix: "Rename it, and add the magnitudes of band z or use a model without that band.")
  }
}

/// How many rows a worker maps at a time.
enum MappingChunk {
  static let rows = 32_768
  /// With images.
  static let images = 256
}
