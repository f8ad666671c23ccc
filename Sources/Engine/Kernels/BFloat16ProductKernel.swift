import COneDNN
import CVector

/// A matrix product of bfloat16 numbers on oneDNN, summed in float32, cut into blocks of fixed
/// size like ``ProductKernel``.
struct HalfProductKernel {
  let rows: Int
  let inner: Int
  let columns: Int
  let workers: Int
  /// Of the result.
  let result: Element

  /// - Parameters:
  ///   - inputs: Shapes as the operation has them.
  init(
    _ operation: MatrixProduct, _ inputs: [Shape], _ output: Shape, result: Element, workers: Int
  ) {
    rows = output[0]
    columns = output[1]
    inner = operation.transposeFirst ? inputs[0][0] : inputs[0][1]
    self.workers = workers
    self.result = result
  }

  private var flops: Int { 2 * rows * inner * columns }

  /// The primitive for some rows.
  ///
  /// - Parameters:
  ///   - rowStride: Numbers of the first factor from row to row, or from column to column where
  ///     it is transposed.
  private static func compile(
    rows: Int, inner: Int, columns: Int, isTransposed: Bool, rowStride: Int, secondStride: Int,
    isSecondTransposed: Bool = false, resultStride: Int, result: Element, hasBias: Bool = false,
    like: CompiledPrimitive? = nil,
    workers: Int
  ) throws(EngineError) -> CompiledPrimitive {
    let epilogue = onednn_epilogue(bias: hasBias, add: false, rectifier: false)
    func create(
      _ like: OpaquePointer?, _ problem: UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> OpaquePointer? {
      unsafe onednn_product_create(
        CInt(rows), CInt(inner), CInt(columns), isTransposed, CInt(rowStride), CInt(secondStride),
        isSecondTransposed, CInt(resultStride), onednn_bfloat16, result.oneDNN, epilogue, like,
        UInt32(workers),
        problem)
    }
    return try unsafe CompiledPrimitive("matrixProduct") { problem in
      guard let like else { return unsafe create(nil, problem) }
      return unsafe like.withHandle { unsafe create($0, problem) }
    }
  }

  // MARK: Products whose rows are independent: forward and data gradient

  /// Fewer columns are not worth packing.
  static let leastPackedColumns = 16

  /// What the steps of a product with weights need.
  struct Packed {
    /// Floats of the packed weights and what packs them; nil where they are read as they lie.
    let packing: (count: Int, kernel: Kernel)?
    /// Inputs: rows, packed weights, bias if wanted.
    let kernel: Kernel
  }

  /// Rows per call. Where the weights outgrow the cache, each call reads them anew.
  private var block: Int {
    let isLarge = inner * columns > 1 << 18
    let wanted = isLarge ? max(Kernel.rowBlock, rows / 8) : rows >= 256 ? 64 : Kernel.rowBlock
    return min(wanted, rows)
  }

  /// - Parameters:
  ///   - isTransposed: Whether the plain weights are `[columns, inner]`.
  ///   - isPacked: Whether they are float32 and to be packed, or bfloat16 and plain.
  ///   - epilogue: What follows in the cache; the bias is added by the product itself.
  func packed(
    isTransposed: Bool, isPacked: Bool, _ epilogue: ProductKernel.Epilogue
  ) throws(EngineError) -> Packed {
    let hasBias = epilogue.hasBias
    let stride = isPacked ? 0 : isTransposed ? inner : columns
    func compile(_ rows: Int, like: CompiledPrimitive?) throws(EngineError) -> CompiledPrimitive {
      try Self.compile(
        rows: rows, inner: inner, columns: columns, isTransposed: false, rowStride: inner,
        secondStride: stride, isSecondTransposed: isTransposed, resultStride: columns,
        result: result, hasBias: hasBias, like: like, workers: workers)
    }
    let main = try compile(block, like: nil)
    let rest = rows % block == 0 ? main : try compile(rows % block, like: isPacked ? main : nil)
    let kernel = byRows(main, rest, epilogue)
    guard isPacked else { return Packed(packing: nil, kernel: kernel) }
    let packing = try PackedWeights.packing(
      main, isTransposed: isTransposed, workers)
    return Packed(packing: (main.packedCount, packing), kernel: kernel)
  }

  private func byRows(
    _ main: CompiledPrimitive, _ rest: CompiledPrimitive, _ epilogue: ProductKernel.Epilogue
  ) -> Kernel {
    let (block, inner, columns, result) = (block, inner, columns, result)
    let hasBias = epilogue.hasBias
    var kernel = Kernel(
      items: rows, block: block, inputs: [.items(of: inner), .whole] + (hasBias ? [.whole] : []),
      outputs: [.items(of: columns)], inPlace: [nil], flops: flops
    ) { operands, items in
      for start in stride(from: items.lowerBound, to: items.upperBound, by: block) {
        let isWhole = start + block <= items.upperBound
        let bias = unsafe hasBias ? UnsafeRawPointer(operands.input(2)) : nil
        unsafe (isWhole ? main : rest).run(
          operands, operands.input(0, from: start * inner, .bfloat16),
          UnsafeRawPointer(operands.input(1)), bias,
          UnsafeRawPointer(operands.output(0, from: start * columns, result)))
        let count = (isWhole ? block : items.upperBound - start) * columns
        Self.apply(epilogue, operands, from: start * columns, count: count, result)
      }
    }
    kernel.scratchSize = max(main.scratchSize, rest.scratchSize)
    extend(&kernel, epilogue)
    return kernel
  }

  @inline(__always)
  private static func apply(
    _ epilogue: ProductKernel.Epilogue, _ operands: KernelOperands, from start: Int, count: Int,
    _ element: Element
  ) {
    let block = unsafe operands.output(0, from: start, element)
    switch epilogue {
    case .none, .bias: break
    case .multiply:
      unsafe vector_multiply(
        element.vector, count, block, operands.input(2, from: start, element), block)
    case .activation(let function, _, let wantsValue, let wantsSlope):
      unsafe function.kernel(
        element.vector, 1, count, block, nil, wantsValue ? block : nil,
        wantsSlope ? operands.output(wantsValue ? 1 : 0, from: start, element) : nil)
    }
  }

  private func extend(_ kernel: inout Kernel, _ epilogue: ProductKernel.Epilogue) {
    switch epilogue {
    case .none, .bias: break
    case .multiply: kernel.inputs.append(.items(of: columns))
    case .activation(let function, _, let wantsValue, let wantsSlope):
      if wantsValue && wantsSlope {
        kernel.outputs.append(.items(of: columns))
        kernel.inPlace.append(nil)
      }
      kernel.flops += rows * columns * function.flops
    }
  }

  // MARK: Products that sum over the batch: weight gradient

  /// The rows of the result are cut, so that no sum is.
  func reduction() throws(EngineError) -> Kernel {
    let block = rows >= 1024 ? 256 : rows >= 64 ? 64 : min(rows, Kernel.rowBlock)
    let (rows, columns, result) = (rows, columns, result)
    func compile(_ count: Int) throws(EngineError) -> CompiledPrimitive {
      try Self.compile(
        rows: count, inner: inner, columns: columns, isTransposed: true, rowStride: rows,
        secondStride: columns, resultStride: columns, result: result, workers: workers)
    }
    let main = try compile(block)
    let rest = rows % block == 0 ? main : try compile(rows % block)
    var kernel = Kernel(
      items: rows, block: block, inputs: [.whole, .whole], outputs: [.items(of: columns)],
      inPlace: [nil], flops: flops
    ) { operands, items in
      for start in stride(from: items.lowerBound, to: items.upperBound, by: block) {
        let isWhole = start + block <= items.upperBound
        unsafe (isWhole ? main : rest).run(
          operands, operands.input(0, from: start, .bfloat16),
          operands.input(1, from: 0, .bfloat16),
          UnsafeRawPointer(operands.output(0, from: start * columns, result)))
      }
    }
    kernel.scratchSize = max(main.scratchSize, rest.scratchSize)
    return kernel
  }

  /// ``ChunkedProduct`` of bfloat16 inputs.
  static func chunked(
    _ chunks: BatchChunks, _ inputs: [Shape], workers: Int
  ) throws(EngineError) -> Kernel {
    let (batch, m, n) = (inputs[0][0], inputs[0][1], inputs[1][1])
    func part(_ count: Int) throws(EngineError) -> CompiledPrimitive {
      try Self.compile(
        rows: m, inner: count, columns: n, isTransposed: true, rowStride: m, secondStride: n,
        resultStride: n, result: .float32, workers: workers)
    }
    let main = try part(chunks.rows)
    let last = batch - (chunks.count - 1) * chunks.rows
    let rest = last == chunks.rows ? main : try part(last)
    var kernel = chunks.kernel(inputs, flops: 2 * batch * m * n) { operands, chunk, rows in
      unsafe (rows.count == chunks.rows ? main : rest).run(
        operands, operands.input(0, from: rows.lowerBound * m, .bfloat16),
        operands.input(1, from: rows.lowerBound * n, .bfloat16),
        UnsafeRawPointer(operands.output(from: chunk * m * n)))
    }
    kernel.scratchSize = max(main.scratchSize, rest.scratchSize)
    return kernel
  }
}
