import CVector

/// Limits every element to a range, or tells whether it lies there, as 1 or 0.
struct Limit: Operation {
  let low: Float
  let high: Float
  let isTest: Bool
  var name: String { isTest ? "isWithin" : "limit" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    guard !isTest else { return [nil] }
    let isWithin = graph.apply(Limit(low: low, high: high, isTest: true), site.inputs[0])
    return [graph.multiply(site.upstream, isWithin)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (low, high) = (Double(low), Double(high))
    return inputs[0].values.map { value in
      isTest ? (value >= low && value <= high ? 1 : 0) : min(max(value, low), high)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let compute = unsafe isTest ? vector_within : vector_limit
    return .elementwise(output) { [low, high] count, operands, start in
      unsafe compute(
        count, low, high, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

/// The larger or smaller of two elements, or the larger one's number: 1 where the first is
/// greater, 0 where the second is, and 1/2 where they are equal.
struct Extreme: Operation {
  enum Kind: String { case maximum, minimum, isGreater }

  let kind: Kind
  var name: String { kind.rawValue }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "the shapes must be equal or broadcast")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    guard kind != .isGreater else { return [nil, nil] }
    let isGreater = graph.apply(Extreme(kind: .isGreater), site.inputs[0], site.inputs[1])
    let ofGreater = graph.multiply(site.upstream, isGreater)
    let ofSmaller = graph.subtract(site.upstream, ofGreater)
    return kind == .maximum ? [ofGreater, ofSmaller] : [ofSmaller, ofGreater]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    zip(inputs[0].values, inputs[1].values).map { first, second in
      switch kind {
      case .maximum: max(first, second)
      case .minimum: min(first, second)
      case .isGreater: first > second ? 1 : first == second ? 0.5 : 0
      }
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let width = Kernel.itemSize(output)
    let compute =
      switch kind {
      case .maximum: unsafe vector_maximum
      case .minimum: unsafe vector_minimum
      case .isGreater: unsafe vector_is_greater
      }
    return .alongFirstAxis(output, inputs: inputs, inPlace: 0) { operands, items in
      let start = items.lowerBound * width
      unsafe compute(
        items.count * width, operands.input(0, from: start), operands.input(1, from: start),
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// Every element limited to a range; beyond it the gradient is 0.
  public mutating func clamped(_ value: Value, to range: ClosedRange<Float>) -> Value {
    apply(Limit(low: range.lowerBound, high: range.upperBound, isTest: false), value)
  }

  /// The larger of two values element by element, broadcast to a common shape; where they are
  /// equal, each has half of the gradient.
  public mutating func maximum(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Extreme(kind: .maximum), first, second)
  }

  /// The smaller of two values element by element, broadcast to a common shape; where they are
  /// equal, each has half of the gradient.
  public mutating func minimum(_ first: Value, _ second: Value) -> Value {
    applyBroadcast(Extreme(kind: .minimum), first, second)
  }
}
