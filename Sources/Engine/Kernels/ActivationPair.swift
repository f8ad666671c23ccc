/// A bias, an activation and its slope in one pass over memory.
struct ActivationPair {
  let function: any ActivationFunction.Type
  let hasBias: Bool
  let wantsValue: Bool
  let wantsSlope: Bool

  /// - Parameter shape: Of the input and the results; two axes or more if there is a bias.
  func kernel(_ shape: Shape, as element: Element) -> Kernel {
    let (columns, width) = (shape.columns, Kernel.itemSize(shape))
    let (compute, hasBias, wantsValue, wantsSlope) = unsafe (
      function.kernel, hasBias, wantsValue, wantsSlope
    )
    var kernel = Kernel.alongFirstAxis(
      shape, inputs: [shape], flopsPerElement: function.flops, inPlace: 0
    ) { operands, items in
      let (start, count) = (items.lowerBound * width, items.count * width)
      unsafe compute(
        element.vector, hasBias ? count / columns : 1, hasBias ? columns : count,
        operands.input(0, from: start, element), hasBias ? operands.input(1) : nil,
        wantsValue ? operands.output(0, from: start, element) : nil,
        wantsSlope ? operands.output(wantsValue ? 1 : 0, from: start, element) : nil)
    }
    if hasBias { kernel.inputs.append(.whole) }
    if wantsValue && wantsSlope {
      kernel.outputs.append(kernel.outputs[0])
      kernel.inPlace.append(nil)
    }
    return kernel
  }
}
