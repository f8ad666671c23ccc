public import Engine
public import Files
internal import Parallel

/// A trained network that answers for rows or images.
///
/// It is a value to share between threads: any number may ask at once, each borrows a compiled
/// network. A sample's answer does not depend on the samples beside it.
public struct Predictor: Sendable {
  /// What is answered.
  public enum Output: Hashable, Sendable {
    /// The network's outputs as they are.
    case logits
    /// Softmax of the logits divided by a temperature; each row sums to 1.
    case probabilities(temperature: Double)
    /// Fractions and concentrations of the answers to questions; see ``AnswerGroups``.
    case answers(AnswerGroups)
    /// What the last product takes: ``NetworkDescription/embeddingWidth`` numbers that say what
    /// the network sees in a sample.
    case embeddings
  }

  /// Rows of numbers per run of the compiled network; a last batch is filled up.
  public static let batchSize = 1024

  public let network: NetworkDescription
  public let output: Output
  private let pool: ResourcePool<PredictionWorker, SkysortError>

  /// - Parameters:
  ///   - weights: Parameters and states by name, as ``TrainingResult/weights``.
  ///   - mode: ``NetworkMode/inference``, or ``NetworkMode/sampling`` to draw answers.
  ///   - threads: Of each worker.
  ///   - alsoEmbeds: Whether workers give embeddings beside the answers.
  /// - Throws: `SkysortError` if the weights do not fit the network.
  public init(
    network: NetworkDescription, weights: [String: Tensor],
    output: Output = .probabilities(temperature: 1), mode: NetworkMode = .inference,
    precision: Precision = .automatic, threads: Int = 1, alsoEmbeds: Bool = false
  ) throws(SkysortError) {
    if case .probabilities(let temperature) = output {
      precondition(temperature > 0, "temperature must be positive, found \(temperature)")
    }
    if case .answers(let groups) = output {
      precondition(
        groups.outputCount == network.outputs,
        "expected \(groups.outputCount) outputs, found \(network.outputs)")
    }
    try network.validate()
    let loaded = Parameters(layout: network.layout)
    do {
      try loaded.load(weights)
    } catch {
      throw SkysortError(network: error)
    }
    self.network = network
    self.output = output
    let compiler = WorkerCompiler(
      network: network, output: output, mode: mode, parameters: FrozenParameters(loaded),
      options: ProgramOptions(precision: precision, threads: threads), alsoEmbeds: alsoEmbeds)
    pool = ResourcePool { () throws(SkysortError) in try compiler.compile() }
  }

  /// Samples per run of the compiled network; a last batch is filled up.
  public var batchSize: Int { network.inputs.evaluationBatchSize }

  /// A worker for one thread.
  public func makeWorker() throws(SkysortError) -> PredictionWorker { try pool.makeResource() }

  /// The answers for some samples.
  ///
  /// Callers at the same time borrow a worker each, made when none is free and kept for the
  /// next; so the network is compiled once for every caller that there ever was at once.
  ///
  /// - Parameter features: Shape `[samples, inputs]`, or `[samples, height, width, channels]`.
  /// - Returns: Shape `[samples, outputs]`, or `[samples, embeddingWidth]`.
  public func predict(_ features: [Float]) throws(SkysortError) -> [Float] {
    try pool.lend { worker throws(SkysortError) in worker.predict(features) }
  }
}

/// What a worker is compiled from.
private struct WorkerCompiler: Sendable {
  let network: NetworkDescription
  let output: Predictor.Output
  let mode: NetworkMode
  let parameters: FrozenParameters
  let options: ProgramOptions
  let alsoEmbeds: Bool

  func compile() throws(SkysortError) -> PredictionWorker {
    var graph = Graph()
    let batchSize = network.inputs.evaluationBatchSize
    let features = network.buildInput(into: &graph, batch: batchSize)
    let embedding = network.buildEmbedding(into: &graph, features: features, mode: mode)
    var outputs = [PredictionWorker.outputName: answer(to: embedding, in: &graph)]
    if alsoEmbeds { outputs[PredictionWorker.embeddingName] = embedding }
    do {
      let program = try Program(
        compiling: graph, outputs: outputs, parameters: parameters,
        options: options.limitedToAvailableMemory)
      return PredictionWorker(
        program, batchSize: batchSize, inputs: network.inputs.count,
        outputs: output.count(of: network),
        embeddingWidth: alsoEmbeds ? network.embeddingWidth : nil)
    } catch {
      throw SkysortError(network: error)
    }
  }

  private func answer(to embedding: Value, in graph: inout Graph) -> Value {
    switch output {
    case .embeddings: return embedding
    case .logits: return network.buildOutput(into: &graph, embedding)
    case .probabilities(let temperature):
      let logits = network.buildOutput(into: &graph, embedding)
      return graph.softmax(graph.scale(logits, by: Float(1 / temperature)))
    case .answers(let groups):
      return groups.answers(of: network.buildOutput(into: &graph, embedding), in: &graph)
    }
  }
}

extension Predictor.Output {
  /// Numbers per sample.
  fileprivate func count(of network: NetworkDescription) -> Int {
    switch self {
    case .answers(let groups): groups.answerCount
    case .embeddings: network.embeddingWidth
    case .logits, .probabilities: network.outputs
    }
  }
}
