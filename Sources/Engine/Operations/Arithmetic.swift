import CVector

/// Adds, subtracts, multiplies or divides two tensors of one shape, element by element.
struct Arithmetic: ElementPreserving {
  enum Kind: String { case add, subtract, multiply, divide }

  let kind: Kind
  var name: String { kind.rawValue }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "the shapes must be equal or broadcast")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (first, second, upstream) = (site.inputs[0], site.inputs[1], site.upstream)
    switch kind {
    case .add: return [upstream, upstream]
    case .subtract: return [upstream, graph.scale(upstream, by: -1)]
    case .multiply: return [graph.multiply(upstream, second), graph.multiply(upstream, first)]
    case .divide:
      let ofFirst = graph.divide(upstream, second)
      return [ofFirst, graph.scale(graph.multiply(ofFirst, site.output), by: -1)]
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    zip(inputs[0].values, inputs[1].values).map { first, second in
      switch kind {
      case .add: first + second
      case .subtract: first - second
      case .multiply: first * second
      case .divide: first / second
      }
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let width = Kernel.itemSize(output)
    let compute =
      switch kind {
      case .add: unsafe vector_add
      case .subtract: unsafe vector_subtract
      case .multiply: unsafe vector_multiply
      case .divide: unsafe vector_divide
      }
    return .alongFirstAxis(output, inputs: inputs, inPlace: 0) { operands, items in
      let start = items.lowerBound * width
      unsafe compute(
        element.vector, items.count * width, operands.input(0, from: start, element),
        operands.input(1, from: start, element), operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// The sum of two values, broadcast to a common shape.
  public mutating func add(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Arithmetic(kind: .add), first, second)
  }

  /// The difference of two values, broadcast to a common shape.
  public mutating func subtract(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Arithmetic(kind: .subtract), first, second)
  }

  /// The product of two values element by element, broadcast to a common shape.
  public mutating func multiply(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Arithmetic(kind: .multiply), first, second)
  }

  /// The quotient of two values element by element, broadcast to a common shape.
  public mutating func divide(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Arithmetic(kind: .divide), first, second)
  }

  /// Adds an operation on two values of one shape, broadcast to it.
  mutating func applyBroadcast(
    _ operation: some Operation, _ first: Value, _ second: Value
  ) -> Value {
    guard let common = Shape.broadcast(shape(of: first), shape(of: second)) else {
      return apply(operation, first, second)
    }
    return apply(operation, broadcast(first, to: common), broadcast(second, to: common))
  }
}
