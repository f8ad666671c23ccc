/// One node of a ``Graph``: the result of an operation, or something given from outside.
public struct Value: Hashable, Sendable {
  /// Position in the graph's list of nodes; inputs of a node come before it.
  let index: Int
}

/// What stands behind a ``Value``.
struct Node: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case input(String)
    case parameter(String)
    case state(String)
    case constant(Tensor)
    case operation(AnyOperation)
  }

  let kind: Kind
  let inputs: [Value]
  let shape: Shape
}

/// An operation of any type, comparable so that equal computations are found.
struct AnyOperation: Hashable, Sendable {
  let operation: any Operation

  static func == (first: Self, second: Self) -> Bool {
    AnyHashable(first.operation) == AnyHashable(second.operation)
  }

  func hash(into hasher: inout Hasher) { operation.hash(into: &hasher) }
}
