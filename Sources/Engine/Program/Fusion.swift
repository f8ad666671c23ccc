/// Turns nodes into steps, joining what can be computed in one pass over memory:
/// a product with its bias and activation, an activation with its slope, a data gradient with the
/// slope it is multiplied by.
///
/// Products of packed weights get steps of their own that pack.
struct Fusion {
  /// Those of the graph, and behind them what steps pass on among themselves.
  private(set) var nodes: [Node]
  let workers: Int
  private let isRoot: Set<Value>
  private(set) var readers: [[Value]]
  /// Nodes computed by an earlier step.
  private(set) var isDone: [Bool]
  private(set) var steps: [Step] = []

  init(_ graph: TypedGraph, workers: Int) throws(EngineError) {
    nodes = graph.nodes
    self.workers = workers
    isRoot = Set(graph.roots)
    readers = [[Value]](repeating: [], count: nodes.count)
    isDone = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices {
      for input in Set(nodes[index].inputs) { readers[input.index].append(Value(index: index)) }
    }
    for index in isDone.indices where !isDone[index] { try compute(Value(index: index)) }
  }

  func operation(_ value: Value) -> (any Operation)? {
    if case .operation(let wrapped) = nodes[value.index].kind { wrapped.operation } else { nil }
  }

  private mutating func compute(_ value: Value) throws(EngineError) {
    guard let operation = operation(value), !(operation is Reshape) else {
      isDone[value.index] = true
      return
    }
    switch operation {
    case let product as MatrixProduct: try compute(product, value)
    case let product as ChunkedProduct: try compute(product, value)
    case let product as any ConvolutionProduct: try compute(product, value)
    case is Sum where isSummedWithWeights(value): return
    case let sum as Sum where sum.isOfImages(nodes[nodes[value.index].inputs[0].index].shape):
      computeImageSum(sum, value)
    case is AddBias: computeBias(value)
    case let activation as any ActivationOperation: compute(activation, value)
    default: emit(operation.name, value, operation)
    }
  }

  mutating func emit(_ name: String, _ value: Value, _ operation: any Operation) {
    let node = nodes[value.index]
    let inputs = node.inputs.map { nodes[$0.index].shape }
    let kernel =
      if let preserving = operation as? any ElementPreserving {
        preserving.lower(inputs, node.shape, as: node.element)
      } else if let reading = operation as? any FormReading {
        reading.lower(inputs, node.shape, reading: nodes[node.inputs[0].index].element)
      } else {
        operation.lower(inputs, node.shape)
      }
    emit(name, inputs: node.inputs, outputs: [value], kernel)
  }

  /// A value that only steps know of.
  mutating func addValue(floats count: Int) -> Value {
    nodes.append(Node(kind: .intermediate, inputs: [], shape: [count]))
    isDone.append(true)
    return Value(index: nodes.count - 1)
  }

  mutating func markDone(_ value: Value) { isDone[value.index] = true }

  func isRoot(_ value: Value) -> Bool { isRoot.contains(value) }

  /// The one operation that reads a value, if the value is not a result itself.
  func onlyReader(of value: Value) -> Value? {
    guard !isRoot.contains(value), readers[value.index].count == 1 else { return nil }
    return readers[value.index][0]
  }

  mutating func emit(
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
  func activations(of value: Value) -> (values: [Value], kind: any ActivationOperation)? {
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
    ).kernel(nodes[input.index].shape, as: nodes[input.index].element)
    let name = (bias == nil ? "" : "addBias + ") + name(kind, wanted)
    emit(name, inputs: [input] + [bias].compactMap(\.self), outputs: values, kernel)
  }

  func wanted(_ values: [Value]) -> (value: Bool, slope: Bool) {
    let kinds = values.map { (operation($0) as! any ActivationOperation).isSlope }
    return (kinds.contains(false), kinds.contains(true))
  }

  func name(_ kind: any ActivationOperation, _ wanted: (value: Bool, slope: Bool)) -> String {
    let name = kind.function.name
    return wanted.value ? (wanted.slope ? "\(name) + slope" : name) : "\(name)Slope"
  }

  // MARK: What need not be repeated

  private func isRandom(_ step: Step) -> Bool {
    step.outputs.contains { operation($0)?.isRandom ?? false }
  }

  /// The steps apart that depend on nothing that changes from run to run.
  func divided(isFrozen: Bool, memory: (Value) -> Value) -> (prepared: [Step], repeated: [Step]) {
    guard isFrozen else { return ([], steps) }
    var isReady = nodes.map { node in
      switch node.kind {
      case .parameter, .state, .constant: true
      case .input, .operation, .intermediate: false
      }
    }
    var divided: (prepared: [Step], repeated: [Step]) = ([], [])
    for step in steps {
      let isPrepared = !isRandom(step) && step.inputs.allSatisfy { isReady[memory($0).index] }
      for output in step.outputs { isReady[output.index] = isPrepared }
      if isPrepared { divided.prepared.append(step) } else { divided.repeated.append(step) }
    }
    return divided
  }
}
