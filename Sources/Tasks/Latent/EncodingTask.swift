import Files
import Models
import Preprocessing
public import Tables

/// Writes where a trained model sees the rows of a table: the latent table.
///
/// All columns and rows of the input stay as they are, in their order.
public struct EncodingTask: Sendable {
  /// An autoencoder or a classifier.
  public var model: String
  /// A table, or a folder of images.
  public var input: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// The latent table; FITS, for text holds no vectors.
  public var output: String
  public var survey = SurveyChoice.recognised
  /// Where the images are; see ``ClassificationTask/images``.
  public var images: String?
  /// Ways each image is turned and mirrored, 1, 4 or 8, so that its embedding does not depend on
  /// how it lies; as the model does where `nil`.
  public var testTimeAugmentation: Int?
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
    if let testTimeAugmentation, ![1, 4, 8].contains(testTimeAugmentation) {
      throw SkysortError(
        path: input, problem: "is to be looked at in \(testTimeAugmentation) orientations",
        fix: "Ask for 1, 4 or 8.", exitCode: .usage)
    }
    guard TableFormat.forWriting(output)?.format == .fits else {
      throw SkysortError(
        path: output, problem: "is to be text, which holds no vectors",
        fix: "End its name in .fits.", exitCode: .usage)
    }
    let embedder = try Embedder(path: model, testTimeAugmentation: testTimeAugmentation)
    let mapping = try TableMapping(
      EmbeddingOutput(embedder: embedder),
      of: ClassificationInput(path: input, images: images, hdu: hdu),
      survey: survey)
    let result = try await mapping.run(
      to: output, header: try header(of: embedder),
      history: ["Encoded by \(Version.tool) with \(Paths.name(of: model))."], threads: threads,
      progress: progress, interruption: interruption)
    let tally = result.tally
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Outcome(
      rows: tally.rowCount, withoutEmbedding: tally.rowCount - tally.encoded,
      width: embedder.embeddingWidth, meanReconstructionError: tally.meanError, seconds: seconds,
      rowsPerSecond: Double(tally.rowCount) / max(seconds, 1e-9),
      output: try OutputFile(result.written),
      warnings: result.warnings)
  }

  private func header(of embedder: Embedder) throws -> [HeaderEntry] {
    [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "encoded by"),
      HeaderEntry("SKYMODEL", .text(Paths.name(of: model)), comment: "model file"),
      HeaderEntry(
        "SKYMSHA", .text(try Digest.sha256(ofFile: model)), comment: "SHA-256 of the model"),
      HeaderEntry("SKYKIND", .text(embedder.kind), comment: "kind of model"),
    ]
  }
}
