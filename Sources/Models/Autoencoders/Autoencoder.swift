internal import Engine
internal import Evaluation
public import Files
internal import Learning

/// A trained autoencoder, ready for use.
///
/// A value to share between threads. For the codes of a table's rows, see ``Embedder``.
public struct Autoencoder: Sendable {
  public let description: ModelDescription<ReconstructionHead>
  /// For messages.
  public let path: String
  private let predictor: AutoencoderPredictor
  /// Samples that are worked out at once; fewer take as long.
  public var batchSize: Int { predictor.batchSize }

  /// Reads a model and checks that it answers its own examples as when it was written.
  ///
  /// - Throws: `SkysortError` naming the file, also where it is a classifier's.
  public init(path: String, threads: Int = 1) throws(SkysortError) {
    try self.init(try ModelFile(path: path), path: path, threads: threads)
  }

  /// - Parameters:
  ///   - path: Where the model is from; for messages.
  ///   - threads: Of each worker.
  public init(_ model: ModelFile<ReconstructionHead>, path: String, threads: Int = 1)
    throws(SkysortError)
  {
    description = model.description
    self.path = path
    do {
      predictor = try AutoencoderPredictor(
        network: model.description.head.network, weights: model.members[0],
        precision: model.description.precision, threads: threads)
    } catch {
      throw SkysortError(damaged: error, path: path, location: "weights")
    }
    try check(model.golden)
  }

  // MARK: Scaled numbers

  /// The codes of samples.
  ///
  /// - Parameter samples: Shape `[samples, inputs]`, in scaled units; 0 where nothing was measured.
  /// - Returns: Shape `[samples, latent]`.
  public func encode(_ samples: [Float]) throws(SkysortError) -> [Float] {
    try networkErrors { () throws(SkysortError) in try predictor.encode(samples) }
  }

  /// The samples of codes.
  ///
  /// - Parameter codes: Shape `[samples, latent]`.
  /// - Returns: Shape `[samples, inputs]`, in scaled units.
  public func decode(_ codes: [Float]) throws(SkysortError) -> [Float] {
    precondition(
      codes.count % description.head.latent == 0,
      "expected codes of \(description.head.latent) numbers, found \(codes.count) numbers")
    return try networkErrors { () throws(SkysortError) in try predictor.decode(codes) }
  }

  /// What comes out for samples that go in; shapes are equal, units scaled.
  public func reconstruct(_ samples: [Float]) throws(SkysortError) -> [Float] {
    try networkErrors { () throws(SkysortError) in try predictor.reconstruct(samples) }
  }

  /// How near the reconstructions of samples come; `nil` where nothing was measured.
  public func score(of samples: ReconstructedSamples) throws(SkysortError)
    -> ReconstructionScore?
  {
    try samples.meanSquaredError(of: reconstruct(samples.features)).map {
      ReconstructionScore(rows: samples.rows.count, meanSquaredError: $0)
    }
  }

  func makeWorker() throws(SkysortError) -> PredictionWorker {
    do {
      return try predictor.makeWorker()
    } catch {
      throw SkysortError(damaged: error, path: path, location: "network")
    }
  }

  private func networkErrors(
    _ body: () throws(SkysortError) -> [Float]
  ) throws(SkysortError) -> [Float] {
    do { return try body() } catch {
      throw SkysortError(damaged: error, path: path, location: "network")
    }
  }

  // MARK: Own examples

  /// What the model says of samples.
  func golden(of features: [Float]) throws(SkysortError) -> GoldenExamples {
    let width = description.inputCount
    let reconstruction = try reconstruct(features)
    let errors = stride(from: 0, to: features.count, by: width).map { start in
      var error = MeanSquaredError()
      error.add(reconstruction, truth: features, places: start..<start + width)
      return Float(error.value ?? .nan)
    }
    return GoldenExamples(features: features, answers: [try encode(features), errors])
  }

  private func check(_ golden: GoldenExamples) throws(SkysortError) {
    guard !golden.features.isEmpty else { return }
    let found = try self.golden(of: golden.features)
    let largest = zip(found.answers, golden.answers).map(Self.difference).max() ?? 0
    let tolerance = description.goldenTolerance
    guard largest <= tolerance else {
      throw .goldenDiffers(path: path, largestDifference: largest, tolerance: tolerance)
    }
  }

  /// The largest difference, as a fraction of the largest number where that is above 1.
  private static func difference(_ found: [Float], _ expected: [Float]) -> Double {
    let scale = Double(expected.map(abs).max() ?? 0)
    let largest = zip(found, expected).map { Double(abs($0 - $1)) }.max() ?? 0
    return largest.isNaN ? .infinity : largest / max(1, scale)
  }
}
