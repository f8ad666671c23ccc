/// What a convolution's output says of its input: the gradient with respect to the images, and
/// by itself the transposed convolution. Inputs: gradient of the output, weights.
struct ConvolutionDataGradient: ConvolutionProduct {
  let convolution: ConvolutionShape
  var name: String { "convolutionDataGradient" }

  func shape(of inputs: [Shape]) -> Shape { convolution.inputShape }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (image, weights, upstream) = (site.inputs[0], site.inputs[1], site.upstream)
    return [
      graph.apply(Convolution(convolution: convolution), upstream, weights),
      graph.apply(ConvolutionWeightGradient(convolution: convolution), upstream, image),
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: convolution.inputShape.count)
    convolution.forEachTerm { input, weight, output in
      result[input] += inputs[0].values[output] * inputs[1].values[weight]
    }
    return result
  }
}

extension Graph {
  /// A transposed convolution: every pixel paints the kernel, weighted by its channels.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, height, width, channels]`.
  ///   - weights: Shape `[channels, out / groups, kernel height, kernel width]`.
  ///   - bias: Shape `[out]`.
  ///   - outputPadding: Pixels added at the bottom and right, less than the stride.
  /// - Returns: Shape `[batch, height', width', out]` with
  ///   `height' = (height − 1) stride − 2 padding + dilation (kernel − 1) + 1 + outputPadding`.
  /// - Source: Dumoulin & Visin 2016, arXiv:1603.07285.
  public mutating func transposedConvolution(
    _ value: Value, weights: Value, bias: Value? = nil,
    _ geometry: ConvolutionGeometry = ConvolutionGeometry(), outputPadding: Extent2D = 0
  ) -> Value {
    let (input, kernel) = (shape(of: value), shape(of: weights))
    guard let sizes = Self.transposed(input, kernel, geometry, outputPadding) else {
      record(
        .shapesDiffer(
          operation: "transposedConvolution", shapes: [input, kernel],
          rule: "the weights must be [channels, out / groups, height, width] and the output"
            + " must not be empty"))
      return value
    }
    let result = apply(ConvolutionDataGradient(convolution: sizes), value, weights)
    return bias.map { addBias(result, $0) } ?? result
  }

  /// The convolution whose output is `input`.
  private static func transposed(
    _ input: Shape, _ weights: Shape, _ geometry: ConvolutionGeometry, _ more: Extent2D
  ) -> ConvolutionShape? {
    guard input.rank == 4, weights.rank == 4, weights[0] == input[3], geometry.groups > 0 else {
      return nil
    }
    func length(
      _ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ more: Int
    ) -> Int { (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + more }
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    let height = length(
      input[1], weights[2], stride.height, padding.height, dilation.height, more.height)
    let width = length(
      input[2], weights[3], stride.width, padding.width, dilation.width, more.width)
    guard height > 0, width > 0 else { return nil }
    let result: Shape = [input[0], height, width, weights[1] * geometry.groups]
    guard let sizes = ConvolutionShape(input: result, weights: weights, geometry),
      sizes.outputShape == input
    else { return nil }
    return sizes
  }
}
