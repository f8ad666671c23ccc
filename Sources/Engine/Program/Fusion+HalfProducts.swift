/// Matrix products of half-width numbers, with what follows them.
extension Fusion {
  func isHalf(_ value: Value) -> Bool {
    nodes[value.index].inputs.first.map { nodes[$0.index].element == .bfloat16 } ?? false
  }

  mutating func compute(_ product: ChunkedProduct, _ value: Value) throws(EngineError) {
    guard isHalf(value) else { return emit(product.name, value, product) }
    let inputs = nodes[value.index].inputs
    emit(
      product.name, inputs: inputs, outputs: [value],
      try HalfProductKernel.chunked(
        product.chunks, inputs.map { nodes[$0.index].shape }, workers: workers))
  }

  mutating func computeHalf(_ product: MatrixProduct, _ value: Value) throws(EngineError) {
    let node = nodes[value.index]
    let shapes = node.inputs.map { nodes[$0.index].shape }
    if product.transposeFirst {
      let kernel = try HalfProductKernel(
        product, shapes, node.shape, result: node.element, workers: workers
      ).reduction()
      return emit("matrixProduct", inputs: node.inputs, outputs: [value], kernel)
    }
    var (result, bias) = (value, nil as Value?)
    if let next = onlyReader(of: value), operation(next) is AddBias,
      nodes[next.index].inputs[0] == value,
      isAvailable(nodes[next.index].inputs[1], before: value)
    {
      (result, bias) = (next, nodes[next.index].inputs[1])
      markDone(value)
    }
    let packed = try HalfProductKernel(
      product, shapes, node.shape, result: nodes[result.index].element, workers: workers
    ).packed(
      isTransposed: product.transposeSecond,
      isPacked: nodes[node.inputs[1].index].element == .float32, hasBias: bias != nil)
    var weights = node.inputs[1]
    if let packing = packed.packing {
      weights = addValue(floats: packing.count)
      emit("pack", inputs: [node.inputs[1]], outputs: [weights], packing.kernel)
    }
    emit(
      "matrixProduct" + (bias == nil ? "" : " + addBias"),
      inputs: [node.inputs[0], weights] + [bias].compactMap(\.self), outputs: [result],
      packed.kernel)
  }
}
