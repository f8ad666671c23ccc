/// A symbolic expression with static shapes: what to compute, not how.
///
/// Methods add a node and return it. The first mistake is kept and thrown when the graph is
/// compiled, so that a network reads without a `try` on every line.
public struct Graph: Sendable {
  private(set) var nodes: [Node] = []
  /// New values of states, by the state's node.
  private(set) var assignments: [Value: Value] = [:]
  /// Distinguishes dropouts of equal rate.
  var dropoutCount: UInt32 = 0
  /// The first mistake made while building.
  public internal(set) var problem: EngineError?

  public init() {}

  public func shape(of value: Value) -> Shape { nodes[value.index].shape }

  /// A tensor written before each run.
  public mutating func input(_ name: String, shape: Shape) -> Value {
    named(name, .input(name), shape)
  }

  /// A trained tensor of ``Parameters``.
  public mutating func parameter(_ name: String, shape: Shape) -> Value {
    named(name, .parameter(name), shape)
  }

  /// A tensor of ``Parameters`` that runs update through ``assign(_:to:)``, not the optimizer.
  public mutating func state(_ name: String, shape: Shape) -> Value {
    named(name, .state(name), shape)
  }

  public mutating func constant(_ tensor: Tensor) -> Value {
    append(Node(kind: .constant(tensor), inputs: [], shape: tensor.shape))
  }

  /// Makes every run end by writing `newValue` over `state`; reads during the run see the old one.
  public mutating func assign(_ newValue: Value, to state: Value) {
    guard case .state(let name) = nodes[state.index].kind else {
      preconditionFailure("assign expects a state, found \(nodes[state.index].kind)")
    }
    if shape(of: newValue) != shape(of: state) {
      record(
        .parameterShapeDiffers(name: name, graph: shape(of: state), values: shape(of: newValue)))
    }
    assignments[state] = newValue
  }

  /// Adds an operation; with a mistake in its inputs, keeps the error and returns the first of them.
  mutating func apply(_ operation: some Operation, _ inputs: Value...) -> Value {
    apply(operation, to: inputs)
  }

  mutating func apply(_ operation: some Operation, to inputs: [Value]) -> Value {
    do throws(EngineError) {
      let shape = try operation.shape(of: inputs.map(shape(of:)))
      return append(
        Node(
          kind: .operation(AnyOperation(operation: operation)), inputs: inputs, shape: shape))
    } catch {
      record(error)
      return inputs.first ?? constant(Tensor(0))
    }
  }

  mutating func record(_ error: EngineError) {
    if problem == nil { problem = error }
  }

  private mutating func named(_ name: String, _ kind: Node.Kind, _ shape: Shape) -> Value {
    let isTaken = nodes.contains { $0.name == name }
    if isTaken { record(.duplicateName(name)) }
    return append(Node(kind: kind, inputs: [], shape: shape))
  }

  private mutating func append(_ node: Node) -> Value {
    nodes.append(node)
    return Value(index: nodes.count - 1)
  }
}

extension Node {
  /// The name of an input, parameter or state.
  var name: String? {
    switch kind {
    case .input(let name), .parameter(let name), .state(let name): name
    case .constant, .operation, .intermediate: nil
    }
  }
}
