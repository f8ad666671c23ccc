internal import Engine
public import Files
internal import Learning
public import Preprocessing
public import Tables

/// Any trained model as one that says where a row lies: an embedding for each row of a table.
///
///     let embedder = try Embedder(path: "m.safetensors")
///     let source = try embedder.source(for: columns, schema: table.schema, path: "survey.fits")
///     let worker = try embedder.makeWorker(source)
///     let rows = try worker.encode(table, images: reader)
///     rows.embeddings            // [rows.rowCount, rows.width]
///     rows.reconstructionErrors  // by row; nil for classifiers
///
/// An autoencoder gives its code and how far its reconstruction is off. A classifier, of images,
/// photometry or both, gives the numbers in front of its output. Of an ensemble that is the first
/// member's: each member has axes of its own, and putting them side by side would only make the
/// same neighbours dearer.
///
/// Where images are looked at in several orientations, an embedding does not depend on how a
/// image lies: of a classifier it is the mean, of an autoencoder the code's means and then its
/// standard deviations over the orientations, since codes turn with the image. Such an embedding
/// finds better neighbours, but it is not a code any more; see ``isCode``.
///
/// A value to share between threads; each makes itself a worker per table. What a row's embedding
/// is depends on that row only, not on its chunk or on the number of threads.
public struct Embedder: Sendable {
  /// The kind of model that it was made from, as users name it.
  public let kind: String
  /// For messages.
  public let path: String
  /// SHA-256 of the settings that the model was trained with.
  public let configurationDigest: String
  /// The photometry; without features where only images are looked at.
  public let features: FittedFeatures
  /// `nil` where no images are looked at.
  public let images: ImageInputs?
  /// Numbers of an embedding.
  public let embeddingWidth: Int
  /// Numbers that the network gives for one orientation.
  let networkWidth: Int
  /// Whether rows get an error of reconstruction.
  public let reconstructs: Bool
  /// Whether an embedding is an autoencoder's code, which ``Autoencoder/decode(_:)`` takes.
  public var isCode: Bool { reconstructs && embeddingWidth == networkWidth }
  /// Whether embeddings hold standard deviations behind the means.
  var spreads: Bool { embeddingWidth > networkWidth }
  private let samples: any SampleEncoding

  /// Reads a model of any kind and checks that it answers its own examples as when it was written.
  ///
  /// - Parameters:
  ///   - threads: Of each worker.
  ///   - testTimeAugmentation: Ways each image is turned and mirrored, 1, 4 or 8; the model's own where
  ///     `nil`.
  /// - Throws: `SkysortError` naming the file.
  public init(
    path: String, threads: Int = 1, testTimeAugmentation: Int? = nil
  ) throws(SkysortError) {
    let file = try SafetensorsFile(path: path)
    self = try file.modelHead(path: path).embedder(
      of: file, path: path, threads: threads, testTimeAugmentation: testTimeAugmentation)
  }

  /// - Parameters:
  ///   - autoencoder: Its code is the embedding.
  ///   - testTimeAugmentation: As for a file.
  public init(_ autoencoder: Autoencoder, testTimeAugmentation: Int? = nil) {
    (kind, reconstructs) = (autoencoder.description.head.kindName, true)
    path = autoencoder.path
    configurationDigest = autoencoder.description.provenance.configurationDigest
    features = autoencoder.description.features
    images = autoencoder.description.images?.turned(testTimeAugmentation)
    networkWidth = autoencoder.description.head.latent
    embeddingWidth = networkWidth * ((images?.testTimeAugmentation ?? 1) > 1 ? 2 : 1)
    samples = AutoencoderSamples(autoencoder: autoencoder)
  }

  /// - Parameters:
  ///   - model: A classifier.
  ///   - path: Where it is from; for messages.
  ///   - testTimeAugmentation: As for a file.
  public init(
    _ model: ModelFile<AnswerHead>, path: String, threads: Int = 1, testTimeAugmentation: Int? = nil
  ) throws(SkysortError) {
    // Made only to check that the model answers as it did.
    _ = try Classifier(model, path: path, threads: threads)
    (kind, reconstructs) = (model.description.head.kindName, false)
    self.path = path
    configurationDigest = model.description.provenance.configurationDigest
    features = model.description.features
    images = model.description.images?.turned(testTimeAugmentation)
    networkWidth = model.description.head.network.embeddingWidth
    embeddingWidth = networkWidth
    samples = try EmbeddingSamples(model, path: path, threads: threads)
  }

  /// Finds the model's inputs in a table.
  ///
  /// - Parameters:
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  /// - Throws: `SkysortError` naming both sides where they differ.
  public func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(SkysortError) -> FeatureSource {
    try features.modelSource(for: columns, schema: schema, path: path)
  }

  /// A worker for one thread and one table.
  ///
  /// - Parameter source: From ``source(for:schema:path:)``.
  public func makeWorker(_ source: FeatureSource) throws(SkysortError) -> EmbeddingWorker {
    EmbeddingWorker(
      self, samples: try samples.makeWorker(), rowsAtOnce: samples.batchSize, source: source)
  }
}

extension ImageInputs {
  /// The same, looked at in another number of orientations.
  fileprivate func turned(_ testTimeAugmentation: Int?) -> ImageInputs {
    var result = self
    if let testTimeAugmentation {
      precondition(
        [1, 4, 8].contains(testTimeAugmentation),
        "expected 1, 4 or 8, found \(testTimeAugmentation)")
      result.testTimeAugmentation = testTimeAugmentation
    }
    return result
  }
}

extension FittedFeatures {
  /// Finds a model's inputs in a table; throws naming both sides where bands differ.
  func modelSource(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(SkysortError) -> FeatureSource {
    let wanted = bands.map(\.band)
    let found = columns.bands.map(\.band)
    guard wanted.allSatisfy(found.contains) else {
      throw .bandsDiffer(model: wanted, data: found, path: path)
    }
    return try source(for: columns, schema: schema, path: path)
  }
}
