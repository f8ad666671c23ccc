import COneDNN

/// The code for one of a convolution's three products.
///
/// A thread computes whole images, each call as many as are worth one. What an image gives
/// depends neither on the others nor on the number of threads.
struct ConvolutionKernel {
  /// What a forward product does to its result before it leaves the registers.
  struct Epilogue: Hashable {
    var hasBias = false
    var hasAddend = false
    var isRectified = false
  }

  let shape: ConvolutionShape
  let workers: Int
  /// Images of a call.
  private let images: Int
  private let main: CompiledPrimitive
  /// For the images of a weight gradient's last chunk.
  private let rest: CompiledPrimitive
  private let pass: onednn_pass
  private let epilogue: Epilogue
  private let element: Element
  private let result: Element

  /// Fewer operations than these are not worth a call: some tens of microseconds.
  private static let flopsPerCall = 20_000_000

  private init(
    _ shape: ConvolutionShape, _ pass: onednn_pass, _ element: Element, _ result: Element,
    _ epilogue: Epilogue, images: Int, workers: Int
  ) throws(EngineError) {
    self.shape = shape
    self.workers = workers
    self.images = images
    self.pass = pass
    self.epilogue = epilogue
    self.element = element
    self.result = result
    let main = try Self.compile(shape, pass, element, result, epilogue, images, nil, workers)
    self.main = main
    let last = shape.batch % images
    rest =
      last == 0
      ? main
      : try Self.compile(shape, pass, element, result, epilogue, last, main, workers)
  }

  private static func compile(
    _ shape: ConvolutionShape, _ pass: onednn_pass, _ element: Element, _ result: Element,
    _ epilogue: Epilogue, _ images: Int, _ like: CompiledPrimitive?, _ workers: Int
  ) throws(EngineError) -> CompiledPrimitive {
    var sizes = shape.sizes(batch: images)
    let wanted = onednn_epilogue(
      bias: epilogue.hasBias, add: epilogue.hasAddend, rectifier: epilogue.isRectified)
    func create(
      _ like: OpaquePointer?, _ problem: UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> OpaquePointer? {
      unsafe onednn_convolution_create(
        &sizes, pass, element.oneDNN, result.oneDNN, wanted, like, UInt32(workers), problem)
    }
    return try unsafe CompiledPrimitive("convolution") { problem in
      guard let like else { return unsafe create(nil, problem) }
      return unsafe like.withHandle { unsafe create($0, problem) }
    }
  }

  /// Floats whose memory holds the packed weights.
  var packedCount: Int { main.packedCount }

  // MARK: Products of single images

  /// - Parameters:
  ///   - element: Of the input and the packed weights.
  ///   - result: Of the output and the addend.
  static func forward(
    _ shape: ConvolutionShape, element: Element, result: Element, _ epilogue: Epilogue,
    workers: Int
  ) throws(EngineError) -> ConvolutionKernel {
    try ConvolutionKernel(
      shape, onednn_forward, element, result, epilogue, images: imagesPerCall(shape),
      workers: workers)
  }

  static func dataGradient(
    _ shape: ConvolutionShape, element: Element, result: Element, workers: Int
  ) throws(EngineError) -> ConvolutionKernel {
    try ConvolutionKernel(
      shape, onednn_data_gradient, element, result, Epilogue(), images: imagesPerCall(shape),
      workers: workers)
  }

  private static func imagesPerCall(_ shape: ConvolutionShape) -> Int {
    var images = 1
    // Powers of two, so that steps of different calls share a batch alike; and whole calls only,
    // so that no image's last digits depend on its place in the batch.
    while images * shape.flopsPerImage < flopsPerCall, 2 * images <= shape.batch / 8,
      shape.batch % (2 * images) == 0
    {
      images *= 2
    }
    return images
  }

  /// Inputs: images or the output's gradient, packed weights, bias, addend as far as wanted.
  func kernel() -> Kernel {
    let isForward = pass == onednn_forward
    let from = Kernel.itemSize(isForward ? shape.inputShape : shape.outputShape)
    let to = Kernel.itemSize(isForward ? shape.outputShape : shape.inputShape)
    let (hasBias, hasAddend) = (epilogue.hasBias, epilogue.hasAddend)
    let (main, images, element, result) = (main, images, element, result)
    var inputs: [Kernel.Access] = [.items(of: from), .whole]
    if hasBias { inputs.append(.whole) }
    if hasAddend { inputs.append(.items(of: to)) }
    var kernel = Kernel(
      items: shape.batch, block: images, inputs: inputs, outputs: [.items(of: to)],
      inPlace: [nil], flops: shape.batch * shape.flopsPerImage
    ) { operands, items in
      for image in stride(from: items.lowerBound, to: items.upperBound, by: images) {
        let input = unsafe operands.input(0, from: image * from, element)
        let weights = unsafe UnsafeRawPointer(operands.input(1))
        let output = unsafe UnsafeRawPointer(operands.output(0, from: image * to, result))
        let bias = unsafe hasBias ? UnsafeRawPointer(operands.input(2)) : nil
        let addend =
          unsafe hasAddend
          ? operands.input(hasBias ? 3 : 2, from: image * to, result) : nil
        unsafe main.run(operands, input, weights, bias, addend, output)
      }
    }
    kernel.scratchSize = main.scratchSize
    return kernel
  }

  // MARK: The product that sums over the batch

  /// The gradient of packed weights, and with `hasBias` of the bias behind them, for each chunk
  /// of the batch; the chunks depend on the shape only.
  static func weightGradient(
    _ shape: ConvolutionShape, element: Element, hasBias: Bool, workers: Int
  ) throws(EngineError) -> ConvolutionKernel {
    let bytes = 4 * shape.weightShape.count
    let chunks = max(1, min(shape.batch, 8, max(2, largestPartialSums / bytes)))
    return try ConvolutionKernel(
      shape, onednn_weight_gradient, element, .float32, Epilogue(hasBias: hasBias),
      images: (shape.batch + chunks - 1) / chunks, workers: workers)
  }

  /// Bytes that partial sums of one convolution's weights may take.
  private static let largestPartialSums = 16_000_000

  /// Partial sums of ``chunkedKernel()``.
  var chunkCount: Int { (shape.batch + images - 1) / images }

  /// Floats of each partial sum: packed weights, then the bias, on whole cache lines.
  var chunkSize: Int {
    MemoryPlan.aligned(packedCount)
      + (epilogue.hasBias ? MemoryPlan.aligned(shape.outChannels) : 0)
  }

  /// Inputs: images, gradient of the output; result: `[chunks, chunkSize]`.
  func chunkedKernel() -> Kernel {
    let (from, to) = (Kernel.itemSize(shape.inputShape), Kernel.itemSize(shape.outputShape))
    let (main, rest, images, element) = (main, rest, images, element)
    let (size, biasStart, hasBias) = (chunkSize, MemoryPlan.aligned(packedCount), epilogue.hasBias)
    var kernel = Kernel(
      items: shape.batch, block: images, inputs: [.items(of: from), .items(of: to)],
      outputs: [.whole], inPlace: [nil], flops: shape.batch * shape.flopsPerImage
    ) { operands, items in
      for image in stride(from: items.lowerBound, to: items.upperBound, by: images) {
        let isWhole = image + images <= items.upperBound
        let chunk = unsafe operands.output(from: image / images * size)
        unsafe (isWhole ? main : rest).run(
          operands, operands.input(0, from: image * from, element),
          operands.input(1, from: image * to, element), UnsafeRawPointer(chunk),
          hasBias ? UnsafeRawPointer(chunk + biasStart) : nil)
      }
    }
    kernel.scratchSize = max(main.scratchSize, rest.scratchSize)
    return kernel
  }

  // MARK: Weights

  /// Plain float32 weights to packed ones.
  func packing() throws(EngineError) -> Kernel {
    try PackedWeights.packing(main, isTransposed: false, workers)
  }

  /// A sum of ``chunkedKernel()``'s chunks to plain weights, and the bias behind them.
  func unpacking(withBias hasBias: Bool) throws(EngineError) -> Kernel {
    let reorder = try PackedWeights.unpacking(main, workers)
    let (start, count) = (MemoryPlan.aligned(packedCount), shape.outChannels)
    var kernel = Kernel.serial(inputs: 1, flops: 0) { operands in
      unsafe reorder.run(
        operands, UnsafeRawPointer(operands.input(0)), UnsafeRawPointer(operands.output()))
      if hasBias {
        unsafe operands.output(1).update(from: operands.input(0, from: start), count: count)
      }
    }
    kernel.scratchSize = reorder.scratchSize
    if hasBias {
      kernel.outputs.append(.whole)
      kernel.inPlace.append(nil)
    }
    return kernel
  }
}

extension ConvolutionShape {
  fileprivate func sizes(batch: Int) -> onednn_convolution {
    onednn_convolution(
      batch: CInt(batch), groups: CInt(geometry.groups), height: CInt(input.height),
      width: CInt(input.width), channels: CInt(channels), out_height: CInt(output.height),
      out_width: CInt(output.width), out_channels: CInt(outChannels),
      kernel_height: CInt(kernel.height), kernel_width: CInt(kernel.width),
      stride_height: CInt(geometry.stride.height), stride_width: CInt(geometry.stride.width),
      padding_height: CInt(geometry.padding.height), padding_width: CInt(geometry.padding.width),
      dilation_height: CInt(geometry.dilation.height),
      dilation_width: CInt(geometry.dilation.width))
  }
}

extension Element {
  /// The name in oneDNN.
  var oneDNN: onednn_element { self == .bfloat16 ? onednn_bfloat16 : onednn_float32 }
}
