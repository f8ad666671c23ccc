import CVector

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

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (input, width) = (inputs[0], Kernel.itemSize(output))
    if input.count == 1 {
      return .alongFirstAxis(output, inputs: inputs, whole: [0]) { operands, items in
        unsafe vector_fill(
          items.count * width, operands.input(0).pointee,
          operands.output(from: items.lowerBound * width))
      }
    }
    if input == output.summedRows {
      let columns = output.columns
      return .alongFirstAxis(output, inputs: inputs) { operands, items in
        let row = items.lowerBound * width / columns
        unsafe vector_repeat_columns(
          items.count * width / columns, columns, operands.input(0, from: row),
          operands.output(from: row * columns))
      }
    }
    if input == output.summedPixels {
      let (pixels, channels) = (width / output.columns, output.columns)
      return .byImage(output, inputs: inputs, flopsPerElement: 0) { operands, images in
        let first = images.lowerBound * channels
        unsafe vector_repeat_pixels(
          vector_float32, images.count, pixels, channels, 1, operands.input(0, from: first),
          operands.output(from: first * pixels))
      }
    }
    let indices = input.sourceIndices(in: output)
    return .alongFirstAxis(output, inputs: inputs, whole: [0]) { operands, items in
      let (from, to) = unsafe (operands.input(0), operands.output())
      for element in items.lowerBound * width..<items.upperBound * width {
        unsafe to[element] = from[indices[element]]
      }
    }
  }
}

extension Graph {
  /// `value` repeated to fill `shape`; axes are aligned at the last.
  public mutating func broadcast(_ value: Value, to shape: Shape) -> Value {
    self.shape(of: value) == shape ? value : apply(Broadcast(target: shape), value)
  }
}
