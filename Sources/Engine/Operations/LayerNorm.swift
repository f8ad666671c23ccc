import CVector

/// Brings every row to mean 0 and variance 1: `(x − mean) / √(variance + epsilon)`.
///
/// - Source: Ba, Kiros & Hinton 2016, arXiv:1607.06450.
struct StandardizeRows: Operation {
  let epsilon: Float
  var name: String { "standardizeRows" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank >= 1, inputs, "a last axis is needed")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let gradient = StandardizeRowsGradient(epsilon: epsilon)
    return [graph.apply(gradient, site.inputs[0], site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = inputs[0].values
    for row in Self.rows(of: inputs[0]) {
      let (mean, deviation) = Self.moments(inputs[0].values[row], epsilon)
      for index in row { result[index] = (result[index] - mean) / deviation }
    }
    return result
  }

  static func rows(of tensor: ReferenceTensor) -> [Range<Int>] {
    (0..<tensor.shape.rows).map { row in
      row * tensor.shape.columns..<(row + 1) * tensor.shape.columns
    }
  }

  /// Mean, and `√(variance + epsilon)`.
  static func moments(_ row: ArraySlice<Double>, _ epsilon: Float) -> (Double, Double) {
    let mean = row.reduce(0, +) / Double(row.count)
    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
    return (mean, (variance + Double(epsilon)).squareRoot())
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .rowwise(output, inputs: inputs, flopsPerElement: 6, inPlace: 0) {
      [epsilon] rows, columns, operands, start in
      unsafe vector_standardize_rows(
        rows, columns, epsilon, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

/// The gradient of ``StandardizeRows`` from its input `x` and the upstream gradient `g`:
/// `(g − mean(g) − y · mean(g y)) / √(variance + epsilon)` with `y` the standardized row.
struct StandardizeRowsGradient: Operation {
  let epsilon: Float
  var name: String { "standardizeRowsGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "the shapes must be equal")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = inputs[1].values
    for row in StandardizeRows.rows(of: inputs[0]) {
      let (mean, deviation) = StandardizeRows.moments(inputs[0].values[row], epsilon)
      let standardized = row.map { (inputs[0].values[$0] - mean) / deviation }
      let upstream = inputs[1].values[row]
      let average = upstream.reduce(0, +) / Double(row.count)
      let projection = zip(upstream, standardized).reduce(0) { $0 + $1.0 * $1.1 }
      for (offset, index) in row.enumerated() {
        let along = standardized[offset] * projection / Double(row.count)
        result[index] = (result[index] - average - along) / deviation
      }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .rowwise(output, inputs: inputs, flopsPerElement: 12, inPlace: 1) {
      [epsilon] rows, columns, operands, start in
      unsafe vector_standardize_rows_gradient(
        rows, columns, epsilon, operands.input(0, from: start), operands.input(1, from: start),
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// Layer normalization: every row brought to mean 0 and variance 1, scaled and shifted.
  ///
  /// - Parameters:
  ///   - value: Shape `[…, columns]`.
  ///   - scale: Shape `[columns]`.
  ///   - shift: Shape `[columns]`.
  ///   - epsilon: Added to the variance.
  public mutating func layerNorm(
    _ value: Value, scale: Value, shift: Value, epsilon: Float = 1e-5
  ) -> Value {
    let standardized = apply(StandardizeRows(epsilon: epsilon), value)
    return addBias(scaleColumns(standardized, by: scale), shift)
  }
}
