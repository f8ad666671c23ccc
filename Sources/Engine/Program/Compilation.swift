/// The way from a graph to a schedule with places in memory.
struct Compilation {
  let nodes: [Node]
  let schedule: Schedule
  /// Steps that depend on frozen parameters only: run once, when the program is made.
  let preparation: Schedule
  let plan: MemoryPlan
  /// Values to be read after a run, by name.
  let outputs: [String: Value]
  /// Values to be written before a run, by name.
  let inputs: [String: Value]
  /// Constants that steps read, and those that are results themselves.
  let constants: [(value: Value, tensor: Tensor)]
  let hasGradient: Bool

  private let aliases: [Value: Value]

  /// - Parameters:
  ///   - isFrozen: Whether parameters and states never change.
  init(
    _ graph: Graph, outputs: [String: Value], gradientOf loss: Value?, layout: ParameterLayout,
    isFrozen: Bool = false, precision: Precision, workers: Int
  ) throws(EngineError) {
    var graph = graph
    let wanted = try ProgramResults(
      &graph, outputs: outputs, gradientOf: loss, layout: layout)
    let mixed = MixedPrecision(precision)
    let simplified = SimplifiedGraph(graph, roots: wanted.values, precision: mixed)
    let typed = TypedGraph(simplified, mixed)
    let results = wanted.replaced(by: typed.roots)

    let fusion = try Fusion(typed, workers: workers)
    var builder = PlacementBuilder(fusion.nodes, layout)
    builder.place(results)
    let (nodes, aliases) = (builder.nodes, builder.aliases)
    let memory = { (value: Value) in aliases[value] ?? value }
    let (prepared, repeated) = fusion.divided(isFrozen: isFrozen, memory: memory)
    preparation = Schedule(prepared, workers: 1, memory: memory)
    var schedule = Schedule(repeated, workers: workers, memory: memory)
    if !builder.copies.isEmpty { schedule.append(last: builder.copies) }

    let constants = Self.constants(nodes)
    let kept =
      constants.map(\.value) + prepared.flatMap(\.outputs)
      + (results.inputs + results.outputs).map { memory($0.value) }
    plan = MemoryPlan(
      schedule, fixed: builder.fixed, kept: kept.sorted { $0.index < $1.index },
      count: { nodes[$0.index].floatCount }, memory: memory)
    self.schedule = schedule
    self.constants = constants
    self.nodes = nodes
    self.aliases = aliases
    self.outputs = Dictionary(uniqueKeysWithValues: results.outputs.map { ($0.name, $0.value) })
    inputs = Dictionary(uniqueKeysWithValues: results.inputs.map { ($0.name, $0.value) })
    hasGradient = loss != nil
  }

  func place(of value: Value) -> MemoryPlan.Place {
    guard let place = plan.places[aliases[value] ?? value] else {
      preconditionFailure("expected a place for \(nodes[value.index])")
    }
    return place
  }

  private static func constants(_ nodes: [Node]) -> [(value: Value, tensor: Tensor)] {
    nodes.indices.compactMap { index in
      guard case .constant(let tensor) = nodes[index].kind else { return nil }
      return (Value(index: index), tensor)
    }
  }
}
