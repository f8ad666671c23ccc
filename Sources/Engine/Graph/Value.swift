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
    /// What one step of a schedule leaves to the next; never in a graph.
    case intermediate
  }

  let kind: Kind
  let inputs: [Value]
  let shape: Shape
  /// The form of its numbers; the compiler's choice.
  var element = Element.float32

  /// Floats whose memory holds its numbers.
  var floatCount: Int { element.floats(for: shape.count) }
}

/// An operation of any type, comparable so that equal computations are found.
struct AnyOperation: Hashable, Sendable {
  let operation: any Operation

  static func == (first: Self, second: Self) -> Bool {
    AnyHashable(first.operation) == AnyHashable(second.operation)
  }

  func hash(into hasher: inout Hasher) { operation.hash(into: &hasher) }
}
