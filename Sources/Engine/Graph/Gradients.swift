extension Graph {
  /// Adds the expression of a loss' derivative with respect to each value, by reverse mode.
  ///
  /// - Parameters:
  ///   - loss: A scalar.
  ///   - values: Usually parameters.
  /// - Returns: One value per element of `values`, of its shape; zeros where the loss does not
  ///   depend on it.
  public mutating func gradients(of loss: Value, withRespectTo values: [Value]) -> [Value] {
    if shape(of: loss).count != 1 { record(.lossIsNotScalar(shape(of: loss))) }
    let isNeeded = dependents(of: values, upTo: loss)
    var upstream: [Value: Value] = [
      loss: constant(Tensor(repeating: 1, shape: shape(of: loss)))
    ]
    do throws(EngineError) {
      for index in stride(from: loss.index, through: 0, by: -1) where isNeeded[index] {
        try propagate(through: Value(index: index), isNeeded, &upstream)
      }
    } catch {
      record(error)
    }
    return values.map { value in
      upstream[value] ?? constant(Tensor(repeating: 0, shape: shape(of: value)))
    }
  }

  /// Whether each node up to `loss` depends on one of `values`.
  private func dependents(of values: [Value], upTo loss: Value) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for value in values { isNeeded[value.index] = true }
    for index in 0...loss.index where !isNeeded[index] {
      isNeeded[index] = nodes[index].inputs.contains { isNeeded[$0.index] }
    }
    return isNeeded
  }

  private mutating func propagate(
    through output: Value, _ isNeeded: [Bool], _ upstream: inout [Value: Value]
  ) throws(EngineError) {
    guard let gradient = upstream[output],
      case .operation(let wrapped) = nodes[output.index].kind
    else { return }
    let inputs = nodes[output.index].inputs
    let site = GradientSite(inputs: inputs, output: output, upstream: gradient)
    let parts = try wrapped.operation.gradients(at: site, in: &self)
    precondition(
      parts.count == inputs.count,
      "\(wrapped.operation.name): expected \(inputs.count) gradients, found \(parts.count)")
    for (input, part) in zip(inputs, parts) where isNeeded[input.index] {
      guard let part else { continue }
      precondition(
        shape(of: part) == shape(of: input) || problem != nil,
        "\(wrapped.operation.name): gradient of \(shape(of: input)) has \(shape(of: part))")
      upstream[input] = upstream[input].map { add($0, part) } ?? part
    }
  }
}
