import Files
import Models
import Parallel
import Preprocessing
import Tables

/// Writes where a trained model sees the rows of a table: the latent table.
///
/// All columns and rows of the input stay as they are, in their order.
public struct EncodingTask: Sendable {
  /// An autoencoder or a classifier.
  public var model: String
  /// A table, or a folder of pictures.
  public var input: String
  /// The latent table; FITS, for text holds no vectors.
  public var output: String
  public var survey = SurveyChoice.recognised
  /// Where the pictures are; see ``ClassificationTask/images``.
  public var images: String?
  /// Ways each picture is turned and mirrored, 1, 4 or 8, so that its embedding does not depend on
  /// how it lies; as the model does where `nil`.
  public var orientations: Int?
  public var threads = 1

  public init(model: String, input: String, output: String) {
    self.model = model
    self.input = input
    self.output = output
  }

  /// What `encode` prints.
  public struct Outcome: Sendable, Encodable {
    public let rows: Int
    /// Rows of which the model saw nothing.
    public let withoutEmbedding: Int
    /// Numbers of an embedding.
    public let width: Int
    /// Over the rows that have one; of autoencoders.
    public let meanReconstructionError: Double?
    public let seconds: Double
    public let rowsPerSecond: Double
    public let output: OutputFile
    public let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case rows, width, seconds, output, warnings
      case withoutEmbedding = "without_embedding"
      case meanReconstructionError = "mean_reconstruction_error"
      case rowsPerSecond = "rows_per_second"
    }
  }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let start = ContinuousClock.now
    if let orientations, ![1, 4, 8].contains(orientations) {
      throw TaskError(
        subject: input, problem: "is to be looked at in \(orientations) orientations",
        fix: "Ask for 1, 4 or 8.", exitCode: .usage)
    }
    guard TableFormat.forWriting(output)?.format == .fits else {
      throw TaskError(
        subject: output, problem: "is to be text, which holds no vectors",
        fix: "End its name in .fits.", exitCode: .usage)
    }
    let embedder = try Embedder(path: model, orientations: orientations)
    let encoding = try TableEncoding(
      embedder, input: LabellingInput(path: input, images: images), survey: survey)
    let (tally, written) = try await encoding.run(
      to: output, header: try header(of: embedder), threads: threads, progress: progress,
      interruption: interruption)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Outcome(
      rows: tally.rows, withoutEmbedding: tally.rows - tally.encoded,
      width: embedder.embeddingWidth, meanReconstructionError: tally.meanError, seconds: seconds,
      rowsPerSecond: Double(tally.rows) / max(seconds, 1e-9), output: try OutputFile(written),
      warnings: encoding.warnings + tally.warnings)
  }

  private static func name(of kind: Embedder.Kind) -> String {
    switch kind {
    case .classifier(let kind): kind.rawValue
    case .autoencoder: "autoencoder"
    }
  }

  private func header(of embedder: Embedder) throws -> [HeaderEntry] {
    [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "encoded by"),
      HeaderEntry("SKYMODEL", .text(Paths.name(of: model)), comment: "model file"),
      HeaderEntry(
        "SKYMSHA", .text(try Digest.sha256(ofFile: model)), comment: "SHA-256 of the model"),
      HeaderEntry("SKYKIND", .text(Self.name(of: embedder.kind)), comment: "kind of model"),
    ]
  }
}

/// One table on its way to a latent table.
private struct TableEncoding {
  private let embedder: Embedder
  private let reader: any TableReader
  private let source: FeatureSource
  /// `nil` where the model does not look at any.
  private let pictures: (any PictureSource)?
  private let columns: LatentColumns

  init(_ embedder: Embedder, input: LabellingInput, survey: SurveyChoice) throws {
    self.embedder = embedder
    reader = try input.reader(forPictures: embedder.pictures != nil)
    let photometry = try survey.recognise(
      reader.schema, path: input.path, needsPhotometry: embedder.features.count > 0
    ).columns
    source = try embedder.source(for: photometry, schema: reader.schema, path: input.path)
    pictures = embedder.pictures == nil ? nil : try input.pictures(of: reader, photometry)
    columns = LatentColumns(embedder, besides: reader.schema.names)
  }

  /// What the user should know of the input.
  var warnings: [String] { (reader.warnings + source.notes).map { "\(reader.path): \($0)" } }

  /// Reads, encodes and writes chunk by chunk; the output appears at the end.
  func run(
    to output: String, header: [HeaderEntry], threads: Int, progress: ProgressHandler,
    interruption: Interruption
  ) async throws -> (EncodingTally, WrittenTable) {
    let writer = try TableFile.create(
      output, copying: reader, adding: columns.infos, header: header,
      history: ["Encoded by \(Version.tool) with \(Paths.name(of: embedder.path))."])
    let complaints = PictureComplaints()
    let workers = ResourcePool { [embedder, source] () throws in try embedder.makeWorker(source) }
    let (encoder, columns, pictures) = (writer.encoder, columns, pictures)
    let names = source.columnNames + (pictures?.columnNames ?? [])
    let chunkRows =
      pictures == nil ? ClassificationTask.chunkRows : ClassificationTask.chunkPictures
    var tally = EncodingTally()
    try await OrderedWork.run(
      width: threads,
      read: { try reader.next(maximumRows: chunkRows) },
      work: { chunk in
        let table = try chunk.decode(names)
        let reader = try pictures?.reader(of: table, firstRow: chunk.firstRow)
        let rows = try workers.lend {
          try $0.encode(table, pictures: reader, tellingOf: complaints.add)
        }
        return (try encoder.encode(chunk, adding: columns.table(rows)), EncodingTally(rows))
      },
      write: { encoded, part in
        try interruption.check()
        try writer.append(encoded)
        tally.add(part)
        progress(
          .init(
            activity: "encoding \(reader.path)", completed: tally.rows, total: reader.rowCount,
            unit: "rows"))
      })
    try complaints.throwIfAll(of: tally.rows)
    tally.warnings = complaints.summary
    return (tally, try writer.finish())
  }
}

/// Counts over a latent table.
private struct EncodingTally: Sendable {
  private(set) var rows = 0
  /// Rows that have an embedding.
  private(set) var encoded = 0
  private var errorSum: Double?
  var warnings: [String] = []

  init() {}

  init(_ part: EmbeddedRows) {
    rows = part.rowCount
    encoded = (0..<part.rowCount).count { part.embedding($0).first?.isNaN == false }
    errorSum = part.reconstructionErrors.map { errors in
      errors.reduce(0) { $1.isNaN ? $0 : $0 + Double($1) }
    }
  }

  var meanError: Double? { errorSum.map { $0 / Double(max(1, encoded)) } }

  mutating func add(_ other: EncodingTally) {
    rows += other.rows
    encoded += other.encoded
    if let sum = other.errorSum { errorSum = (errorSum ?? 0) + sum }
  }
}
