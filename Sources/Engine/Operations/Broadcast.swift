/// Repeats a tensor along axes of length 1 and new leading axes.
struct Broadcast: Operation {
  let target: Shape
  var name: String { "broadcast" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].isBroadcastable(to: target), inputs,
      "axes, counted from the last, must equal those of \(target) or be 1")
    return target
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.sum(site.upstream, to: graph.shape(of: site.inputs[0]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].shape.sourceIndices(in: target).map { inputs[0].values[$0] }
  }
}

extension Graph {
  /// `value` repeated to fill `shape`; axes are aligned at the last.
  public mutating func broadcast(_ value: Value, to shape: Shape) -> Value {
    self.shape(of: value) == shape ? value : apply(Broadcast(target: shape), value)
  }
}
