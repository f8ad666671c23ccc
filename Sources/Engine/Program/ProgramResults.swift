/// What a program must compute or keep, and where each value goes.
struct ProgramResults {
  /// Values to be read after a run.
  private(set) var outputs: [(name: String, value: Value)]
  /// Gradients of trained parameters, by first element in the gradient buffer.
  private(set) var gradients: [(offset: Int, value: Value)] = []
  /// New values of states, by first element in the parameters' buffer.
  private(set) var states: [(offset: Int, value: Value)] = []
  /// Inputs, also those that nothing reads.
  private(set) var inputs: [(name: String, value: Value)] = []

  /// Adds the gradient of a loss to a graph and lists what is wanted of it.
  ///
  /// - Throws: ``EngineError`` if the graph holds a mistake or does not fit the layout.
  init(
    _ graph: inout Graph, outputs: [String: Value], gradientOf loss: Value?,
    layout: ParameterLayout
  ) throws(EngineError) {
    for value in Array(outputs.values) + [loss].compactMap(\.self) {
      precondition(
        value.index < graph.nodes.count,
        "expected a value among the graph's \(graph.nodes.count), found number \(value.index)")
    }
    self.outputs = outputs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let trained = graph.parameters
    let slopes = loss.map { graph.gradients(of: $0, withRespectTo: trained.map(\.value)) } ?? []
    if let problem = graph.problem { throw problem }
    try Self.check(graph, layout)
    gradients = zip(trained, slopes).map { (layout[$0.name]!.offset, $1) }
    states = graph.assignments.sorted { $0.key.index < $1.key.index }.map { state, value in
      (layout[graph.nodes[state.index].name!]!.offset, value)
    }
    inputs = graph.inputs
  }

  var values: [Value] {
    outputs.map(\.value) + gradients.map(\.value) + states.map(\.value) + inputs.map(\.value)
  }

  /// The same with other values, in the order of ``values``.
  func replaced(by values: [Value]) -> ProgramResults {
    var (result, next) = (self, values.makeIterator())
    for index in outputs.indices { result.outputs[index].value = next.next()! }
    for index in gradients.indices { result.gradients[index].value = next.next()! }
    for index in states.indices { result.states[index].value = next.next()! }
    for index in inputs.indices { result.inputs[index].value = next.next()! }
    return result
  }

  private static func check(_ graph: Graph, _ layout: ParameterLayout) throws(EngineError) {
    for node in graph.nodes {
      guard let name = node.name else { continue }
      if case .input = node.kind { continue }
      guard let entry = layout[name] else {
        throw .unknownName(name, known: layout.entries.map(\.name))
      }
      guard entry.shape == node.shape else {
        throw .parameterShapeDiffers(name: name, graph: node.shape, values: entry.shape)
      }
    }
  }
}

extension Graph {
  var inputs: [(name: String, value: Value)] {
    nodes.indices.compactMap { index in
      if case .input(let name) = nodes[index].kind { (name, Value(index: index)) } else { nil }
    }
  }

  var parameters: [(name: String, value: Value)] {
    nodes.indices.compactMap { index in
      if case .parameter(let name) = nodes[index].kind { (name, Value(index: index)) } else { nil }
    }
  }
}
