import CVector

/// Adds one vector to every row.
struct AddBias: ElementPreserving {
  var name: String { "addBias" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && inputs[1] == [inputs[0].columns], inputs,
      "the bias must be as long as the last axis")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [site.upstream, graph.sum(site.upstream, to: graph.shape(of: site.inputs[1]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let columns = inputs[1].values.count
    return inputs[0].values.enumerated().map { $1 + inputs[1].values[$0 % columns] }
  }

  func isPreserved(input: Int) -> Bool { input == 0 }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .rowwise(output, inputs: inputs, whole: [1], flopsPerElement: 1, inPlace: 0) {
      rows, columns, operands, start in
      unsafe vector_add_bias(
        element.vector, rows, columns, operands.input(0, from: start, element),
        operands.input(1), operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// Adds `bias`, shape `[columns]`, to every row of `value`, shape `[…, columns]`.
  public mutating func addBias(_ value: Value, _ bias: Value) -> Value {
    apply(AddBias(), value, bias)
  }
}
