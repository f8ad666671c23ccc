/// Matrix products of bfloat16 numbers, with what follows them.
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
    let tail = tail(ofHalf: value)
    let packed = try HalfProductKernel(
      product, shapes, node.shape, result: nodes[tail.results[0].index].element,
      workers: workers
    ).packed(
      isTransposed: product.transposeSecond,
      isPacked: nodes[node.inputs[1].index].element == .float32, tail.epilogue)
    var weights = node.inputs[1]
    if let packing = packed.packing {
      weights = addValue(floats: packing.count)
      emit("pack", inputs: [node.inputs[1]], outputs: [weights], packing.kernel)
    }
    for value in tail.passed { markDone(value) }
    emit(
      "matrixProduct" + tail.name, inputs: [node.inputs[0], weights] + tail.inputs,
      outputs: tail.results, packed.kernel)
  }

  /// What a product's step takes in besides the product.
  private struct HalfTail {
    var results: [Value]
    var inputs: [Value] = []
    var passed: [Value] = []
    var epilogue = ProductKernel.Epilogue.none
    var name = ""
  }

  private func tail(ofHalf value: Value) -> HalfTail {
    var tail = HalfTail(results: [value])
    if let next = onlyReader(of: value), operation(next) is AddBias,
      nodes[next.index].inputs[0] == value,
      isAvailable(nodes[next.index].inputs[1], before: value)
    {
      tail = HalfTail(
        results: [next], inputs: [nodes[next.index].inputs[1]], passed: [value], epilogue: .bias,
        name: " + addBias")
    }
    let last = tail.results[0]
    if let (values, kind) = activations(of: last) {
      let wanted = wanted(values)
      tail.passed.append(last)
      tail.results = values
      tail.name += " + " + name(kind, wanted)
      tail.epilogue = .activation(
        kind.function, hasBias: !tail.inputs.isEmpty, wantsValue: wanted.value,
        wantsSlope: wanted.slope)
    } else if tail.inputs.isEmpty, let next = onlyReader(of: value),
      let arithmetic = operation(next) as? Arithmetic, arithmetic.kind == .multiply,
      let other = nodes[next.index].inputs.first(where: { $0 != value }),
      isAvailable(other, before: value), nodes[other.index].element == nodes[next.index].element
    {
      tail = HalfTail(
        results: [next], inputs: [other], passed: [value], epilogue: .multiply,
        name: " + multiply")
    }
    return tail
  }
}
