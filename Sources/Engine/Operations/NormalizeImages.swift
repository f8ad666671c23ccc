import CVector

/// `(x − mean) / √(variance + epsilon) · scale + shift`, channel by channel; inputs `x`, the
/// batch's moments `[2, channels]`, scale, shift.
///
/// The gradient rule takes the moments' dependence on `x` into account. With `isRectified`,
/// which the compiler sets, negative results are 0.
struct NormalizeImages: ElementPreserving {
  let epsilon: Float
  var isRectified = false
  var name: String { isRectified ? "normalizeImages + relu" : "normalizeImages" }

  func isPreserved(input: Int) -> Bool { input == 0 }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try check(inputs[0], inputs[1], inputs)
    return inputs[0]
  }

  func check(_ images: Shape, _ moments: Shape, _ inputs: [Shape]) throws(EngineError) {
    try require(
      images.rank == 4 && moments == [2, images.columns], inputs,
      "images and the moments of their channels are needed")
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let channels = graph.shape(of: site.inputs[2])
    let parts = graph.apply(NormalizedSums(forward: self), to: [site.upstream] + site.inputs)
    let sums = graph.sum(parts, to: [2, channels[0]])
    func row(_ index: Int) -> Value {
      graph.reshape(graph.slice(sums, axis: 0, index..<index + 1), to: channels)
    }
    let inputs = [site.upstream] + site.inputs + [sums]
    return [graph.apply(NormalizedGradient(forward: self), to: inputs), nil, row(1), row(0)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (scale, shift) = (inputs[2].values, inputs[3].values)
    return standardized(inputs[0], inputs[1]).enumerated().map { index, value in
      let result = value * scale[index % scale.count] + shift[index % scale.count]
      return isRectified ? max(result, 0) : result
    }
  }

  /// The images before scale and shift.
  func standardized(_ images: ReferenceTensor, _ moments: ReferenceTensor) -> [Double] {
    let channels = moments.shape.columns
    return images.values.enumerated().map { index, value in
      let channel = index % channels
      return (value - moments.values[channel]) / deviation(moments, channel)
    }
  }

  func deviation(_ moments: ReferenceTensor, _ channel: Int) -> Double {
    (moments.values[moments.shape.columns + channel] + Double(epsilon)).squareRoot()
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (size, channels) = (Kernel.itemSize(output), output.columns)
    var kernel = Kernel.byImage(
      output, inputs: inputs, whole: [1, 2, 3], flopsPerElement: 3, inPlace: 0
    ) { [epsilon, isRectified] operands, images in
      let start = images.lowerBound * size
      unsafe vector_normalize_images(
        element.vector, images.count * size / channels, channels, epsilon,
        isRectified ? 1 : 0, operands.input(0, from: start, element), operands.input(1),
        operands.input(2), operands.input(3),
        operands.scratch.assumingMemoryBound(to: Float.self),
        operands.output(0, from: start, element))
    }
    kernel.scratchSize = channels * MemoryLayout<Float>.size
    return kernel
  }
}

extension Graph {
  /// Images normalized by their batch's own statistics, and these.
  mutating func batchStandardizedImages(
    _ value: Value, scale: Value, shift: Value, epsilon: Float
  ) -> (result: Value, mean: Value, variance: Value) {
    let images = shape(of: value)
    let parts = apply(ImageMoments(), value)
    let moments = apply(JoinedMoments(pixels: images[1] * images[2]), parts)
    func row(_ index: Int) -> Value {
      reshape(slice(moments, axis: 0, index..<index + 1), to: [images.columns])
    }
    let result = apply(NormalizeImages(epsilon: epsilon), value, moments, scale, shift)
    return (result, row(0), row(1))
  }
}
