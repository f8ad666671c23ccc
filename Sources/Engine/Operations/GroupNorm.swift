import CVector

/// Brings the channels of every group of every sample to mean 0 and variance 1, then scales and
/// shifts each channel; inputs `x`, scale, shift.
///
/// - Source: Wu & He 2018, arXiv:1803.08494.
struct GroupNorm: ElementPreserving {
  let groups: Int
  let epsilon: Float
  var name: String { "groupNorm" }

  func isPreserved(input: Int) -> Bool { input == 0 }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try check(inputs[0])
    let channels: Shape = [inputs[0].columns]
    try require(
      inputs[1] == channels && inputs[2] == channels, inputs,
      "scale and shift must be as long as the last axis")
    return inputs[0]
  }

  func check(_ input: Shape) throws(EngineError) {
    try require(input.rank >= 2 && input.count > 0, [input], "samples and channels are needed")
    guard groups > 0, input.columns % groups == 0 else {
      throw .invalidProperty(
        operation: name, property: "groups", found: "\(groups)",
        rule: "it must divide the \(input.columns) channels")
    }
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let channels = graph.shape(of: site.inputs[1])
    let sums = graph.apply(GroupNormSums(forward: self), site.upstream, site.inputs[0])
    return [
      graph.apply(
        GroupNormGradient(forward: self), site.upstream, site.inputs[0], site.inputs[1]),
      graph.sum(sums, to: channels), graph.sum(site.upstream, to: channels),
    ]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (scale, shift) = (inputs[1].values, inputs[2].values)
    return standardized(inputs[0]).values.enumerated().map { index, value in
      value * scale[index % scale.count] + shift[index % scale.count]
    }
  }

  /// The input before scale and shift, and every number's `√(variance + epsilon)`.
  func standardized(_ input: ReferenceTensor) -> (values: [Double], deviations: [Double]) {
    var (values, deviations) = (input.values, input.values)
    for group in members(of: input.shape) {
      let mean = group.reduce(0) { $0 + input.values[$1] } / Double(group.count)
      let variance = group.reduce(0) { $0 + (input.values[$1] - mean) * (input.values[$1] - mean) }
      let deviation = (variance / Double(group.count) + Double(epsilon)).squareRoot()
      for index in group {
        values[index] = (input.values[index] - mean) / deviation
        deviations[index] = deviation
      }
    }
    return (values, deviations)
  }

  /// The elements of every group of every sample.
  func members(of shape: Shape) -> [[Int]] {
    let (sample, channels, size) = (Kernel.itemSize(shape), shape.columns, shape.columns / groups)
    return (0..<shape[0] * groups).map { group in
      (0..<sample)
        .filter { $0 % channels / size == group % groups }
        .map { group / groups * sample + $0 }
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (sample, channels) = (Kernel.itemSize(output), output.columns)
    let (groups, epsilon) = (groups, epsilon)
    return .byImage(
      output, inputs: inputs, whole: [1, 2], flopsPerElement: 6, inPlace: 0
    ) { operands, samples in
      let start = samples.lowerBound * sample
      unsafe vector_group_norm(
        element.vector, samples.count, sample / channels, channels, groups, epsilon,
        operands.input(0, from: start, element), operands.input(1), operands.input(2),
        operands.output(0, from: start, element))
    }
  }
}

/// The gradient of ``GroupNorm`` with respect to `x`, from the upstream gradient `g`, `x` and the
/// scale: `(h − mean(h) − z · mean(h z)) / √(variance + epsilon)` with `h` the scaled `g` and `z`
/// the standardized `x`.
struct GroupNormGradient: ElementPreserving {
  let forward: GroupNorm
  var name: String { "groupNormGradient" }

  func isPreserved(input: Int) -> Bool { input < 2 }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try forward.check(inputs[1])
    try require(inputs[0] == inputs[1], inputs, "gradient and input must have one shape")
    return inputs[1]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let scale = inputs[2].values
    let scaled = inputs[0].values.enumerated().map { $1 * scale[$0 % scale.count] }
    let (standardized, deviations) = forward.standardized(inputs[1])
    var result = scaled
    for group in forward.members(of: inputs[1].shape) {
      let mean = group.reduce(0) { $0 + scaled[$1] } / Double(group.count)
      let along = group.reduce(0) { $0 + scaled[$1] * standardized[$1] } / Double(group.count)
      for index in group {
        result[index] = (scaled[index] - mean - standardized[index] * along) / deviations[index]
      }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (sample, channels) = (Kernel.itemSize(output), output.columns)
    let (groups, epsilon) = (forward.groups, forward.epsilon)
    return .byImage(
      output, inputs: inputs, whole: [2], flopsPerElement: 15, inPlace: 0
    ) { operands, samples in
      let start = samples.lowerBound * sample
      unsafe vector_group_norm_gradient(
        element.vector, samples.count, sample / channels, channels, groups, epsilon,
        operands.input(0, from: start, element), operands.input(1, from: start, element),
        operands.input(2), operands.output(0, from: start, element))
    }
  }
}

/// What every sample adds to the gradient of ``GroupNorm``'s scale, from the upstream gradient
/// and `x`; shape `[batch, channels]`.
struct GroupNormSums: Operation {
  let forward: GroupNorm
  var name: String { "groupNormSums" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try forward.check(inputs[1])
    try require(inputs[0] == inputs[1], inputs, "gradient and input must have one shape")
    return [inputs[1][0], inputs[1].columns]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (sample, channels) = (Kernel.itemSize(inputs[1].shape), inputs[1].shape.columns)
    var result = [Double](repeating: 0, count: inputs[1].shape[0] * channels)
    for (index, value) in forward.standardized(inputs[1]).values.enumerated() {
      result[index / sample * channels + index % channels] += value * inputs[0].values[index]
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (sample, channels) = (Kernel.itemSize(inputs[1]), output.columns)
    let (groups, epsilon) = (forward.groups, forward.epsilon)
    return .byImage(output, inputs: inputs, flopsPerElement: 7 * sample / channels) {
      operands, samples in
      let start = samples.lowerBound * sample
      unsafe vector_group_norm_sums(
        vector_float32, samples.count, sample / channels, channels, groups, epsilon,
        operands.input(0, from: start), operands.input(1, from: start),
        operands.output(0, from: samples.lowerBound * channels))
    }
  }
}

extension Graph {
  /// Group normalization: the channels of every group of every sample brought to mean 0 and
  /// variance 1, scaled and shifted. One group per channel is instance normalization.
  ///
  /// - Parameters:
  ///   - value: Shape `[batch, …, channels]`.
  ///   - groups: Divides the channels.
  ///   - scale: Shape `[channels]`; likewise `shift`.
  ///   - epsilon: Added to the variance.
  public mutating func groupNorm(
    _ value: Value, groups: Int, scale: Value, shift: Value, epsilon: Float = 1e-5
  ) -> Value {
    apply(GroupNorm(groups: groups, epsilon: epsilon), value, scale, shift)
  }
}
