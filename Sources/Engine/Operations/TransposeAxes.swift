import CVector

/// Puts the axes of a tensor into another order.
struct TransposeAxes: ElementPreserving {
  /// Axis `i` of the result is axis `order[i]` of the input.
  let order: [Int]
  var name: String { "transposeAxes" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    guard order.sorted() == Array(0..<inputs[0].rank), order.count <= 8 else {
      throw .invalidProperty(
        operation: name, property: "order", found: "\(order)",
        rule: "it must name each of the \(inputs[0].rank) axes once, eight at most")
    }
    return Shape(order.map { inputs[0][$0] })
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let inverse = order.indices.map { order.firstIndex(of: $0)! }
    return [graph.transposeAxes(site.upstream, inverse)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let output = Shape(order.map { inputs[0].shape[$0] })
    let strides = strides(of: inputs[0].shape)
    return (0..<output.count).map { index in
      var (rest, source) = (index, 0)
      for axis in order.indices.reversed() {
        source += rest % output[axis] * strides[axis]
        rest /= output[axis]
      }
      return inputs[0].values[source]
    }
  }

  /// By axis of the result, how far apart its neighbours lie in the input.
  private func strides(of input: Shape) -> [Int] {
    order.map { axis in input.dimensions[(axis + 1)...].reduce(1, *) }
  }

  /// Items are those of the result's first axis, so that threads may share the work.
  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (strides, size) = (strides(of: inputs[0]), Kernel.itemSize(output))
    var walk = vector_order()
    walk.rank = max(order.count, 1)
    Self.fill(&walk.sides, output.dimensions)
    Self.fill(&walk.strides, strides)
    let isOwn = order.first == 0
    return Kernel.alongFirstAxis(
      output, inputs: inputs, whole: isOwn ? [] : [0], flopsPerElement: 0
    ) { operands, items in
      var walk = walk
      walk.sides.0 = items.count
      unsafe vector_permute(
        element.vector, &walk,
        operands.input(0, from: items.lowerBound * (strides.first ?? 0), element),
        operands.output(0, from: items.lowerBound * size, element))
    }.sharing(output)
  }

  private static func fill<Sides>(_ sides: inout Sides, _ numbers: [Int]) {
    unsafe withUnsafeMutableBytes(of: &sides) { bytes in
      for (axis, number) in numbers.enumerated() {
        unsafe bytes.storeBytes(
          of: number, toByteOffset: axis * MemoryLayout<Int>.stride, as: Int.self)
      }
    }
  }
}

extension Graph {
  /// A tensor with its axes in another order: axis `i` of the result is axis `order[i]` of
  /// `value`.
  public mutating func transposeAxes(_ value: Value, _ order: [Int]) -> Value {
    order == Array(0..<shape(of: value).rank) ? value : apply(TransposeAxes(order: order), value)
  }
}
