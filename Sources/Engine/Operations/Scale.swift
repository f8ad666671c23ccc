import CVector

/// Multiplies every element by a number known when the graph is built.
struct Scale: ElementPreserving {
  let factor: Float
  var name: String { "scale" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.scale(site.upstream, by: factor)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map { $0 * Double(factor) }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .elementwise(output) { [factor] count, operands, start in
      unsafe vector_scale(
        element.vector, count, factor, operands.input(0, from: start, element),
        operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// Every element times `factor`.
  public mutating func scale(_ value: Value, by factor: Float) -> Value {
    factor == 1 ? value : apply(Scale(factor: factor), value)
  }
}
