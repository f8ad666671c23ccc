/// A tensor in double precision.
struct ReferenceTensor {
  let shape: Shape
  var values: [Double]
}

/// What an operation may depend on besides its inputs.
struct ReferenceContext {
  let seed: UInt64
  let step: UInt64
}

/// Evaluates graphs node by node in double precision: slow, plain, the oracle of ``Program``.
public enum ReferenceInterpreter {
  /// Returns the values of nodes of a graph.
  ///
  /// - Parameters:
  ///   - wanted: Nodes to evaluate.
  ///   - given: Values of inputs, parameters and states by name, row-major.
  ///   - seed: As in ``ProgramOptions``.
  ///   - step: As in ``Program/run(step:)``.
  /// - Throws: ``EngineError`` when the graph holds a mistake or a name is missing.
  public static func evaluate(
    _ graph: Graph, _ wanted: [Value], given: [String: [Double]], seed: UInt64 = 0,
    step: UInt64 = 0
  ) throws(EngineError) -> [[Double]] {
    if let problem = graph.problem { throw problem }
    let context = ReferenceContext(seed: seed, step: step)
    var results: [Int: ReferenceTensor] = [:]
    for index in needed(graph, wanted) {
      let node = graph.nodes[index]
      results[index] = ReferenceTensor(
        shape: node.shape,
        values: try evaluate(node, node.inputs.map { results[$0.index]! }, given, context))
    }
    return wanted.map { results[$0.index]!.values }
  }

  private static func evaluate(
    _ node: Node, _ inputs: [ReferenceTensor], _ given: [String: [Double]],
    _ context: ReferenceContext
  ) throws(EngineError) -> [Double] {
    switch node.kind {
    case .input(let name), .parameter(let name), .state(let name):
      guard let values = given[name] else {
        throw .unknownName(name, known: Array(given.keys))
      }
      precondition(
        values.count == node.shape.count,
        "\(name): expected \(node.shape.count) values, found \(values.count)")
      return values
    case .constant(let tensor): return tensor.values.map(Double.init)
    case .intermediate: preconditionFailure("intermediate values belong to schedules only")
    case .operation(let wrapped):
      let result = wrapped.operation.evaluate(inputs, context: context)
      precondition(
        result.count == node.shape.count,
        "\(wrapped.operation.name): expected \(node.shape.count) values, found \(result.count)")
      return result
    }
  }

  /// Indices of the nodes that `wanted` depend on, in an order of evaluation.
  private static func needed(_ graph: Graph, _ wanted: [Value]) -> [Int] {
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    for value in wanted { isNeeded[value.index] = true }
    for index in graph.nodes.indices.reversed() where isNeeded[index] {
      for input in graph.nodes[index].inputs { isNeeded[input.index] = true }
    }
    return graph.nodes.indices.filter { isNeeded[$0] }
  }
}
