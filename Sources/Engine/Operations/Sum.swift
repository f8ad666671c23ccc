/// Sums over the axes that broadcasting from `target` would repeat.
struct Sum: Operation {
  let target: Shape
  var name: String { "sum" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      target.isBroadcastable(to: inputs[0]), inputs,
      "\(target) must broadcast to the summed shape")
    return target
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.broadcast(site.upstream, to: graph.shape(of: site.inputs[0]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: target.count)
    for (value, index) in zip(inputs[0].values, target.sourceIndices(in: inputs[0].shape)) {
      result[index] += value
    }
    return result
  }
}

extension Graph {
  /// The sum of all elements, a scalar.
  public mutating func sum(_ value: Value) -> Value { sum(value, to: []) }

  /// Sums so that the result has `shape`: over axes that are 1 or absent there.
  public mutating func sum(_ value: Value, to shape: Shape) -> Value {
    self.shape(of: value) == shape ? value : apply(Sum(target: shape), value)
  }

  /// The mean of all elements, a scalar.
  public mutating func mean(_ value: Value) -> Value { mean(value, to: []) }

  /// The mean over the axes that are 1 or absent in `shape`.
  public mutating func mean(_ value: Value, to shape: Shape) -> Value {
    let terms = self.shape(of: value).count / max(shape.count, 1)
    return scale(sum(value, to: shape), by: 1 / Float(max(terms, 1)))
  }

  /// The sum of squares of all elements, a scalar; the L2 penalty without its factor.
  public mutating func squaredNorm(_ value: Value) -> Value { sum(multiply(value, value)) }
}
