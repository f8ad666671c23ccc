import CVector

/// Sums over the axes that broadcasting from `target` would repeat.
struct Sum: Operation {
  let target: Shape
  var name: String { "sum" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      target.isBroadcastable(to: inputs[0]), inputs,
      "\(target) must broadcast to the summed shape")
    return target
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.broadcast(site.upstream, to: graph.shape(of: site.inputs[0]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: target.count)
    for (value, index) in zip(inputs[0].values, target.sourceIndices(in: inputs[0].shape)) {
      result[index] += value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let input = inputs[0]
    if target.count == 1 {
      let count = input.count
      return .serial(inputs: 1, flops: count) { operands in
        unsafe operands.output().pointee = vector_sum(count, operands.input(0))
      }
    }
    if target.dimensions == input.dimensions.suffix(target.rank) {
      let (rows, stride) = (input.count / target.count, target.count)
      return .alongColumns([rows, stride], inputs: 1) { operands, items in
        let start = items.lowerBound
        unsafe vector_sum_columns(
          rows, items.count, stride, operands.input(0, from: start), operands.output(from: start))
      }
    }
    if target == input.summedRows { return rowSums(input, output) }
    if target == input.summedPixels { return pixelSums(input, output) }
    return anyAxes(input)
  }

  /// Whether this sums the pixels of images, channel by channel.
  func isOfImages(_ input: Shape) -> Bool {
    input.rank == 4 && target.rank == 1 && target.count == input.columns
  }

  /// The first of two steps of a sum over images: `[batch, channels]`, each image on its own.
  static func ofEachImage(_ input: Shape, as element: Element) -> Kernel {
    let (columns, width) = (input.columns, Kernel.itemSize(input))
    return Kernel(
      items: input[0], block: 1, inputs: [.items(of: width)], outputs: [.items(of: columns)],
      inPlace: [nil], flops: input.count
    ) { operands, items in
      for image in items {
        unsafe vector_sum_pixels(
          element.vector, width / columns, columns,
          operands.input(0, from: image * width, element),
          operands.output(from: image * columns))
      }
    }
  }

  private func rowSums(_ input: Shape, _ output: Shape) -> Kernel {
    let (columns, rowsPerItem) = (input.columns, Kernel.itemSize(output))
    return .alongFirstAxis(output, inputs: [input], flopsPerElement: columns) { operands, items in
      let row = items.lowerBound * rowsPerItem
      unsafe vector_sum_rows(
        items.count * rowsPerItem, columns, operands.input(0, from: row * columns),
        operands.output(from: row))
    }
  }

  private func pixelSums(_ input: Shape, _ output: Shape) -> Kernel {
    let (pixels, channels) = (Kernel.itemSize(input) / input.columns, input.columns)
    return .byImage(output, inputs: [input], flopsPerElement: pixels) { operands, images in
      for image in images {
        unsafe vector_sum_columns(
          pixels, channels, channels, operands.input(0, from: image * pixels * channels),
          operands.output(from: image * channels))
      }
    }
  }

  private func anyAxes(_ input: Shape) -> Kernel {
    let indices = target.sourceIndices(in: input)
    let count = target.count
    return .serial(inputs: 1, flops: input.count) { operands in
      let (from, to) = unsafe (operands.input(0), operands.output())
      unsafe vector_fill(count, 0, to)
      for (element, index) in indices.enumerated() { unsafe to[index] += from[element] }
    }
  }
}

extension Graph {
  /// The sum of all elements, a scalar.
  public mutating func sum(_ value: Value) -> Value { sum(value, to: []) }

  /// Sums so that the result has `shape`: over axes that are 1 or absent there.
  public mutating func sum(_ value: Value, to shape: Shape) -> Value {
    self.shape(of: value) == shape ? value : apply(Sum(target: shape), value)
  }

  /// The mean of all elements, a scalar.
  public mutating func mean(_ value: Value) -> Value { mean(value, to: []) }

  /// The mean over the axes that are 1 or absent in `shape`.
  public mutating func mean(_ value: Value, to shape: Shape) -> Value {
    let terms = self.shape(of: value).count / max(shape.count, 1)
    return scale(sum(value, to: shape), by: 1 / Float(max(terms, 1)))
  }

  /// The sum of squares of all elements, a scalar; the L2 penalty without its factor.
  public mutating func squaredNorm(_ value: Value) -> Value { sum(multiply(value, value)) }
}
