import CVector
import Glibc

/// Per row, `−Σ w_c t'_c log p_c` with `p` the softmax of logits and smoothed targets
/// `t' = (1 − smoothing) t + smoothing / classes`.
///
/// Inputs: logits `[rows, classes]`, targets `[rows, classes]`, class weights `[classes]` if any.
///
/// - Source: Szegedy et al. 2016, CVPR, section 7 (smoothing).
struct CrossEntropyRows: Operation {
  let smoothing: Float
  var name: String { "crossEntropy" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    guard smoothing >= 0, smoothing < 1 else {
      throw .invalidProperty(
        operation: name, property: "smoothing", found: "\(smoothing)",
        rule: "it must be in 0..<1")
    }
    try require(
      inputs[0].rank == 2 && inputs[0] == inputs[1], inputs,
      "logits and targets must both be [rows, classes]")
    try require(
      inputs.count < 3 || inputs[2] == [inputs[0].columns], inputs,
      "there must be one weight per class")
    return [inputs[0].rows]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let inputs = [site.inputs[0], site.inputs[1], site.upstream] + site.inputs.dropFirst(2)
    let ofLogits = graph.apply(CrossEntropyGradient(smoothing: smoothing), to: inputs)
    return [ofLogits] + site.inputs.dropFirst().map { _ in nil }
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let weights = Self.weights(inputs[1], classWeights: inputs.dropFirst(2).first, smoothing)
    let terms = zip(weights, Softmax.logarithms(inputs[0])).map { -$0 * $1 }
    let columns = inputs[0].shape.columns
    return (0..<inputs[0].shape.rows).map { row in
      terms[row * columns..<(row + 1) * columns].reduce(0, +)
    }
  }

  /// `w_c t'_c` for every row and class.
  static func weights(
    _ targets: ReferenceTensor, classWeights: ReferenceTensor?, _ smoothing: Float
  ) -> [Double] {
    let columns = targets.shape.columns
    return targets.values.enumerated().map { index, target in
      let smoothed = (1 - Double(smoothing)) * target + Double(smoothing) / Double(columns)
      return smoothed * (classWeights?.values[index % columns] ?? 1)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (columns, isWeighted, smoothing) = (inputs[0].columns, inputs.count > 2, smoothing)
    return .alongFirstAxis(
      output, inputs: inputs, whole: [2], flopsPerElement: 30 * columns
    ) { operands, items in
      let start = items.lowerBound * columns
      unsafe vector_cross_entropy(
        items.count, columns, smoothing, operands.input(0, from: start),
        operands.input(1, from: start), isWeighted ? operands.input(2) : nil,
        operands.output(from: items.lowerBound))
    }
  }
}

/// The gradient of ``CrossEntropyRows`` with respect to the logits: `g (p Σ w t' − w t')`.
///
/// Inputs: logits, targets, upstream `[rows]`, class weights if any.
struct CrossEntropyGradient: Operation {
  let smoothing: Float
  var name: String { "crossEntropyGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[2] == [inputs[0].rows], inputs, "there must be one gradient per row")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let weights = CrossEntropyRows.weights(
      inputs[1], classWeights: inputs.dropFirst(3).first, smoothing)
    let logarithms = Softmax.logarithms(inputs[0])
    let columns = inputs[0].shape.columns
    return logarithms.indices.map { index in
      let row = index / columns
      let total = weights[row * columns..<(row + 1) * columns].reduce(0, +)
      return inputs[2].values[row] * (exp(logarithms[index]) * total - weights[index])
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (columns, isWeighted, smoothing) = (output.columns, inputs.count > 3, smoothing)
    return .alongFirstAxis(output, inputs: inputs, whole: [3], flopsPerElement: 30) {
      operands, items in
      let start = items.lowerBound * columns
      unsafe vector_cross_entropy_gradient(
        items.count, columns, smoothing, operands.input(0, from: start),
        operands.input(1, from: start), operands.input(2, from: items.lowerBound),
        isWeighted ? operands.input(3) : nil, operands.output(from: start))
    }
  }
}

extension Graph {
  /// The cross entropy of class probabilities, a scalar.
  ///
  ///     loss = Σ_b s_b Σ_c w_c t'_bc (−log p_bc) / Σ_b s_b Σ_c w_c t'_bc
  ///
  /// With neither class nor sample weights the denominator is the number of rows.
  ///
  /// - Parameters:
  ///   - logits: Shape `[rows, classes]`; `p` is their softmax.
  ///   - targets: `t`, shape `[rows, classes]`; each row sums to 1.
  ///   - smoothing: `t' = (1 − smoothing) t + smoothing / classes`; in 0..<1.
  ///   - classWeights: `w`, shape `[classes]`.
  ///   - sampleWeights: `s`, shape `[rows]`, not all zero; a row of weight 0 counts for nothing.
  public mutating func crossEntropy(
    logits: Value, targets: Value, smoothing: Float = 0, classWeights: Value? = nil,
    sampleWeights: Value? = nil
  ) -> Value {
    let inputs = [logits, targets] + [classWeights].compactMap(\.self)
    let rows = apply(CrossEntropyRows(smoothing: smoothing), to: inputs)
    guard problem == nil, let classWeights else { return weightedMean(rows, sampleWeights) }
    let classes = shape(of: logits).columns
    let column = reshape(classWeights, to: [classes, 1])
    let hard = reshape(matrixProduct(targets, column), to: shape(of: rows))
    let soft = scale(mean(classWeights), by: smoothing)
    var weights = add(scale(hard, by: 1 - smoothing), soft)
    var terms = rows
    if let sampleWeights {
      weights = multiply(weights, sampleWeights)
      terms = multiply(terms, sampleWeights)
    }
    return divide(sum(terms), sum(weights))
  }

  /// `Σ w v / Σ w`, or the plain mean without weights.
  mutating func weightedMean(_ values: Value, _ weights: Value?) -> Value {
    guard let weights else { return mean(values) }
    return divide(sum(multiply(values, weights)), sum(weights))
  }

  /// The mean of a loss per element, rows weighted.
  mutating func meanLoss(_ elements: Value, _ sampleWeights: Value?) -> Value {
    guard let sampleWeights else { return mean(elements) }
    let count = shape(of: sampleWeights).count
    guard let rows = shape(of: elements).dimensions.first, rows == count else {
      record(
        .shapesDiffer(
          operation: "sampleWeights", shapes: [shape(of: elements), shape(of: sampleWeights)],
          rule: "there must be one weight per row"))
      return sampleWeights
    }
    let columns = shape(of: elements).count / max(rows, 1)
    let perRow = mean(reshape(elements, to: [rows, columns]), to: [rows, 1])
    return weightedMean(reshape(perRow, to: [rows]), reshape(sampleWeights, to: [rows]))
  }
}
