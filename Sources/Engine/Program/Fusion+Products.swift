/// Matrix products, with what follows them.
extension Fusion {
  mutating func compute(_ product: MatrixProduct, _ value: Value) throws(EngineError) {
    if isHalf(value) { return try computeHalf(product, value) }
    let node = nodes[value.index]
    let lowered = ProductKernel(product, node.inputs.map { nodes[$0.index].shape }, node.shape)
    guard lowered.takesEpilogue, !isRoot(value) else {
      return emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
    if let (values, kind) = activations(of: value) {
      return emit(lowered, value, bias: nil, kind, values)
    }
    guard readers[value.index].count == 1, let reader = readers[value.index].first,
      let other = nodes[reader.index].inputs.first(where: { $0 != value }),
      isAvailable(other, before: value)
    else {
      return emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
    switch operation(reader) {
    case is AddBias where nodes[reader.index].inputs[0] == value:
      emit(lowered, value, sum: reader, bias: other)
    case let arithmetic as Arithmetic where arithmetic.kind == .multiply:
      markDone(value)
      emit(
        "matrixProduct + multiply", inputs: node.inputs + [other], outputs: [reader],
        lowered.kernel(.multiply))
    default:
      emit("matrixProduct", inputs: node.inputs, outputs: [value], lowered.kernel(.none))
    }
  }

  /// Whether a value is computed by the time the step of a later one runs.
  func isAvailable(_ value: Value, before later: Value) -> Bool {
    operation(value) == nil || isDone[value.index]
  }

  private mutating func emit(
    _ product: ProductKernel, _ value: Value, sum: Value, bias: Value
  ) {
    markDone(value)
    if let (values, kind) = activations(of: sum) {
      markDone(sum)
      return emit(product, value, bias: bias, kind, values)
    }
    emit(
      "matrixProduct + addBias", inputs: nodes[value.index].inputs + [bias], outputs: [sum],
      product.kernel(.bias))
  }

  private mutating func emit(
    _ product: ProductKernel, _ value: Value, bias: Value?, _ kind: any ActivationOperation,
    _ values: [Value]
  ) {
    let wanted = wanted(values)
    markDone(value)
    emit(
      "matrixProduct + " + (bias == nil ? "" : "addBias + ") + name(kind, wanted),
      inputs: nodes[value.index].inputs + [bias].compactMap(\.self), outputs: values,
      product.kernel(
        .activation(
          kind.function, hasBias: bias != nil,
          wantsValue: wanted.value, wantsSlope: wanted.slope)))
  }
}
