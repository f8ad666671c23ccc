import CVector

/// Puts tensors side by side along the last axis.
struct Concatenate: Operation {
  var name: String { "concatenate" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(!inputs.isEmpty, inputs, "at least one value is needed")
    let leading = inputs[0].dimensions.dropLast()
    try require(
      inputs.allSatisfy { $0.rank >= 1 && $0.dimensions.dropLast() == leading }, inputs,
      "all axes but the last must be equal")
    return Shape(leading + [inputs.reduce(0) { $0 + $1.columns }])
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    var start = 0
    return site.inputs.map { input in
      defer { start += graph.shape(of: input).columns }
      return graph.slice(site.upstream, columns: start..<start + graph.shape(of: input).columns)
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    (0..<inputs[0].shape.rows).flatMap { row in
      inputs.flatMap { input in
        input.values[row * input.shape.columns..<(row + 1) * input.shape.columns]
      }
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let widths = inputs.map(\.columns)
    return .rowwise(output, inputs: inputs, flopsPerElement: 0) { rows, columns, operands, start in
      var column = 0
      for (index, count) in widths.enumerated() {
        unsafe vector_copy_rows(
          rows, count, count, operands.input(index, from: start / columns * count), columns,
          operands.output(from: start + column))
        column += count
      }
    }
  }
}

extension Graph {
  /// Values of equal leading axes, side by side along the last.
  public mutating func concatenate(_ values: [Value]) -> Value {
    values.count == 1 ? values[0] : apply(Concatenate(), to: values)
  }
}
