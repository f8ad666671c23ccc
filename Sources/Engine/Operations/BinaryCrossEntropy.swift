import CVector
import Glibc

/// Per element, `max(x, 0) − x t + log(1 + e^−|x|)`: the negative log-likelihood of `t` under
/// the probability `sigmoid(x)`. Inputs: logits `x`, targets `t`.
struct BinaryCrossEntropyElements: Operation {
  var name: String { "binaryCrossEntropy" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "logits and targets must have one shape")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let excess = graph.subtract(graph.sigmoid(site.inputs[0]), site.inputs[1])
    return [graph.multiply(site.upstream, excess), nil]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    zip(inputs[0].values, inputs[1].values).map { logit, target in
      max(logit, 0) - logit * target + log1p(exp(-abs(logit)))
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let width = Kernel.itemSize(output)
    return .alongFirstAxis(output, inputs: inputs, flopsPerElement: 30, inPlace: 0) {
      operands, items in
      let start = items.lowerBound * width
      unsafe vector_binary_cross_entropy(
        items.count * width, operands.input(0, from: start), operands.input(1, from: start),
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// The mean negative log-likelihood of yes-or-no targets, a scalar.
  ///
  /// - Parameters:
  ///   - logits: Any shape; the probability is their sigmoid.
  ///   - targets: In 0...1; shape as `logits`.
  ///   - sampleWeights: One per element of the first axis, not all zero.
  public mutating func binaryCrossEntropy(
    logits: Value, targets: Value, sampleWeights: Value? = nil
  ) -> Value {
    meanLoss(apply(BinaryCrossEntropyElements(), logits, targets), sampleWeights)
  }
}
