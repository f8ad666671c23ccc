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
}

/// `(x − mean) / √(variance + epsilon)` with one mean and variance per column.
///
/// With `isOfBatch`, mean and variance are those of `x`'s own columns, and the gradient rule
/// takes their dependence on `x` into account; else they are constants.
struct StandardizeColumns: Operation {
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
}

/// `(g − mean(g) − y · mean(g y)) / √(variance + epsilon)`; inputs `g`, `mean(g)`, variance, `y`,
/// `mean(g y)`.
struct StandardizeColumnsGradient: Operation {
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
    let columns = shape(of: scale)
    var (mean, variance) = (runningMean, runningVariance)
    if isTraining {
      mean = self.mean(value, to: columns)
      variance = apply(ColumnVariance(), value, mean)
      let rows = Float(shape(of: value).rows)
      let unbiased = self.scale(variance, by: rows / max(rows - 1, 1))
      move(runningMean, towards: mean, by: momentum)
      move(runningVariance, towards: unbiased, by: momentum)
    }
    let standardize = StandardizeColumns(epsilon: epsilon, isOfBatch: isTraining)
    let standardized = apply(standardize, value, mean, variance)
    return addBias(scaleColumns(standardized, by: scale), shift)
  }

  private mutating func move(_ state: Value, towards value: Value, by share: Float) {
    assign(add(scale(state, by: 1 - share), scale(value, by: share)), to: state)
  }
}
