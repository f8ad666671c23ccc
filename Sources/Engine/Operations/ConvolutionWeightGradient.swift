/// The gradient of a convolution with respect to its weights, summed over the batch; inputs:
/// images, gradient of the output.
struct ConvolutionWeightGradient: ConvolutionProduct {
  let convolution: ConvolutionShape
  var name: String { "convolutionWeightGradient" }

  func shape(of inputs: [Shape]) -> Shape { convolution.weightShape }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (input, image, upstream) = (site.inputs[0], site.inputs[1], site.upstream)
    return [
      graph.apply(ConvolutionDataGradient(convolution: convolution), image, upstream),
      graph.apply(Convolution(convolution: convolution), input, upstream),
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: convolution.weightShape.count)
    convolution.forEachTerm { input, weight, output in
      result[weight] += inputs[0].values[input] * inputs[1].values[output]
    }
    return result
  }
}
