/// The mean of the numbers under a window, channel by channel.
struct AveragePool: ElementPreserving {
  let pool: PoolWindow
  let countsPadding: Bool
  var name: String { "averagePool" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try pool.shape(of: inputs[0], in: self)
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let input = graph.shape(of: site.inputs[0])
    return [graph.apply(AveragePoolGradient(forward: self, input: input), site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result: [Double] = []
    pool.forEachPlace(on: inputs[0].shape) { _, covered in
      let sum = covered.reduce(0) { $0 + inputs[0].values[$1] }
      result.append(sum / divisor(of: covered))
    }
    return result
  }

  /// Pixels a sum is divided by.
  func divisor(of covered: [Int]) -> Double {
    Double(countsPadding ? pool.window.height * pool.window.width : covered.count)
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (rows, columns) = taps(on: inputs[0].image)
    return .resampled(
      inputs[0], to: output, rows: AxisWeights(rows), columns: AxisWeights(columns),
      taps: pool.window.height * pool.window.width, as: element)
  }

  /// Weights along both axes; a window's weights are their products.
  func taps(
    on input: Extent2D
  ) -> (rows: [[AxisWeights.Tap]], columns: [[AxisWeights.Tap]]) {
    func taps(_ covered: Range<Int>, _ window: Int) -> [AxisWeights.Tap] {
      covered.map { ($0, 1 / Double(countsPadding ? window : covered.count)) }
    }
    let output = pool.output(of: input)
    return (
      (0..<output.height).map { taps(pool.rows(at: $0, of: input), pool.window.height) },
      (0..<output.width).map { taps(pool.columns(at: $0, of: input), pool.window.width) }
    )
  }
}

/// The gradient of ``AveragePool``: every pixel gets its share of the means it went into.
struct AveragePoolGradient: ElementPreserving {
  let forward: AveragePool
  /// Shape of the pooled images.
  let input: Shape
  var name: String { "averagePoolGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    let result = try forward.shape(of: [input])
    try require(inputs[0] == result, inputs, "the gradient must have the result's shape")
    return input
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: input.count)
    forward.pool.forEachPlace(on: input) { element, covered in
      let part = inputs[0].values[element] / forward.divisor(of: covered)
      for pixel in covered { result[pixel] += part }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (rows, columns) = forward.taps(on: input.image)
    return .resampled(
      inputs[0], to: output, rows: .transposed(rows, sources: input.image.height),
      columns: .transposed(columns, sources: input.image.width), taps: 1, as: element)
  }
}

extension Graph {
  /// The mean under a moving window, channel by channel.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, height, width, channels]`.
  ///   - stride: Pixels from one place to the next; the window's size if nil.
  ///   - padding: Zeros around the image; at most half the window.
  ///   - countsPadding: Whether sums are divided by the window's size at the edges too, else by
  ///     the number of pixels under it.
  /// - Returns: As ``maxPool(_:window:stride:padding:)``.
  public mutating func averagePool(
    _ value: Value, window: Extent2D, stride: Extent2D? = nil, padding: Extent2D = 0,
    countsPadding: Bool = true
  ) -> Value {
    let pool = PoolWindow(window: window, stride: stride ?? window, padding: padding)
    return apply(AveragePool(pool: pool, countsPadding: countsPadding), value)
  }
}
