import CVector

/// Keeps some columns of every row.
struct Slice: Operation {
  let columns: Range<Int>
  var name: String { "slice" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && columns.lowerBound >= 0 && columns.upperBound <= inputs[0].columns,
      inputs, "columns \(columns) must lie within the last axis")
    return Shape(inputs[0].dimensions.dropLast() + [columns.count])
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let total = graph.shape(of: site.inputs[0]).columns
    return [graph.apply(Pad(before: columns.lowerBound, total: total), site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let total = inputs[0].shape.columns
    return (0..<inputs[0].shape.rows).flatMap { row in
      inputs[0].values[row * total + columns.lowerBound..<row * total + columns.upperBound]
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (total, first) = (inputs[0].columns, columns.lowerBound)
    return .rowwise(output, inputs: inputs, flopsPerElement: 0) { rows, width, operands, start in
      unsafe vector_copy_rows(
        rows, width, total, operands.input(0, from: start / width * total + first), width,
        operands.output(from: start))
    }
  }
}

/// Puts every row between zeros.
struct Pad: Operation {
  let before: Int
  /// Columns of the result.
  let total: Int
  var name: String { "pad" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && before >= 0 && before + inputs[0].columns <= total, inputs,
      "the result must have room")
    return Shape(inputs[0].dimensions.dropLast() + [total])
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let width = graph.shape(of: site.inputs[0]).columns
    return [graph.slice(site.upstream, columns: before..<before + width)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let width = inputs[0].shape.columns
    var result = [Double](repeating: 0, count: inputs[0].shape.rows * total)
    for (index, value) in inputs[0].values.enumerated() {
      result[index / width * total + before + index % width] = value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (width, before) = (inputs[0].columns, before)
    return .rowwise(output, inputs: inputs, flopsPerElement: 0) { rows, total, operands, start in
      unsafe vector_fill(rows * total, 0, operands.output(from: start))
      unsafe vector_copy_rows(
        rows, width, width, operands.input(0, from: start / total * width), total,
        operands.output(from: start + before))
    }
  }
}

extension Graph {
  /// The columns of the last axis in a range.
  public mutating func slice(_ value: Value, columns: Range<Int>) -> Value {
    columns == 0..<shape(of: value).columns ? value : apply(Slice(columns: columns), value)
  }
}
