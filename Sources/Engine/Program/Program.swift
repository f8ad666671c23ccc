/// A graph compiled for one batch size: a fixed schedule of kernels over one arena.
///
/// One thread at a time may use a program; its parameters may be shared with other programs.
@safe public final class Program {
  private let graph: Graph
  private let parameters: Parameters
  private let options: ProgramOptions
  private var inputs: [String: UnsafeMutableBufferPointer<Float>] = unsafe [:]
  private var outputs: [String: UnsafeMutableBufferPointer<Float>] = unsafe [:]
  private let outputValues: [String: Value]
  private let gradientValues: [(ParameterLayout.Entry, Value)]
  private let gradient: UnsafeMutablePointer<Float>

  /// Compiles a graph.
  ///
  /// - Parameters:
  ///   - outputs: Values to be read after a run, by name.
  ///   - loss: A scalar whose gradient with respect to every trained parameter is wanted.
  ///   - parameters: Hold every parameter and state the graph names, and may hold more.
  /// - Throws: ``EngineError`` if the graph holds a mistake or does not fit the parameters.
  public init(
    compiling graph: Graph, outputs: [String: Value], gradientOf loss: Value? = nil,
    parameters: Parameters, options: ProgramOptions = ProgramOptions()
  ) throws(EngineError) {
    var graph = graph
    var gradients: [(ParameterLayout.Entry, Value)] = []
    if let loss {
      let trained = graph.nodes.indices.filter {
        if case .parameter = graph.nodes[$0].kind { true } else { false }
      }
      let values = graph.gradients(of: loss, withRespectTo: trained.map { Value(index: $0) })
      for (index, value) in zip(trained, values) {
        gradients.append((parameters.layout[graph.nodes[index].name!]!, value))
      }
    }
    if let problem = graph.problem { throw problem }
    self.graph = graph
    self.parameters = parameters
    self.options = options
    outputValues = outputs
    gradientValues = gradients
    unsafe gradient = AlignedMemory.allocate(floats: parameters.layout.trainedCount)
    for node in graph.nodes {
      if case .input(let name) = node.kind {
        let count = node.shape.count
        unsafe self.inputs[name] = unsafe UnsafeMutableBufferPointer(
          start: AlignedMemory.allocate(floats: count), count: count)
      }
    }
    for (name, value) in outputs {
      let count = graph.shape(of: value).count
      unsafe self.outputs[name] = unsafe UnsafeMutableBufferPointer(
        start: AlignedMemory.allocate(floats: count), count: count)
    }
  }

  deinit {
    for unsafe(_, buffer) in unsafe inputs { unsafe AlignedMemory.free(buffer.baseAddress!) }
    for unsafe(_, buffer) in unsafe outputs { unsafe AlignedMemory.free(buffer.baseAddress!) }
    unsafe AlignedMemory.free(gradient)
  }

  /// Calls `body` with an input's numbers, row-major, to be written; they stay between runs.
  public func withInput<Result>(
    _ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let buffer = unsafe inputs[name] else {
      preconditionFailure("expected an input of the program, found \(name)")
    }
    return try unsafe body(buffer)
  }

  /// Calls `body` with an output's numbers, row-major, as of the last run.
  public func withOutput<Result>(
    _ name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let buffer = unsafe outputs[name] else {
      preconditionFailure("expected an output of the program, found \(name)")
    }
    return try unsafe body(UnsafeBufferPointer(buffer))
  }

  /// The loss' gradient as of the last run, laid out as the parameters' trained part.
  public var gradientBuffer: UnsafeMutableBufferPointer<Float> {
    unsafe UnsafeMutableBufferPointer(start: gradient, count: parameters.layout.trainedCount)
  }

  /// Computes outputs, gradients and new states.
  ///
  /// - Parameter step: Distinguishes runs; dropout draws other masks for other steps.
  public func run(step: UInt64 = 0) {
    var given: [String: [Double]] = [:]
    for unsafe(name, buffer) in unsafe inputs { given[name] = unsafe buffer.map(Double.init) }
    for entry in parameters.layout.entries {
      given[entry.name] = unsafe parameters.withValues(entry.name) { unsafe $0.map(Double.init) }
    }
    let states = Array(graph.assignments)
    let wanted =
      outputValues.map(\.value) + gradientValues.map(\.1) + states.map(\.value)
    let results = try! ReferenceInterpreter.evaluate(
      graph, wanted, given: given, seed: options.seed, step: step
    ).map { $0.map { Float($0) } }
    var next = results.makeIterator()
    for (name, _) in outputValues {
      _ = unsafe outputs[name]!.update(fromContentsOf: next.next()!)
    }
    for (entry, _) in gradientValues {
      let values = next.next()!
      for (index, value) in values.enumerated() { unsafe gradient[entry.offset + index] = value }
    }
    for (state, _) in states {
      let values = next.next()!
      unsafe parameters.withValues(graph.nodes[state.index].name!) {
        _ = unsafe $0.update(fromContentsOf: values)
      }
    }
  }

  /// The schedule, one line per step.
  public func describe() -> String { "\(graph.nodes.count) nodes, interpreted" }
}
