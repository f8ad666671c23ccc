/// Keeps a range of elements along one axis.
struct Slice: ElementPreserving {
  let axis: Int
  let range: Range<Int>
  var name: String { "slice" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    let kept = axis == inputs[0].rank - 1 ? "columns" : "elements"
    try require(
      axis >= 0 && inputs[0].rank > axis && range.lowerBound >= 0
        && range.upperBound <= inputs[0][axis],
      inputs, "\(kept) \(range) must lie within axis \(axis)")
    return inputs[0].with(range.count, along: axis)
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let total = graph.shape(of: site.inputs[0])[axis]
    return [
      graph.apply(Pad(axis: axis, before: range.lowerBound, total: total), site.upstream)
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (outer, side, inner) = inputs[0].shape.sides(around: axis)
    return (0..<outer).flatMap { index in
      inputs[0].values[
        (index * side + range.lowerBound) * inner..<(index * side + range.upperBound) * inner]
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (_, side, inner) = inputs[0].sides(around: axis)
    let length = range.count * inner
    let source = Runs(first: range.lowerBound * inner, stride: side * inner)
    return .before(axis: axis, output, inputs: inputs) { operands, runs in
      operands.copy(
        runs, of: length, at: source, to: Runs(first: 0, stride: length), element)
    }
  }
}

/// Puts a tensor between zeros along one axis.
struct Pad: ElementPreserving {
  let axis: Int
  let before: Int
  /// Length of the result's axis.
  let total: Int
  var name: String { "pad" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      axis >= 0 && inputs[0].rank > axis && before >= 0 && before + inputs[0][axis] <= total,
      inputs, "the result must have room")
    return inputs[0].with(total, along: axis)
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let side = graph.shape(of: site.inputs[0])[axis]
    return [graph.slice(site.upstream, axis: axis, before..<before + side)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (outer, side, inner) = inputs[0].shape.sides(around: axis)
    var result = [Double](repeating: 0, count: outer * total * inner)
    for (index, value) in inputs[0].values.enumerated() {
      let (run, offset) = (index / (side * inner), index % (side * inner))
      result[(run * total + before) * inner + offset] = value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (_, side, inner) = inputs[0].sides(around: axis)
    let source = Runs(first: 0, stride: side * inner)
    let target = Runs(first: before * inner, stride: total * inner)
    return .before(axis: axis, output, inputs: inputs) { operands, runs in
      operands.clear(
        runs.lowerBound * target.stride..<runs.upperBound * target.stride, element)
      operands.copy(runs, of: source.stride, at: source, to: target, element)
    }
  }
}

extension Graph {
  /// The columns of the last axis in a range.
  public mutating func slice(_ value: Value, columns: Range<Int>) -> Value {
    slice(value, axis: shape(of: value).rank - 1, columns)
  }

  /// The elements of one axis in a range.
  public mutating func slice(_ value: Value, axis: Int, _ range: Range<Int>) -> Value {
    let shape = shape(of: value)
    let isWhole = shape.dimensions.indices.contains(axis) && range == 0..<shape[axis]
    return isWhole ? value : apply(Slice(axis: axis, range: range), value)
  }
}
