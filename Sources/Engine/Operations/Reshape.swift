/// The same numbers under another shape.
struct Reshape: Operation {
  let target: Shape
  var name: String { "reshape" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].count == target.count, inputs, "\(target) holds \(target.count) elements")
    return target
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.reshape(site.upstream, to: graph.shape(of: site.inputs[0]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values
  }

  // The compiler makes a reshape another name of the same memory; this is for a result that must
  // have memory of its own.
  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .copy(output)
  }
}

extension Graph {
  /// The same elements, row-major, under another shape of the same count.
  public mutating func reshape(_ value: Value, to shape: Shape) -> Value {
    self.shape(of: value) == shape ? value : apply(Reshape(target: shape), value)
  }
}
