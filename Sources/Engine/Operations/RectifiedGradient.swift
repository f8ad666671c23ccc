import CVector

/// What a rectifier passes back: the upstream gradient where its result is positive; inputs:
/// upstream gradient, result.
///
/// The compiler puts it in place of the product with the slope, which would need the rectifier's
/// input.
struct RectifiedGradient: ElementPreserving {
  var name: String { "rectifiedGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "gradient and result must have one shape")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    zip(inputs[0].values, inputs[1].values).map { $1 > 0 ? $0 : 0 }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let width = Kernel.itemSize(output)
    return .alongFirstAxis(output, inputs: inputs, inPlace: 0) { operands, items in
      let start = items.lowerBound * width
      unsafe vector_rectified_gradient(
        element.vector, items.count * width, operands.input(0, from: start, element),
        operands.input(1, from: start, element), operands.output(0, from: start, element))
    }
  }
}
