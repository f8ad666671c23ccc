import CVector

/// The variance of every column about a given mean, divided by the number of rows.
struct ColumnVariance: Operation {
  var name: String { "columnVariance" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && inputs[1] == [inputs[0].columns], inputs,
      "the means must be as many as columns")
    return inputs[1]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (means, columns) = (inputs[1].values, inputs[1].values.count)
    var result = [Double](repeating: 0, count: columns)
    for (index, value) in inputs[0].values.enumerated() {
      let deviation = value - means[index % columns]
      result[index % columns] += deviation * deviation / Double(inputs[0].shape.rows)
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (rows, stride) = (inputs[0].rows, inputs[0].columns)
    return .alongColumns(inputs[0], inputs: 2, flopsPerElement: 3) { operands, items in
      let start = items.lowerBound
      unsafe vector_column_variance(
        rows, items.count, stride, operands.input(0, from: start),
        operands.input(1, from: start), operands.output(from: start))
    }
  }
}

/// `(x − mean) / √(variance + epsilon)` with one mean and variance per column.
///
/// With `isOfBatch`, mean and variance are those of `x`'s own columns, and the gradient rule
/// takes their dependence on `x` into account; else they are constants.
struct StandardizeColumns: ElementPreserving {
  let epsilon: Float
  let isOfBatch: Bool
  var name: String { "standardizeColumns" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    let columns: Shape = [inputs[0].columns]
    try require(
      inputs[0].rank >= 1 && inputs[1] == columns && inputs[2] == columns, inputs,
      "means and variances must be as many as columns")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (upstream, variance) = (site.upstream, site.inputs[2])
    let columns = graph.shape(of: variance)
    var inputs = [upstream, graph.constant(Tensor(repeating: 0, shape: columns)), variance]
    guard isOfBatch else {
      return [
        graph.apply(StandardizeColumns(epsilon: epsilon, isOfBatch: false), to: inputs), nil, nil,
      ]
    }
    let products = graph.multiply(upstream, site.output)
    inputs[1] = graph.mean(upstream, to: columns)
    inputs += [site.output, graph.mean(products, to: columns)]
    return [graph.apply(StandardizeColumnsGradient(epsilon: epsilon), to: inputs), nil, nil]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let columns = inputs[1].values.count
    return inputs[0].values.enumerated().map { index, value in
      let column = index % columns
      let deviation = (inputs[2].values[column] + Double(epsilon)).squareRoot()
      return (value - inputs[1].values[column]) / deviation
    }
  }

  func isPreserved(input: Int) -> Bool { input == 0 }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .rowwise(output, inputs: inputs, whole: [1, 2], flopsPerElement: 4, inPlace: 0) {
      [epsilon] rows, columns, operands, start in
      unsafe vector_standardize_columns(
        element.vector, rows, columns, epsilon, operands.input(0, from: start, element),
        operands.input(1), operands.input(2), operands.output(0, from: start, element))
    }
  }
}

/// `(g − mean(g) − y · mean(g y)) / √(variance + epsilon)`; inputs `g`, `mean(g)`, variance, `y`,
/// `mean(g y)`.
struct StandardizeColumnsGradient: ElementPreserving {
  let epsilon: Float
  var name: String { "standardizeColumnsGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[3], inputs, "gradient and result must have one shape")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let columns = inputs[1].values.count
    return inputs[0].values.enumerated().map { index, upstream in
      let column = index % columns
      let along = inputs[3].values[index] * inputs[4].values[column]
      let deviation = (inputs[2].values[column] + Double(epsilon)).squareRoot()
      return (upstream - inputs[1].values[column] - along) / deviation
    }
  }

  func isPreserved(input: Int) -> Bool { input == 0 || input == 3 }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .rowwise(output, inputs: inputs, whole: [1, 2, 4], flopsPerElement: 6, inPlace: 0) {
      [epsilon] rows, columns, operands, start in
      unsafe vector_standardize_columns_gradient(
        element.vector, rows, columns, epsilon, operands.input(0, from: start, element),
        operands.input(1), operands.input(2), operands.input(3, from: start, element),
        operands.input(4), operands.output(0, from: start, element))
    }
  }
}

extension Graph {
  /// Batch normalization over all axes but the last.
  ///
  /// In training, the batch's own statistics are used and the running ones move towards them:
  /// `running ← (1 − momentum) running + momentum batch`, with the unbiased variance.
  ///
  /// - Parameters:
  ///   - value: Shape `[…, columns]`.
  ///   - scale: Shape `[columns]`; likewise `shift`.
  ///   - runningMean: A state of shape `[columns]`; likewise `runningVariance`.
  ///   - momentum: In 0...1.
  ///   - epsilon: Added to the variance.
  /// - Source: Ioffe & Szegedy 2015, arXiv:1502.03167.
  public mutating func batchNorm(
    _ value: Value, scale: Value, shift: Value, runningMean: Value, runningVariance: Value,
    momentum: Float = 0.1, epsilon: Float = 1e-5, isTraining: Bool
  ) -> Value {
    guard isTraining else {
      let standardize = StandardizeColumns(epsilon: epsilon, isOfBatch: false)
      let standardized = apply(standardize, value, runningMean, runningVariance)
      return addBias(scaleColumns(standardized, by: scale), shift)
    }
    let batch = batchStandardized(value, scale: scale, shift: shift, epsilon: epsilon)
    let rows = Float(shape(of: value).rows)
    let unbiased = self.scale(batch.variance, by: rows / max(rows - 1, 1))
    move(runningMean, towards: batch.mean, by: momentum)
    move(runningVariance, towards: unbiased, by: momentum)
    return batch.result
  }

  /// Normalization by the batch's own statistics, and these.
  mutating func batchStandardized(
    _ value: Value, scale: Value, shift: Value, epsilon: Float
  ) -> (result: Value, mean: Value, variance: Value) {
    if shape(of: value).rank == 4 {
      return batchStandardizedImages(value, scale: scale, shift: shift, epsilon: epsilon)
    }
    let mean = mean(value, to: shape(of: scale))
    let variance = apply(ColumnVariance(), value, mean)
    let standardize = StandardizeColumns(epsilon: epsilon, isOfBatch: true)
    let standardized = apply(standardize, value, mean, variance)
    return (addBias(scaleColumns(standardized, by: scale), shift), mean, variance)
  }

  private mutating func move(_ state: Value, towards value: Value, by share: Float) {
    assign(add(scale(state, by: 1 - share), scale(value, by: share)), to: state)
  }
}
