/// The sum over a window's pixels and channels, weighted; inputs: images, weights.
struct Convolution: ConvolutionProduct {
  let convolution: ConvolutionShape
  var name: String { "convolution" }

  func shape(of inputs: [Shape]) -> Shape { convolution.outputShape }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (input, weights, upstream) = (site.inputs[0], site.inputs[1], site.upstream)
    return [
      graph.apply(ConvolutionDataGradient(convolution: convolution), upstream, weights),
      graph.apply(ConvolutionWeightGradient(convolution: convolution), input, upstream),
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: convolution.outputShape.count)
    convolution.forEachTerm { input, weight, output in
      result[output] += inputs[0].values[input] * inputs[1].values[weight]
    }
    return result
  }
}

extension Graph {
  /// A two-dimensional convolution, without flipping the kernel as is usual.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, height, width, channels]`.
  ///   - weights: Shape `[out, channels / groups, kernel height, kernel width]`.
  ///   - bias: Shape `[out]`.
  /// - Returns: Shape `[batch, height', width', out]` with
  ///   `height' = (height + 2 padding − dilation (kernel − 1) − 1) / stride + 1`, rounded down.
  public mutating func convolution(
    _ value: Value, weights: Value, bias: Value? = nil,
    _ geometry: ConvolutionGeometry = ConvolutionGeometry()
  ) -> Value {
    let (input, kernel) = (shape(of: value), shape(of: weights))
    guard let sizes = ConvolutionShape(input: input, weights: kernel, geometry) else {
      record(
        .shapesDiffer(
          operation: "convolution", shapes: [input, kernel], rule: ConvolutionShape.rule))
      return value
    }
    let result = apply(Convolution(convolution: sizes), value, weights)
    return bias.map { addBias(result, $0) } ?? result
  }
}
