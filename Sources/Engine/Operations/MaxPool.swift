import CVector

/// The largest number under a window, channel by channel.
struct MaxPool: ElementPreserving {
  let pool: PoolWindow
  var name: String { "maxPool" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try pool.shape(of: inputs[0], in: self)
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.apply(MaxPoolGradient(pool: pool), site.upstream, site.inputs[0])]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result: [Double] = []
    pool.forEachPlace(on: inputs[0].shape) { _, covered in
      result.append(inputs[0].values[Self.winner(covered, inputs[0].values)])
    }
    return result
  }

  /// The element of the largest number, the first of equal ones; of the last NaN if there is one.
  static func winner(_ covered: [Int], _ values: [Double]) -> Int {
    covered.dropFirst().reduce(covered[0]) { best, element in
      values[element] > values[best] || values[element].isNaN ? element : best
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (description, shape) = (pool.vector(inputs[0]), inputs[0])
    let (from, to) = (Kernel.itemSize(shape), Kernel.itemSize(output))
    return .byImage(
      output, inputs: inputs, flopsPerElement: pool.window.height * pool.window.width
    ) { operands, images in
      var description = description
      unsafe vector_max_pool(
        element.vector, images.count, &description,
        operands.input(0, from: images.lowerBound * from, element),
        operands.output(0, from: images.lowerBound * to, element))
    }
  }
}

/// The gradient of ``MaxPool`` from the upstream gradient and its input.
///
/// Finds the largest numbers again: reading the input costs what reading their stored places
/// would, and the forward pass writes nothing for it.
struct MaxPoolGradient: ElementPreserving {
  let pool: PoolWindow
  var name: String { "maxPoolGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    let result = try pool.shape(of: inputs[1], in: self)
    try require(inputs[0] == result, inputs, "the gradient must have the result's shape")
    return inputs[1]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: inputs[1].values.count)
    pool.forEachPlace(on: inputs[1].shape) { element, covered in
      result[MaxPool.winner(covered, inputs[1].values)] += inputs[0].values[element]
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let description = pool.vector(output)
    let (from, to) = (Kernel.itemSize(inputs[0]), Kernel.itemSize(output))
    return .byImage(output, inputs: inputs, flopsPerElement: 2) { operands, images in
      var description = description
      unsafe vector_max_pool_gradient(
        element.vector, images.count, &description,
        operands.input(0, from: images.lowerBound * from, element),
        operands.input(1, from: images.lowerBound * to, element),
        operands.output(0, from: images.lowerBound * to, element))
    }
  }
}

extension Graph {
  /// The largest number under a moving window, channel by channel; NaN where one is NaN.
  ///
  /// The gradient goes to the largest number, of equal ones to the first, row by row.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, height, width, channels]`.
  ///   - stride: Pixels from one place to the next; the window's size if nil.
  ///   - padding: Pixels of −∞ around the image; at most half the window.
  /// - Returns: Shape `[batch, places, places, channels]`; places along an axis are
  ///   `(side + 2 padding − window) / stride + 1`, rounded down.
  public mutating func maxPool(
    _ value: Value, window: Extent2D, stride: Extent2D? = nil, padding: Extent2D = 0
  ) -> Value {
    let pool = PoolWindow(window: window, stride: stride ?? window, padding: padding)
    return apply(MaxPool(pool: pool), value)
  }
}
