/// Puts tensors one behind the other along one axis.
struct Concatenate: ElementPreserving {
  let axis: Int
  var name: String { "concatenate" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(!inputs.isEmpty, inputs, "at least one value is needed")
    try require(
      axis >= 0 && inputs.allSatisfy { $0.rank == inputs[0].rank && $0.rank > axis }, inputs,
      "all must have axis \(axis) and as many axes")
    let frame = inputs[0].with(0, along: axis)
    try require(
      inputs.allSatisfy { $0.with(0, along: axis) == frame }, inputs,
      "all axes but axis \(axis) must be equal")
    return frame.with(inputs.reduce(0) { $0 + $1[axis] }, along: axis)
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    var start = 0
    return site.inputs.map { input in
      let side = graph.shape(of: input)[axis]
      defer { start += side }
      return graph.slice(site.upstream, axis: axis, start..<start + side)
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    (0..<inputs[0].shape.sides(around: axis).outer).flatMap { index in
      inputs.flatMap { input in
        let (_, side, inner) = input.shape.sides(around: axis)
        return input.values[index * side * inner..<(index + 1) * side * inner]
      }
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (_, side, inner) = output.sides(around: axis)
    let lengths = inputs.map { $0[axis] * inner }
    return .before(axis: axis, output, inputs: inputs) { operands, runs in
      var first = 0
      for (index, length) in lengths.enumerated() {
        operands.copy(
          runs, of: length, input: index, at: Runs(first: 0, stride: length),
          to: Runs(first: first, stride: side * inner), element)
        first += length
      }
    }
  }
}

extension Graph {
  /// Values of equal leading axes, side by side along the last.
  public mutating func concatenate(_ values: [Value]) -> Value {
    concatenate(values, axis: (values.first.map { shape(of: $0).rank } ?? 0) - 1)
  }

  /// Values one behind the other along an axis; all other axes are equal.
  public mutating func concatenate(_ values: [Value], axis: Int) -> Value {
    values.count == 1 ? values[0] : apply(Concatenate(axis: axis), to: values)
  }
}
