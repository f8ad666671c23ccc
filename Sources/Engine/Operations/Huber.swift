import CVector

/// Per element of a difference `d`, `d²/2` where `|d| ≤ delta`, else `delta (|d| − delta/2)`.
///
/// - Source: Huber 1964, Ann. Math. Statist. 35, 73.
struct HuberElements: Operation {
  let delta: Float
  var name: String { "huber" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    guard delta > 0 else {
      throw .invalidProperty(
        operation: name, property: "delta", found: "\(delta)", rule: "it must be positive")
    }
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.multiply(site.upstream, graph.apply(Clamp(limit: delta), site.inputs[0]))]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let delta = Double(delta)
    return inputs[0].values.map { difference in
      let size = abs(difference)
      return size <= delta ? difference * difference / 2 : delta * (size - delta / 2)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .elementwise(output) { [delta] count, operands, start in
      unsafe vector_huber(
        count, delta, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

/// Limits every element to `−limit...limit`.
struct Clamp: Operation {
  let limit: Float
  var name: String { "clamp" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map { min(max($0, -Double(limit)), Double(limit)) }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .elementwise(output) { [limit] count, operands, start in
      unsafe vector_clamp(
        count, limit, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

extension Graph {
  /// The mean Huber loss of two values, a scalar: quadratic for small differences, linear beyond
  /// `delta`.
  ///
  /// - Parameter sampleWeights: One per element of the first axis, not all zero.
  public mutating func huber(
    _ first: Value, _ second: Value, delta: Float = 1, sampleWeights: Value? = nil
  ) -> Value {
    let difference = subtract(first, second)
    return meanLoss(apply(HuberElements(delta: delta), difference), sampleWeights)
  }

  /// The mean squared difference of two values, a scalar.
  ///
  /// - Parameter sampleWeights: One per element of the first axis, not all zero.
  public mutating func squaredError(
    _ first: Value, _ second: Value, sampleWeights: Value? = nil
  ) -> Value {
    let difference = subtract(first, second)
    return meanLoss(multiply(difference, difference), sampleWeights)
  }
}
