/// Collects values whose place is given, and the copies needed to bring others there.
struct PlacementBuilder {
  private(set) var nodes: [Node]
  /// The value whose memory a reshape is another name of.
  private(set) var aliases: [Value: Value] = [:]
  private(set) var fixed: [Value: MemoryPlan.Place] = [:]
  private(set) var copies: [Step] = []

  init(_ nodes: [Node], _ layout: ParameterLayout) {
    self.nodes = nodes
    for index in nodes.indices {
      let value = Value(index: index)
      switch nodes[index].kind {
      case .parameter(let name), .state(let name):
        fixed[value] = .parameters(layout[name]!.offset)
      case .operation(let wrapped) where wrapped.operation is Reshape:
        let source = nodes[index].inputs[0]
        aliases[value] = aliases[source] ?? source
      case .input, .constant, .operation, .intermediate: break
      }
    }
  }

  /// Sends gradients and new states where they belong.
  mutating func place(_ results: ProgramResults) {
    for (offset, value) in results.gradients {
      store(value, at: .gradient(offset), named: "gradient")
    }
    for (offset, value) in results.states {
      copy(value, to: .parameters(offset), named: "assign")
    }
  }

  /// Lets a value be computed at a place, or copies it there if it must also be elsewhere.
  private mutating func store(_ value: Value, at place: MemoryPlan.Place, named name: String) {
    guard case .operation = nodes[value.index].kind, aliases[value] == nil, fixed[value] == nil,
      !aliases.values.contains(value)
    else { return copy(value, to: place, named: name) }
    fixed[value] = place
  }

  private mutating func copy(_ value: Value, to place: MemoryPlan.Place, named name: String) {
    let shape = nodes[value.index].shape
    nodes.append(
      Node(
        kind: .operation(AnyOperation(operation: Reshape(target: shape))), inputs: [value],
        shape: shape))
    let copy = Value(index: nodes.count - 1)
    fixed[copy] = place
    copies.append(
      Step(
        name: name, inputs: [value], outputs: [copy], shape: shape, kernel: .copy(shape)))
  }
}
