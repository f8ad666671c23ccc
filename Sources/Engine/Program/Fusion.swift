/// Turns nodes into steps, joining what can be computed in one pass over memory:
/// a product with its bias and activation, an activation with its slope, a data gradient with the
/// slope it is multiplied by.
struct Fusion {
  private let nodes: [Node]
  private let isRoot: Set<Value>
  private var readers: [[Value]]
  /// Nodes computed by an earlier step.
  private var isDone: [Bool]
  private(set) var steps: [Step] = []

  init(_ graph: SimplifiedGraph) {
    nodes = graph.nodes
    isRoot = Set(graph.roots)
    readers = [[Value]](repeating: [], count: nodes.count)
    isDone = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices {
      for input in Set(nodes[index].inputs) { readers[input.index].append(Value(index: index)) }
    }
    for index in nodes.indices where !isDone[index] { compute(Value(index: index)) }
  }

  private func operation(_ value: Value) -> (any Operation)? {
    if case .operation(let wrapped) = nodes[value.index].kind { wrapped.operation } else { nil }
  }

  private mutating func compute(_ value: Value) {
    guard let operation = operation(value), !(operation is Reshape) else {
      isDone[value.index] = true
      return
    }
    switch operation {
    case let product as MatrixProduct: compute(product, value)
    case is AddBias: computeBias(value)
    case let activation as any ActivationOperation: compute(activation, value)
    default: emit(operation.name, value, operation)
    }
  }

  private mutating func emit(_ name: String, _ value: Value, _ operation: any Operation) {
    let node = nodes[value.index]
    let kernel = operation.lower(node.inputs.map { nodes[$0.index].shape }, node.shape)
    emit(name, inputs: node.inputs, outputs: [value], kernel)
  }

  private mutating func emit(
    _ name: String, inputs: [Value], outputs: [Value], _ kernel: Kernel
  ) {
    for output in outputs { isDone[output.index] = true }
    steps.append(
      Step(
        name: name, inputs: inputs, outputs: outputs, shape: nodes[outputs[0].index].shape,
        kernel: kernel))
  }

  // MARK: Activations

  /// A value's readers, if they are activations of one kind and nothing else needs the value.
  private func activations(of value: Value) -> (values: [Value], kind: any ActivationOperation)? {
    guard !isRoot.contains(value), !readers[value.index].isEmpty else { return nil }
    let found = readers[value.index].compactMap { operation($0) as? any ActivationOperation }
    guard found.count == readers[value.index].count,
      found.allSatisfy({ $0.function == found[0].function })
    else { return nil }
    // The value first, its slope second.
    let ordered = zip(readers[value.index], found).sorted { !$0.1.isSlope && $1.1.isSlope }
    return (ordered.map(\.0), found[0])
  }

  private mutating func compute(_ activation: any ActivationOperation, _ value: Value) {
    let input = nodes[value.index].inputs[0]
    let partners = readers[input.index].filter { other in
      guard let found = operation(other) as? any ActivationOperation else { return false }
      return found.function == activation.function && !isDone[other.index]
    }
    guard partners.count == 2 else { return emit(activation.name, value, activation) }
    let ordered = partners.sorted { first, _ in
      !(operation(first) as! any ActivationOperation).isSlope
    }
    emitPair(activation, input, bias: nil, ordered)
  }

  private mutating func computeBias(_ value: Value) {
    let (input, bias) = (nodes[value.index].inputs[0], nodes[value.index].inputs[1])
    guard let (values, kind) = activations(of: value), nodes[value.index].shape.rank > 1 else {
      return emit("addBias", value, AddBias())
    }
    isDone[value.index] = true
    emitPair(kind, input, bias: bias, values)
  }

  /// One pass for a bias, an activation and its slope, the last two as far as wanted.
  private mutating func emitPair(
    _ kind: any ActivationOperation, _ input: Value, bias: Value?, _ values: [Value]
  ) {
    let wanted = wanted(values)
    let kernel = ActivationPair(
      function: kind.function, hasBias: bias != nil, wantsValue: wanted.value,
      wantsSlope: wanted.slope
    ).kernel(nodes[input.index].shape)
    let name = (bias == nil ? "" : "addBias + ") + name(kind, wanted)
    emit(name, inputs: [input] + [bias].compactMap(\.self), outputs: values, kernel)
  }

  private func wanted(_ values: [Value]) -> (value: Bool, slope: Bool) {
    let kinds = values.map { (operation($0) as! any ActivationOperation).isSlope }
    return (kinds.contains(false), kinds.contains(true))
  }

  private func name(_ kind: any ActivationOperation, _ wanted: (value: Bool, slope: Bool)) -> String
  {
    let name = kind.function.name
    return wanted.value ? (wanted.slope ? "\(name) + slope" : name) : "\(name)Slope"
  }

  // MARK: Products

  private mutating func compute(_ product: MatrixProduct, _ value: Value) {
    let node = nodes[value.index]
    let lowered = ProductKernel(product, node.inputs.map { nodes[$0.index].shape }, node.shape)
    guard lowered.takesEpilogue, !isRoot.contains(value) else {
      return emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
    if let (values, kind) = activations(of: value) {
      return emit(lowered, value, bias: nil, kind, values)
    }
    guard readers[value.index].count == 1, let reader = readers[value.index].first,
      let other = nodes[reader.index].inputs.first(where: { $0 != value }),
      isAvailable(other, before: value)
    else {
      return emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
    switch operation(reader) {
    case is AddBias where nodes[reader.index].inputs[0] == value:
      emit(lowered, value, sum: reader, bias: other)
    case let arithmetic as Arithmetic where arithmetic.kind == .multiply:
      isDone[value.index] = true
      emit(
        "matrixProduct + multiply", inputs: node.inputs + [other], outputs: [reader],
        lowered.kernel(.multiply))
    default:
      emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
  }

  /// Whether a value is computed by the time the step of a later one runs.
  private func isAvailable(_ value: Value, before later: Value) -> Bool {
    operation(value) == nil || isDone[value.index]
  }

  private mutating func emit(
    _ product: ProductKernel, _ value: Value, sum: Value, bias: Value
  ) {
    isDone[value.index] = true
    if let (values, kind) = activations(of: sum) {
      isDone[sum.index] = true
      return emit(product, value, bias: bias, kind, values)
    }
    emit(
      "matrixProduct + addBias", inputs: nodes[value.index].inputs + [bias], outputs: [sum],
      product.kernel(.bias))
  }

  private mutating func emit(
    _ product: ProductKernel, _ value: Value, bias: Value?, _ kind: any ActivationOperation,
    _ values: [Value]
  ) {
    let wanted = wanted(values)
    isDone[value.index] = true
    emit(
      "matrixProduct + " + (bias == nil ? "" : "addBias + ") + name(kind, wanted),
      inputs: nodes[value.index].inputs + [bias].compactMap(\.self), outputs: values,
      product.kernel(
        .activation(
          kind.function, hasBias: bias != nil,
          wantsValue: wanted.value, wantsSlope: wanted.slope)))
  }
}
