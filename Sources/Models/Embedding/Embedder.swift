internal import Engine
internal import Learning
public import Preprocessing
public import Tables

/// Any trained model as one that says where a row lies: an embedding for each row of a table.
///
///     let embedder = try Embedder(path: "m.safetensors")
///     let source = try embedder.source(for: columns, schema: table.schema, path: "survey.fits")
///     let worker = try embedder.makeWorker(source)
///     let rows = try worker.encode(table, pictures: reader)
///     rows.embeddings            // [rows.rowCount, rows.width]
///     rows.reconstructionErrors  // by row; nil for classifiers
///
/// An autoencoder gives its code and how far its reconstruction is off. A classifier, of pictures,
/// photometry or both, gives the numbers in front of its output. Of an ensemble that is the first
/// member's: each member has axes of its own, and putting them side by side would only make the
/// same neighbours dearer. Models that look at pictures in several orientations give the mean.
///
/// A value to share between threads; each makes itself a worker per table. What a row's embedding
/// is depends on that row only, not on its chunk or on the number of threads.
public struct Embedder: Sendable {
  /// What kind of model it was made from.
  public enum Kind: Hashable, Sendable {
    case classifier(ModelKind)
    case autoencoder
  }

  public let kind: Kind
  /// For messages.
  public let path: String
  /// The photometry; without features where only pictures are looked at.
  public let features: FittedFeatures
  /// `nil` where no pictures are looked at.
  public let pictures: PictureInputs?
  /// Numbers of an embedding.
  public let embeddingWidth: Int
  /// Whether rows get an error of reconstruction.
  public var reconstructs: Bool { kind == .autoencoder }
  private let samples: any SampleEncoding

  /// Reads a model of any kind and checks that it answers its own examples as when it was written.
  ///
  /// - Parameter threads: Of each worker.
  /// - Throws: ``ModelFileError`` naming the file.
  public init(path: String, threads: Int = 1) throws(ModelFileError) {
    let file: SafetensorsFile
    do {
      file = try SafetensorsFile(path: path)
    } catch {
      throw ModelFileError(notAModel: error)
    }
    if file.metadata["kind"] == AutoencoderFile.kindName {
      self.init(
        try Autoencoder(AutoencoderFile(file, path: path), path: path, threads: threads))
    } else {
      try self.init(ModelFile(file, path: path), path: path, threads: threads)
    }
  }

  /// - Parameter autoencoder: Its code is the embedding.
  public init(_ autoencoder: Autoencoder) {
    kind = .autoencoder
    path = autoencoder.path
    features = autoencoder.description.features
    pictures = autoencoder.description.pictures
    embeddingWidth = autoencoder.description.latent
    samples = AutoencoderSamples(autoencoder: autoencoder)
  }

  /// - Parameters:
  ///   - model: A classifier.
  ///   - path: Where it is from; for messages.
  public init(_ model: ModelFile, path: String, threads: Int = 1) throws(ModelFileError) {
    try self.init(
      Classifier(model, path: path, threads: threads), model: model, threads: threads)
  }

  private init(
    _ classifier: Classifier, model: ModelFile, threads: Int
  ) throws(ModelFileError) {
    kind = .classifier(model.description.kind)
    path = classifier.path
    features = model.description.features
    pictures = model.description.pictures
    embeddingWidth = model.description.network.embeddingWidth
    samples = try EmbeddingSamples(model, path: classifier.path, threads: threads)
  }

  /// Finds the model's inputs in a table.
  ///
  /// - Parameters:
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  /// - Throws: ``ClassifierError`` naming both sides where they differ.
  public func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(ClassifierError) -> FeatureSource {
    try features.modelSource(for: columns, schema: schema, path: path)
  }

  /// A worker for one thread and one table.
  ///
  /// - Parameter source: From ``source(for:schema:path:)``.
  public func makeWorker(_ source: FeatureSource) throws(ModelFileError) -> EmbeddingWorker {
    EmbeddingWorker(
      self, samples: try samples.makeWorker(), rowsAtOnce: samples.batchSize, source: source)
  }
}

extension FittedFeatures {
  /// Finds a model's inputs in a table; throws naming both sides where bands differ.
  func modelSource(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(ClassifierError) -> FeatureSource {
    let wanted = bands.map(\.band)
    let found = columns.bands.map(\.band)
    guard wanted.allSatisfy(found.contains) else {
      throw .model(.bandsDiffer(model: wanted, data: found, path: path))
    }
    do {
      return try source(for: columns, schema: schema, path: path)
    } catch {
      throw .table(error)
    }
  }
}
