/// Convolutions, with what follows them.
extension Fusion {
  mutating func compute(
    _ product: any ConvolutionProduct, _ value: Value
  ) throws(EngineError) {
    switch product {
    case is Convolution: try computeForward(product.convolution, value)
    case is ConvolutionDataGradient: try computeDataGradient(product.convolution, value)
    default: try computeWeightGradient(product.convolution, value)
    }
  }

  // MARK: Forward

  /// What a convolution's step takes in besides the convolution.
  private struct Tail {
    /// The last value computed, and those before it that nobody else reads.
    var result: Value { didSet { passed.append(oldValue) } }
    private(set) var passed: [Value] = []
    var bias: Value?
    var addend: Value?
    var isRectified = false

    init(result: Value) { self.result = result }

    var epilogue: ConvolutionKernel.Epilogue {
      ConvolutionKernel.Epilogue(
        hasBias: bias != nil, hasAddend: addend != nil, isRectified: isRectified)
    }

    var name: String {
      "convolution" + (bias == nil ? "" : " + addBias") + (addend == nil ? "" : " + add")
        + (isRectified ? " + relu" : "")
    }
  }

  private mutating func computeForward(
    _ shape: ConvolutionShape, _ value: Value
  ) throws(EngineError) {
    let element = nodes[nodes[value.index].inputs[0].index].element
    var tail = tail(of: value)
    var lowered = try? kernel(shape, element, tail)
    if lowered == nil {
      tail = Tail(result: value)
      lowered = try kernel(shape, element, tail)
    }
    guard let lowered else { return }
    let inputs = nodes[value.index].inputs
    let weights = try packed(inputs[1], lowered)
    for value in tail.passed { markDone(value) }
    emit(
      tail.name,
      inputs: [inputs[0], weights] + [tail.bias, tail.addend].compactMap(\.self),
      outputs: [tail.result], lowered.kernel())
  }

  private func kernel(
    _ shape: ConvolutionShape, _ element: Element, _ tail: Tail
  ) throws(EngineError) -> ConvolutionKernel {
    try .forward(
      shape, element: element, result: nodes[tail.result.index].element, tail.epilogue,
      workers: workers)
  }

  /// Follows bias, residual sum and rectifier as far as nothing else reads what is between.
  private mutating func tail(of value: Value) -> Tail {
    var tail = Tail(result: value)
    if let next = onlyReader(of: value), operation(next) is AddBias,
      nodes[next.index].inputs[0] == value,
      isAvailable(nodes[next.index].inputs[1], before: value)
    {
      tail.bias = nodes[next.index].inputs[1]
      tail.result = next
    }
    if let next = onlyReader(of: tail.result), let sum = operation(next) as? Arithmetic,
      sum.kind == .add,
      let other = nodes[next.index].inputs.first(where: { $0 != tail.result }),
      isAvailable(other, before: value), nodes[other.index].element == nodes[next.index].element
    {
      tail.addend = other
      tail.result = next
    }
    if let next = onlyReader(of: tail.result),
      operation(next) is Activation<RectifiedLinear>
    {
      tail.isRectified = true
      tail.result = next
    }
    return tail
  }

  private mutating func packed(
    _ weights: Value, _ lowered: ConvolutionKernel
  ) throws(EngineError) -> Value {
    let packed = addValue(floats: lowered.packedCount)
    emit("pack", inputs: [weights], outputs: [packed], try lowered.packing())
    return packed
  }

  // MARK: Backward

  private mutating func computeDataGradient(
    _ shape: ConvolutionShape, _ value: Value
  ) throws(EngineError) {
    let inputs = nodes[value.index].inputs
    let lowered = try ConvolutionKernel.dataGradient(
      shape, element: nodes[inputs[0].index].element, result: nodes[value.index].element,
      workers: workers)
    let weights = try packed(inputs[1], lowered)
    emit(
      "convolutionDataGradient", inputs: [inputs[0], weights], outputs: [value],
      lowered.kernel())
  }

  /// Sums over chunks of the batch, then over the chunks; the bias' gradient comes along.
  private mutating func computeWeightGradient(
    _ shape: ConvolutionShape, _ value: Value
  ) throws(EngineError) {
    let inputs = nodes[value.index].inputs
    let bias = biasGradient(along: value)
    let lowered = try ConvolutionKernel.weightGradient(
      shape, element: nodes[inputs[0].index].element, hasBias: bias != nil, workers: workers)
    let parts = addValue(floats: lowered.chunkCount * lowered.chunkSize)
    emit(
      "convolutionWeightGradient", inputs: inputs, outputs: [parts], lowered.chunkedKernel())
    let total = addValue(floats: lowered.chunkSize)
    emit(
      "sum", inputs: [parts], outputs: [total],
      Sum(target: [lowered.chunkSize]).lower(
        [[lowered.chunkCount, lowered.chunkSize]], [lowered.chunkSize]))
    emit(
      "unpack", inputs: [total], outputs: [value] + [bias].compactMap(\.self),
      try lowered.unpacking(withBias: bias != nil))
  }

  /// The sum over all pixels of what a convolution's weight gradient reads.
  private func biasGradient(along value: Value) -> Value? {
    let upstream = nodes[value.index].inputs[1]
    return readers[upstream.index].first { reader in
      !isDone[reader.index] && weightGradient(besides: reader) == value
    }
  }

  /// Whether a sum will be computed together with a convolution's weight gradient.
  func isSummedWithWeights(_ value: Value) -> Bool { weightGradient(besides: value) != nil }

  private func weightGradient(besides value: Value) -> Value? {
    guard let sum = operation(value) as? Sum, let upstream = nodes[value.index].inputs.first,
      sum.isOfImages(nodes[upstream.index].shape)
    else { return nil }
    return readers[upstream.index].first { reader in
      operation(reader) is ConvolutionWeightGradient && nodes[reader.index].inputs[1] == upstream
    }
  }
}

/// Sums over images.
extension Fusion {
  /// Each image's sum where the image is at hand, then the sum of these.
  mutating func computeImageSum(_ sum: Sum, _ value: Value) {
    let input = nodes[value.index].inputs[0]
    let shape = nodes[input.index].shape
    let parts = addValue(floats: shape[0] * shape.columns)
    emit(
      "sum", inputs: [input], outputs: [parts],
      Sum.ofEachImage(shape, as: nodes[input.index].element))
    emit(
      "sum", inputs: [parts], outputs: [value],
      sum.lower([[shape[0], shape.columns]], sum.target))
  }
}
