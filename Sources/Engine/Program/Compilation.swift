/// The way from a graph to a schedule with places in memory.
struct Compilation {
  let nodes: [Node]
  let schedule: Schedule
  let plan: MemoryPlan
  /// Values to be read after a run, by name.
  let outputs: [String: Value]
  /// Constants that steps read, and those that are results themselves.
  let constants: [(value: Value, tensor: Tensor)]
  let inputs: [(name: String, value: Value)]
  let hasGradient: Bool

  private let aliases: [Value: Value]

  init(
    _ graph: Graph, outputs: [String: Value], gradientOf loss: Value?, layout: ParameterLayout,
    workers: Int
  ) throws(EngineError) {
    var graph = graph
    for value in Array(outputs.values) + [loss].compactMap(\.self) {
      precondition(
        value.index < graph.nodes.count,
        "expected a value among the graph's \(graph.nodes.count), found number \(value.index)")
    }
    hasGradient = loss != nil
    let gradients = try Self.gradients(&graph, loss, layout)
    if let problem = graph.problem { throw problem }
    try Self.check(graph, layout)

    let names = outputs.keys.sorted()
    let states = graph.assignments.sorted { $0.key.index < $1.key.index }
    let wanted =
      names.map { outputs[$0]! } + gradients.map(\.value) + states.map(\.value)
      + graph.inputs.map(\.value)
    let simplified = SimplifiedGraph(graph, roots: wanted)
    var roots = simplified.roots[...]
    self.outputs = Dictionary(uniqueKeysWithValues: zip(names, roots.prefix(names.count)))
    roots = roots.dropFirst(names.count)

    var builder = PlacementBuilder(simplified, layout)
    for (gradient, value) in zip(gradients, roots) {
      builder.store(value, at: .gradient(gradient.offset), named: "gradient")
    }
    roots = roots.dropFirst(gradients.count)
    for (state, value) in zip(states, roots) {
      let entry = layout[graph.nodes[state.key.index].name!]!
      builder.copy(value, to: .parameters(entry.offset), named: "assign")
    }
    roots = roots.dropFirst(states.count)
    inputs = zip(graph.inputs.map(\.name), roots).map { ($0, $1) }

    let aliases = builder.aliases
    func memory(_ value: Value) -> Value { aliases[value] ?? value }
    var schedule = Schedule(Fusion(simplified).steps, workers: workers, memory: memory)
    if !builder.copies.isEmpty { schedule.append(last: builder.copies) }
    self.schedule = schedule
    self.aliases = aliases
    let nodes = builder.nodes
    self.nodes = nodes
    constants = nodes.indices.compactMap { index in
      if case .constant(let tensor) = nodes[index].kind {
        (Value(index: index), tensor)
      } else {
        nil
      }
    }
    let kept = constants.map(\.value) + inputs.map(\.value) + self.outputs.values.map(memory)
    plan = MemoryPlan(
      schedule, fixed: builder.fixed, kept: kept.sorted { $0.index < $1.index },
      count: { nodes[$0.index].shape.count }, memory: memory)
  }

  func place(of value: Value) -> MemoryPlan.Place { plan.places[aliases[value] ?? value]! }

  /// The gradient's expression for every trained parameter, and where it goes.
  private static func gradients(
    _ graph: inout Graph, _ loss: Value?, _ layout: ParameterLayout
  ) throws(EngineError) -> [(offset: Int, value: Value)] {
    guard let loss else { return [] }
    let trained = graph.parameters
    let values = graph.gradients(of: loss, withRespectTo: trained.map(\.value))
    var result: [(offset: Int, value: Value)] = []
    for (parameter, value) in zip(trained, values) {
      guard let entry = layout[parameter.name] else {
        throw .unknownName(parameter.name, known: layout.entries.map(\.name))
      }
      result.append((entry.offset, value))
    }
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
