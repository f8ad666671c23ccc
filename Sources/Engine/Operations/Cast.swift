import CVector

/// The same numbers in the other form; the compiler's alone.
struct Cast: Operation {
  let from: Element
  var name: String { "cast" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let to: Element = from == .float32 ? .bfloat16 : .float32
    let (from, width) = (from, Kernel.itemSize(output))
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 0) { operands, items in
      let start = items.lowerBound * width
      unsafe vector_convert(
        items.count * width, from.vector, operands.input(0, from: start, from), to.vector,
        operands.output(0, from: start, to))
    }
  }
}
