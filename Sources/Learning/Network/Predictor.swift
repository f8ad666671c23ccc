public import Engine

/// A trained network that answers for rows.
///
/// It is a value to share between threads; each thread makes itself a worker. A row's answer does
/// not depend on the rows beside it.
public struct Predictor: Sendable {
  /// What is answered.
  public enum Output: Hashable, Sendable {
    /// The network's outputs as they are.
    case logits
    /// Softmax of the logits divided by a temperature; each row sums to 1.
    case probabilities(temperature: Double)
  }

  /// Rows per run of the compiled network; a last batch is filled up.
  public static let batchSize = 1024

  public let network: NetworkDescription
  public let output: Output
  private let parameters: FrozenParameters
  private let options: ProgramOptions

  /// - Parameters:
  ///   - weights: Parameters and states by name, as ``TrainingResult/weights``.
  ///   - threads: Of each worker.
  /// - Throws: ``LearningError`` if the weights do not fit the network.
  public init(
    network: NetworkDescription, weights: [String: Tensor],
    output: Output = .probabilities(temperature: 1), precision: Precision = .automatic,
    threads: Int = 1
  ) throws(LearningError) {
    if case .probabilities(let temperature) = output {
      precondition(temperature > 0, "temperature must be positive, found \(temperature)")
    }
    let loaded = Parameters(layout: network.layout)
    do {
      try loaded.load(weights)
    } catch {
      throw LearningError(network: error)
    }
    self.network = network
    self.output = output
    parameters = FrozenParameters(loaded)
    options = ProgramOptions(precision: precision, threads: threads)
  }

  /// A worker for one thread.
  public func makeWorker() throws(LearningError) -> PredictionWorker {
    var graph = Graph()
    var value = network.build(into: &graph, batch: Self.batchSize, isTraining: false)
    if case .probabilities(let temperature) = output {
      value = graph.softmax(graph.scale(value, by: Float(1 / temperature)))
    }
    do {
      let program = try Program(
        compiling: graph, outputs: [PredictionWorker.outputName: value],
        parameters: parameters, options: options)
      return PredictionWorker(program, inputs: network.inputs, outputs: network.outputs)
    } catch {
      throw LearningError(network: error)
    }
  }

  /// The answers for some rows, by a worker of their own.
  ///
  /// - Parameter features: Shape `[rows, inputs]`.
  /// - Returns: Shape `[rows, outputs]`.
  public func predict(_ features: [Float]) throws(LearningError) -> [Float] {
    try makeWorker().predict(features)
  }
}

/// One thread's own compiled network.
public final class PredictionWorker {
  static let outputName = "answer"
  private let program: Program
  private let inputs: Int
  private let outputs: Int

  init(_ program: Program, inputs: Int, outputs: Int) {
    self.program = program
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The answers for any number of rows.
  ///
  /// - Parameter features: Shape `[rows, inputs]`.
  /// - Returns: Shape `[rows, outputs]`.
  public func predict(_ features: [Float]) -> [Float] {
    let rowCount = features.count / inputs
    precondition(
      features.count == rowCount * inputs,
      "expected a multiple of \(inputs) features, found \(features.count)")
    return unsafe [Float](unsafeUninitializedCapacity: rowCount * outputs) { answers, count in
      unsafe features.withUnsafeBufferPointer { features in
        unsafe predict(features, rowCount: rowCount, into: answers)
      }
      count = rowCount * outputs
    }
  }

  /// The answers for any number of rows, without an allocation.
  ///
  /// - Parameters:
  ///   - features: Shape `[rowCount, inputs]`.
  ///   - answers: Shape `[rowCount, outputs]`; overwritten.
  public func predict(
    _ features: UnsafeBufferPointer<Float>, rowCount: Int,
    into answers: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      features.count >= rowCount * inputs && answers.count >= rowCount * outputs,
      "buffers are too small for \(rowCount) rows: \(features.count) and \(answers.count)")
    for start in stride(from: 0, to: rowCount, by: Predictor.batchSize) {
      let rows = min(Predictor.batchSize, rowCount - start)
      let given = start * inputs..<(start + rows) * inputs
      let wanted = start * outputs..<(start + rows) * outputs
      unsafe program.withInput(NetworkDescription.InputName.features) { buffer in
        let rest = unsafe buffer[fill(buffer, features, given)...]
        // Padding rows are zero, so that no number left from before slows the products.
        unsafe rest.update(repeating: 0)
      }
      program.run()
      unsafe program.withOutput(Self.outputName) { buffer in
        for index in wanted { unsafe answers[index] = unsafe buffer[index - wanted.lowerBound] }
      }
    }
  }

  private func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, _ features: UnsafeBufferPointer<Float>,
    _ range: Range<Int>
  ) -> Int {
    unsafe buffer.update(fromContentsOf: features[range])
  }
}
