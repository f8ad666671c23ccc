public import Engine
public import Files
internal import Parallel

/// A trained autoencoder that makes codes of samples and samples of codes.
///
/// It is a value to share between threads: any number may ask at once, each borrows a compiled
/// network. A sample's answer does not depend on the samples beside it. The code of a variational
/// autoencoder is its distribution's mean.
public struct AutoencoderPredictor: Sendable {
  public let network: AutoencoderNetwork
  private typealias Pool = ResourcePool<PredictionWorker, SkysortError>
  private let encoding: Pool
  private let decoding: Pool
  private let reconstructing: Pool

  /// - Parameters:
  ///   - weights: Parameters and states by name, as ``TrainingResult/weights``.
  ///   - threads: Of each worker.
  /// - Throws: `SkysortError` if the weights do not fit the network.
  public init(
    network: AutoencoderNetwork, weights: [String: Tensor], precision: Precision = .automatic,
    threads: Int = 1
  ) throws(SkysortError) {
    try network.validate()
    let loaded = Parameters(layout: network.layout)
    do {
      try loaded.load(weights)
    } catch {
      throw SkysortError(network: error)
    }
    self.network = network
    let compiler = AutoencoderCompiler(
      network: network, parameters: FrozenParameters(loaded),
      options: ProgramOptions(precision: precision, threads: threads))
    encoding = Pool { () throws(SkysortError) in try compiler.encoder() }
    decoding = Pool { () throws(SkysortError) in try compiler.decoder() }
    reconstructing = Pool { () throws(SkysortError) in try compiler.whole() }
  }

  /// Samples per run of the compiled network; a last batch is filled up.
  public var batchSize: Int { network.inputs.evaluationBatchSize }

  /// The codes of some samples.
  ///
  /// - Parameter samples: Shape `[samples]` and the inputs' dimensions, finite.
  /// - Returns: Shape `[samples, latent]`.
  public func encode(_ samples: [Float]) throws(SkysortError) -> [Float] {
    try encoding.lend { worker throws(SkysortError) in worker.predict(samples) }
  }

  /// The samples of some codes.
  ///
  /// - Parameter codes: Shape `[samples, latent]`.
  /// - Returns: Shape `[samples]` and the inputs' dimensions.
  public func decode(_ codes: [Float]) throws(SkysortError) -> [Float] {
    try decoding.lend { worker throws(SkysortError) in worker.predict(codes) }
  }

  /// The samples that come out for some that go in; shapes are equal.
  public func reconstruct(_ samples: [Float]) throws(SkysortError) -> [Float] {
    try reconstructing.lend { worker throws(SkysortError) in worker.predict(samples) }
  }

  /// A worker for one thread that answers with reconstructions, and with codes as embeddings.
  public func makeWorker() throws(SkysortError) -> PredictionWorker {
    try reconstructing.makeResource()
  }
}

/// What an autoencoder's workers are compiled from.
private struct AutoencoderCompiler: Sendable {
  let network: AutoencoderNetwork
  let parameters: FrozenParameters
  let options: ProgramOptions

  private var batch: Int { network.inputs.evaluationBatchSize }

  func encoder() throws(SkysortError) -> PredictionWorker {
    var graph = Graph()
    let features = network.buildInput(into: &graph, batch: batch)
    let code = network.buildCode(
      into: &graph, features: features, linear: network.buildLinearParts(into: &graph),
      mode: .inference)
    return try worker(graph, answer: code.mean, inputs: network.inputs.count)
  }

  func decoder() throws(SkysortError) -> PredictionWorker {
    var graph = Graph()
    let code = graph.input(AutoencoderNetwork.InputName.code, shape: [batch, network.latent])
    let samples = network.buildReconstruction(
      into: &graph, code: code, linear: network.buildLinearParts(into: &graph), mode: .inference)
    return try worker(graph, answer: samples, inputs: network.latent)
  }

  func whole() throws(SkysortError) -> PredictionWorker {
    var graph = Graph()
    let features = network.buildInput(into: &graph, batch: batch)
    let linear = network.buildLinearParts(into: &graph)
    let code = network.buildCode(
      into: &graph, features: features, linear: linear, mode: .inference)
    let samples = network.buildReconstruction(
      into: &graph, code: code.mean, linear: linear, mode: .inference)
    return try worker(graph, answer: samples, inputs: network.inputs.count, embedding: code.mean)
  }

  private func worker(
    _ graph: Graph, answer: Value, inputs: Int, embedding: Value? = nil
  ) throws(SkysortError) -> PredictionWorker {
    var outputs = [PredictionWorker.outputName: answer]
    outputs[PredictionWorker.embeddingName] = embedding
    do {
      let program = try Program(
        compiling: graph, outputs: outputs, parameters: parameters,
        options: options.limitedToAvailableMemory)
      return PredictionWorker(
        program, batchSize: batch, inputs: inputs,
        outputs: graph.shape(of: answer).count / batch,
        embeddingWidth: embedding == nil ? nil : network.latent)
    } catch {
      throw SkysortError(network: error)
    }
  }
}
