import Numbers

/// How the pixels of an image of another size are found.
public enum ResizeMethod: String, Codable, Sendable {
  /// The pixel whose area holds the new pixel's upper left corner.
  case nearest
  /// Linear interpolation between the four pixels around the new pixel's centre; beyond the
  /// centres of the outermost pixels, these.
  case bilinear
}

/// The same images with another number of rows and columns.
struct Resize: ElementPreserving {
  let size: Extent2D
  let method: ResizeMethod
  var name: String { "resize" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank == 4 && inputs[0].image.allSatisfy { $0 > 0 }, inputs,
      "images have four axes and a pixel at least")
    guard size.allSatisfy({ $0 > 0 }) else {
      throw .invalidProperty(
        operation: name, property: "size", found: "\(size)", rule: "it must be positive")
    }
    return [inputs[0][0], size.height, size.width, inputs[0][3]]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let input = graph.shape(of: site.inputs[0])
    return [graph.apply(ResizeGradient(forward: self, input: input), site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result: [Double] = []
    forEachNumber(of: inputs[0].shape) { _, parts in
      result.append(parts.reduce(0) { $0 + $1.weight * inputs[0].values[$1.element] })
    }
    return result
  }

  /// Calls `body` for every number of the result, in order, with what it is made of.
  func forEachNumber(
    of input: Shape, _ body: (_ index: Int, _ parts: [(element: Int, weight: Double)]) -> Void
  ) {
    let (batch, channels) = (input[0], input[3])
    for index in 0..<batch * size.height * size.width * channels {
      let (pixel, channel) = (index / channels, index % channels)
      let (row, column) = (pixel / size.width % size.height, pixel % size.width)
      let sample = pixel / (size.width * size.height)
      var parts: [(element: Int, weight: Double)] = []
      for y in taps(at: row, from: input[1], to: size.height) {
        for x in taps(at: column, from: input[2], to: size.width) {
          let source = (sample * input[1] + y.source) * input[2] + x.source
          parts.append((source * channels + channel, y.weight * x.weight))
        }
      }
      body(index, parts)
    }
  }

  /// What a place of an axis of `target` pixels takes from an axis of `side` pixels.
  private func taps(at place: Int, from side: Int, to target: Int) -> [AxisWeights.Tap] {
    switch method {
    case .nearest: return [(place * side / target, 1)]
    case .bilinear:
      let centre = max((Double(place) + 0.5) * Double(side) / Double(target) - 0.5, 0)
      let first = min(Int(clamping: centre), side - 1)
      let weight = centre - Double(first)
      guard weight > 0, first + 1 < side else { return [(first, 1)] }
      return [(first, 1 - weight), (first + 1, weight)]
    }
  }

  /// Weights along both axes.
  func taps(
    on input: Extent2D
  ) -> (rows: [[AxisWeights.Tap]], columns: [[AxisWeights.Tap]]) {
    (
      (0..<size.height).map { taps(at: $0, from: input.height, to: size.height) },
      (0..<size.width).map { taps(at: $0, from: input.width, to: size.width) }
    )
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (rows, columns) = taps(on: inputs[0].image)
    return .resampled(
      inputs[0], to: output, rows: AxisWeights(rows), columns: AxisWeights(columns),
      taps: method == .nearest ? 1 : 4, as: element)
  }
}

/// The gradient of ``Resize``: every pixel gets back what went from it into others.
struct ResizeGradient: ElementPreserving {
  let forward: Resize
  /// Shape of the images before.
  let input: Shape
  var name: String { "resizeGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    let result = try forward.shape(of: [input])
    try require(inputs[0] == result, inputs, "the gradient must have the result's shape")
    return input
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: input.count)
    forward.forEachNumber(of: input) { index, parts in
      for part in parts { result[part.element] += part.weight * inputs[0].values[index] }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (rows, columns) = forward.taps(on: input.image)
    let ratio = max(inputs[0].count / max(input.count, 1), 1)
    return .resampled(
      inputs[0], to: output, rows: .transposed(rows, sources: input.image.height),
      columns: .transposed(columns, sources: input.image.width), taps: ratio, as: element)
  }
}

extension Graph {
  /// Images with another number of rows and columns.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, height, width, channels]`.
  ///   - size: Rows and columns of the result.
  public mutating func resize(
    _ value: Value, to size: Extent2D, method: ResizeMethod
  ) -> Value {
    apply(Resize(size: size, method: method), value)
  }

  /// Images with `factor` times as many rows and columns.
  ///
  /// - Parameter value: Shape `[batch, height, width, channels]`.
  public mutating func upsample(
    _ value: Value, by factor: Int, method: ResizeMethod
  ) -> Value {
    let shape = shape(of: value)
    let image = shape.rank == 4 ? shape.image : 0
    let size = Extent2D(height: factor * image.height, width: factor * image.width)
    return resize(value, to: size, method: method)
  }
}
