import CVector

/// Multiplies every row, element by element, by one vector.
struct ScaleColumns: ElementPreserving {
  var name: String { "scaleColumns" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && inputs[1] == [inputs[0].columns], inputs,
      "the scale must be as long as the last axis")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let products = graph.multiply(site.upstream, site.inputs[0])
    return [
      graph.scaleColumns(site.upstream, by: site.inputs[1]),
      graph.sum(products, to: graph.shape(of: site.inputs[1])),
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let columns = inputs[1].values.count
    return inputs[0].values.enumerated().map { $1 * inputs[1].values[$0 % columns] }
  }

  func isPreserved(input: Int) -> Bool { input == 0 }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .rowwise(output, inputs: inputs, whole: [1], flopsPerElement: 1, inPlace: 0) {
      rows, columns, operands, start in
      unsafe vector_scale_columns(
        element.vector, rows, columns, operands.input(0, from: start, element),
        operands.input(1), operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// `value`, shape `[…, columns]`, with column `c` multiplied by element `c` of `scale`.
  public mutating func scaleColumns(_ value: Value, by scale: Value) -> Value {
    apply(ScaleColumns(), value, scale)
  }
}
