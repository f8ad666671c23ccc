import CVector

/// The mean of all pixels of an image, channel by channel.
struct GlobalAveragePool: ElementPreserving {
  var name: String { "globalAveragePool" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank == 4 && inputs[0].image.allSatisfy { $0 > 0 }, inputs,
      "images have four axes and a pixel at least")
    return [inputs[0][0], inputs[0][3]]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let image = graph.shape(of: site.inputs[0]).image
    return [graph.apply(GlobalAveragePoolGradient(image: image), site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (batch, channels) = (inputs[0].shape[0], inputs[0].shape[3])
    let pixels = inputs[0].shape[1] * inputs[0].shape[2]
    return (0..<batch * channels).map { index in
      let first = index / channels * pixels * channels + index % channels
      let sum = (0..<pixels).reduce(0) { $0 + inputs[0].values[first + $1 * channels] }
      return sum / Double(pixels)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (pixels, channels) = (inputs[0][1] * inputs[0][2], output[1])
    return .byImage(output, inputs: inputs, flopsPerElement: pixels) { operands, images in
      let first = images.lowerBound * channels
      unsafe vector_mean_pixels(
        element.vector, images.count, pixels, channels,
        operands.input(0, from: first * pixels, element), operands.output(0, from: first, element))
    }
  }
}

/// The gradient of ``GlobalAveragePool``: every pixel gets the same share.
struct GlobalAveragePoolGradient: ElementPreserving {
  let image: Extent2D
  var name: String { "globalAveragePoolGradient" }

  private var pixels: Int { image.height * image.width }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 2, inputs, "one number per image and channel is needed")
    return [inputs[0][0], image.height, image.width, inputs[0][1]]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let channels = inputs[0].shape[1]
    return (0..<inputs[0].values.count * pixels).map { index in
      let sample = index / (pixels * channels)
      return inputs[0].values[sample * channels + index % channels] / Double(pixels)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (pixels, channels) = (pixels, output[3])
    return .byImage(output, inputs: inputs, flopsPerElement: 1) { operands, images in
      let first = images.lowerBound * channels
      unsafe vector_repeat_pixels(
        element.vector, images.count, pixels, channels, 1 / Float(pixels),
        operands.input(0, from: first, element), operands.output(0, from: first * pixels, element))
    }
  }
}

extension Graph {
  /// The mean of all pixels; shape `[batch, height, width, channels]` gives `[batch, channels]`.
  public mutating func globalAveragePool(_ value: Value) -> Value {
    apply(GlobalAveragePool(), value)
  }

  /// The largest of all pixels; shape `[batch, height, width, channels]` gives
  /// `[batch, channels]`.
  public mutating func globalMaxPool(_ value: Value) -> Value {
    let shape = shape(of: value)
    guard shape.rank == 4 else { return maxPool(value, window: 1) }
    let largest = maxPool(value, window: shape.image)
    return problem == nil ? reshape(largest, to: [shape[0], shape[3]]) : largest
  }
}
