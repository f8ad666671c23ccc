import Files
import Models
import Preprocessing
public import Tables

/// Writes where a trained model sees the rows of tables: latent tables.
///
/// All columns and rows of an input stay as they are, in their order.
public struct EncodingTask: Sendable {
  /// An autoencoder or a classifier.
  public var model: String
  /// Tables, or folders of tables or of images.
  public var inputs: [String]
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// The latent table, FITS, for text holds no vectors; a folder of them for several inputs.
  public var output: String
  public var survey = SurveyChoice.recognised
  /// Where the images are; see ``ClassificationTask/images``.
  public var images: String?
  /// Ways each image is turned and mirrored, 1, 4 or 8, so that its embedding does not depend on
  /// how it lies; as the model does where `nil`.
  public var testTimeAugmentation: Int?
  public var threads = 1
  /// Leaves outputs alone that this model has made already.
  public var resumes = false

  public init(model: String, inputs: [String], output: String) {
    self.model = model
    self.inputs = inputs
    self.output = output
  }

  /// What `encode` prints.
  public struct Outcome: Sendable, Encodable {
    public internal(set) var rows = 0
    /// Rows of which the model saw nothing.
    public internal(set) var withoutEmbedding = 0
    /// Numbers of an embedding.
    public let width: Int
    /// Over the rows that have one; of autoencoders.
    public var meanReconstructionError: Double? { errorSum.map { $0 / Double(max(1, encoded)) } }
    public internal(set) var seconds = 0.0
    public internal(set) var rowsPerSecond = 0.0
    public internal(set) var outputs: [OutputFile] = []
    /// Outputs that were there already, with ``EncodingTask/resumes``.
    public internal(set) var reused: [String] = []
    /// Of several inputs those that could not be encoded; of a folder of images those that could
    /// not be read, whose rows hold NaN.
    public internal(set) var failed: [FailedInput] = []
    public internal(set) var warnings: [String] = []

    fileprivate var encoded: Int { rows - withoutEmbedding }
    fileprivate var errorSum: Double?

    fileprivate init(width: Int) { self.width = width }

    enum CodingKeys: String, CodingKey {
      case rows, width, seconds, output, outputs, reused, failed, warnings
      case withoutEmbedding = "without_embedding"
      case meanReconstructionError = "mean_reconstruction_error"
      case rowsPerSecond = "rows_per_second"
    }

    /// `output` is the only one.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(rows, forKey: .rows)
      try values.encode(withoutEmbedding, forKey: .withoutEmbedding)
      try values.encode(width, forKey: .width)
      try values.encodeIfPresent(meanReconstructionError, forKey: .meanReconstructionError)
      try values.encode(seconds, forKey: .seconds)
      try values.encode(rowsPerSecond, forKey: .rowsPerSecond)
      if outputs.count == 1 { try values.encode(outputs[0], forKey: .output) }
      try values.encode(outputs, forKey: .outputs)
      try values.encode(reused, forKey: .reused)
      try values.encode(failed, forKey: .failed)
      try values.encode(warnings, forKey: .warnings)
    }
  }

  /// - Throws: ``Incomplete`` where some of several inputs cannot be encoded; the others are. The
  ///   error of the only one.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let start = ContinuousClock.now
    try check()
    let embedder = try Embedder(path: model, testTimeAugmentation: testTimeAugmentation)
    let header = try header(of: embedder)
    let list = try InputList(
      inputs, output: output, shard: nil, takesImages: embedder.images != nil, ending: ".fits")
    if !list.isOfSeveral { try checkEnding() }
    try InputFiles([model, images, survey.file] + list.pairs.map(\.input))
      .refuse(list.pairs.map(\.output))
    var outcome = Outcome(width: embedder.embeddingWidth)
    let made = list.pairs.map(\.output).filter { resumes && Self.isMade($0, header) }
    let done = try await list.forEach(except: Set(made)) { input, output in
      let result = try await TableMapping(
        EmbeddingOutput(embedder: embedder),
        of: ClassificationInput(path: input, images: images, hdu: hdu), survey: survey
      ).run(
        to: output, header: header,
        history: ["Encoded by \(Version.tool) with \(Paths.name(of: model))."],
        threads: threads, progress: progress, interruption: interruption)
      try outcome.add(result)
      return (result.inputCount, result.failed)
    }
    (outcome.reused, outcome.failed) = (done.reused, done.failed)
    outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
    outcome.rowsPerSecond = Double(outcome.rows) / max(outcome.seconds, 1e-9)
    guard outcome.failed.isEmpty else {
      throw Incomplete(outcome: outcome, failed: outcome.failed, count: done.count, unit: "input")
    }
    return outcome
  }

  private func check() throws(SkysortError) {
    guard let testTimeAugmentation, ![1, 4, 8].contains(testTimeAugmentation) else { return }
    throw SkysortError(
      path: inputs.first ?? "encode",
      problem: "is to be looked at in \(testTimeAugmentation) orientations",
      fix: "Ask for 1, 4 or 8.", exitCode: .usage)
  }

  private func checkEnding() throws(SkysortError) {
    guard TableFormat.forWriting(output)?.format != .fits else { return }
    throw SkysortError(
      path: output, problem: "is to be text, which holds no vectors",
      fix: "End its name in .fits.", exitCode: .usage)
  }

  /// Whether a latent table is there that the same model has made.
  private static func isMade(_ path: String, _ header: [HeaderEntry]) -> Bool {
    guard Paths.exists(path), let schema = try? TableFile.open(path).schema else { return false }
    func digest(_ entries: [HeaderEntry]) -> String? {
      entries.last { $0.key == "SKYMSHA" }?.value.description
    }
    let names = [LatentColumns.embedding, CatalogColumns.prefix + LatentColumns.embedding]
    return digest(schema.metadata) == digest(header)
      && names.contains { schema[$0]?.isScalar == false }
  }

  private func header(of embedder: Embedder) throws -> [HeaderEntry] {
    [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "encoded by"),
      HeaderEntry("SKYMODEL", .text(Paths.name(of: model)), comment: "model file"),
      HeaderEntry(
        "SKYMSHA", .text(try Digest.sha256(ofFile: model)), comment: "SHA-256 of the model"),
      HeaderEntry(
        "SKYCSHA", .text(embedder.configurationDigest), comment: "SHA-256 of its settings"),
      HeaderEntry("SKYKIND", .text(embedder.kind), comment: "kind of model"),
      HeaderEntry(
        "SKYTTA", .integer(Int64(embedder.images?.testTimeAugmentation ?? 1)),
        comment: "orientations of each image"),
    ]
  }
}

extension EncodingTask.Outcome {
  fileprivate mutating func add(_ result: TableMapping<EmbeddingOutput>.Result) throws {
    let tally = result.tally
    rows += tally.rowCount
    withoutEmbedding += tally.rowCount - tally.encoded
    if let sum = tally.errorSum { errorSum = (errorSum ?? 0) + sum }
    outputs.append(try OutputFile(result.written))
    warnings += result.warnings
  }
}
