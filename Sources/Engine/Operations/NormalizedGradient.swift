import CVector

/// What every image adds to the gradients of shift and scale of ``NormalizeImages``,
/// `[batch, 2, channels]`; inputs: the upstream gradient, then the operation's own.
struct NormalizedSums: FormReading {
  var forward: NormalizeImages
  var name: String { forward.isRectified ? "normalizedSums + relu" : "normalizedSums" }

  func isRead(input: Int) -> Bool { input < 2 }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try forward.check(inputs[1], inputs[2], inputs)
    try require(inputs[0] == inputs[1], inputs, "gradient and input must have one shape")
    return [inputs[1][0], 2, inputs[1].columns]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (size, channels) = (Kernel.itemSize(inputs[1].shape), inputs[1].shape.columns)
    let upstream = forward.rectified(inputs)
    var result = [Double](repeating: 0, count: inputs[1].shape[0] * 2 * channels)
    for (index, value) in forward.standardized(inputs[1], inputs[2]).enumerated() {
      let place = index / size * 2 * channels + index % channels
      result[place] += upstream[index]
      result[place + channels] += upstream[index] * value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, reading element: Element) -> Kernel {
    let (size, channels) = (Kernel.itemSize(inputs[1]), output.columns)
    let (epsilon, isRectified) = (forward.epsilon, forward.isRectified)
    var kernel = Kernel.byImage(
      output, inputs: inputs, whole: [2, 3, 4], flopsPerElement: 2 * size / channels
    ) { operands, images in
      for image in images {
        unsafe vector_normalized_sums(
          element.vector, size / channels, channels, epsilon, isRectified ? 1 : 0,
          operands.input(0, from: image * size, element),
          operands.input(1, from: image * size, element), operands.input(2),
          operands.input(3), operands.input(4),
          operands.scratch.assumingMemoryBound(to: Float.self),
          operands.output(from: image * 2 * channels))
      }
    }
    kernel.scratchSize = channels * MemoryLayout<Float>.size
    return kernel
  }
}

/// The gradient of ``NormalizeImages`` with respect to the images; inputs: the upstream
/// gradient, the operation's own, and ``NormalizedSums`` over the whole batch.
struct NormalizedGradient: ElementPreserving {
  var forward: NormalizeImages
  var name: String { forward.isRectified ? "normalizedGradient + relu" : "normalizedGradient" }

  func isPreserved(input: Int) -> Bool { input < 2 }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try forward.check(inputs[1], inputs[2], inputs)
    try require(
      inputs[0] == inputs[1] && inputs[5] == inputs[2], inputs,
      "gradient and input, sums and moments must have one shape")
    return inputs[1]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (moments, scale, sums) = (inputs[2], inputs[3].values, inputs[5].values)
    let upstream = forward.rectified(inputs)
    let count = Double(inputs[1].values.count / scale.count)
    return forward.standardized(inputs[1], moments).enumerated().map { index, value in
      let channel = index % scale.count
      let mean = sums[channel] / count
      let along = value * sums[scale.count + channel] / count
      return scale[channel] / forward.deviation(moments, channel)
        * (upstream[index] - mean - along)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (size, channels) = (Kernel.itemSize(output), output.columns)
    let (epsilon, isRectified) = (forward.epsilon, forward.isRectified)
    let share = Float(channels) / Float(max(output.count, 1))
    var kernel = Kernel.byImage(
      output, inputs: inputs, whole: [2, 3, 4, 5], flopsPerElement: 6, inPlace: 0
    ) { operands, images in
      let start = images.lowerBound * size
      unsafe vector_normalized_gradient(
        element.vector, images.count * size / channels, channels, epsilon,
        isRectified ? 1 : 0, share, operands.input(0, from: start, element),
        operands.input(1, from: start, element), operands.input(2), operands.input(3),
        operands.input(4), operands.input(5),
        operands.scratch.assumingMemoryBound(to: Float.self),
        operands.output(0, from: start, element))
    }
    kernel.scratchSize = 2 * channels * MemoryLayout<Float>.size
    return kernel
  }
}

extension NormalizeImages {
  /// The upstream gradient as it passes a rectifier behind this.
  ///
  /// - Parameter inputs: The upstream gradient, then this operation's inputs.
  fileprivate func rectified(_ inputs: [ReferenceTensor]) -> [Double] {
    guard isRectified else { return inputs[0].values }
    let (scale, shift) = (inputs[3].values, inputs[4].values)
    let values = standardized(inputs[1], inputs[2])
    return inputs[0].values.indices.map { index in
      let channel = index % scale.count
      return values[index] * scale[channel] + shift[channel] > 0 ? inputs[0].values[index] : 0
    }
  }
}
