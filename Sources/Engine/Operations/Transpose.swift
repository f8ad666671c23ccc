import CVector

/// Exchanges rows and columns.
struct Transpose: Operation {
  var name: String { "transpose" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 2, inputs, "two axes are needed")
    return [inputs[0][1], inputs[0][0]]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.transpose(site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (rows, columns) = (inputs[0].shape[0], inputs[0].shape[1])
    return (0..<rows * columns).map { inputs[0].values[$0 % rows * columns + $0 / rows] }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (rows, stride) = (inputs[0][0], inputs[0][1])
    return .alongFirstAxis(output, inputs: inputs, whole: [0], flopsPerElement: 0) {
      operands, items in
      unsafe vector_transpose(
        rows, items.count, stride, operands.input(0, from: items.lowerBound),
        operands.output(from: items.lowerBound * rows))
    }
  }
}

extension Graph {
  /// `value`, shape `[rows, columns]`, as `[columns, rows]`.
  public mutating func transpose(_ value: Value) -> Value { apply(Transpose(), value) }
}
