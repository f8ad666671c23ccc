import CVector

/// A matrix product on OpenBLAS or CVector, cut into blocks of fixed size, with what follows it applied to
/// each block while that is in the cache.
struct ProductKernel {
  /// What happens to a block of the product before it leaves the cache.
  enum Epilogue {
    case none
    /// Adds the third input to every row.
    case bias
    /// Applies an activation after the bias, if any, and writes result, slope or both.
    case activation(any ActivationFunction.Type, hasBias: Bool, wantsValue: Bool, wantsSlope: Bool)
    /// Multiplies with the third input, which has the product's shape.
    case multiply

    var hasBias: Bool {
      switch self {
      case .none, .multiply: false
      case .bias: true
      case .activation(_, let hasBias, _, _): hasBias
      }
    }
  }

  let operation: MatrixProduct
  let rows: Int
  let columns: Int
  let inner: Int
  private let strides: (Int, Int)

  init(_ operation: MatrixProduct, _ inputs: [Shape], _ output: Shape) {
    self.operation = operation
    rows = output[0]
    columns = output[1]
    inner = operation.transposeFirst ? inputs[0][0] : inputs[0][1]
    strides = (inputs[0][1], inputs[1][1])
  }

  private var flops: Int { 2 * rows * columns * inner }

  /// Rows per call. OpenBLAS for AVX-512 multiplies small plain matrices without packing them, which is its
  /// fastest path: measured on Zen 4, 32 rows × 128 × 128 run at 116 GF/s, 64 rows at 98. A
  /// transposed second factor is packed always, so calls should be higher then.
  private var block: Int {
    let isUnpacked =
      !operation.transposeSecond && Self.isUnpacked(columns: columns, inner: inner)
    return isUnpacked || rows < 128 ? Kernel.rowBlock : rows < 256 ? 64 : 128
  }

  /// Whether OpenBLAS multiplies a block of rows with a plain matrix without packing: up to a
  /// million multiplications.
  static func isUnpacked(columns: Int, inner: Int) -> Bool {
    Kernel.rowBlock * columns * inner <= 1_000_000
  }

  /// Whether the product can be computed together with what follows.
  var takesEpilogue: Bool { !operation.transposeFirst }

  func kernel(_ epilogue: Epilogue) -> Kernel {
    operation.transposeFirst ? reduction() : byRows(epilogue)
  }

  // MARK: Products whose rows are independent: forward and data gradient

  private func byRows(_ epilogue: Epilogue) -> Kernel {
    let block = block
    var kernel = Kernel(
      items: rows, block: block, inputs: [.items(of: strides.0), .whole],
      outputs: [.items(of: columns)], inPlace: [nil], flops: flops
    ) { operands, items in
      for start in stride(from: items.lowerBound, to: items.upperBound, by: block) {
        let count = min(block, items.upperBound - start)
        multiply(operands, start, count)
        apply(epilogue, operands, start, count)
      }
    }
    extend(&kernel, epilogue)
    return kernel
  }

  private func multiply(_ operands: KernelOperands, _ start: Int, _ count: Int) {
    unsafe BLAS.rowProduct(
      BLAS.Matrix(
        start: operands.input(0, from: start * strides.0), stride: strides.0, isTransposed: false),
      BLAS.Matrix(
        start: operands.input(1), stride: strides.1, isTransposed: operation.transposeSecond),
      rows: count, columns: columns, inner: inner,
      into: operands.output(from: start * columns), resultStride: columns)
  }

  private func apply(
    _ epilogue: Epilogue, _ operands: KernelOperands, _ row: Int, _ count: Int
  ) {
    let start = row * columns
    let block = unsafe operands.output(from: start)
    switch epilogue {
    case .none: break
    case .bias:
      unsafe vector_add_bias(vector_float32, count, columns, block, operands.input(2), block)
    case .multiply:
      unsafe vector_multiply(
        vector_float32, count * columns, block, operands.input(2, from: start), block)
    case .activation(let function, let hasBias, let wantsValue, let wantsSlope):
      let bias = unsafe hasBias ? operands.input(2) : nil
      let slopeIndex = wantsValue ? 1 : 0
      unsafe function.kernel(
        vector_float32, count, columns, block, bias, wantsValue ? block : nil,
        wantsSlope ? operands.output(slopeIndex, from: start) : nil)
    }
  }

  private func extend(_ kernel: inout Kernel, _ epilogue: Epilogue) {
    switch epilogue {
    case .none: return
    case .bias:
      kernel.inputs.append(.whole)
      kernel.flops += rows * columns
    case .multiply:
      kernel.inputs.append(.items(of: columns))
      kernel.flops += rows * columns
    case .activation(let function, let hasBias, let wantsValue, let wantsSlope):
      if hasBias { kernel.inputs.append(.whole) }
      if wantsValue && wantsSlope {
        kernel.outputs.append(.items(of: columns))
        kernel.inPlace.append(nil)
      }
      kernel.flops += rows * columns * (function.flops + (hasBias ? 1 : 0))
    }
  }

  // MARK: Products that sum over the batch: weight gradient

  /// The longer side of the result is cut, so that no sum is.
  private func reduction() -> Kernel {
    let isCutByRows = rows >= columns
    let items = isCutByRows ? rows : columns
    let block = items >= 128 ? 64 : Kernel.rowBlock
    return Kernel(
      items: items, block: block, inputs: [.whole, .whole],
      outputs: [isCutByRows ? .items(of: columns) : .whole], inPlace: [nil], flops: flops
    ) { operands, items in
      for start in stride(from: items.lowerBound, to: items.upperBound, by: block) {
        let end = min(start + block, items.upperBound)
        reduce(
          operands, rows: isCutByRows ? start..<end : 0..<rows,
          columns: isCutByRows ? 0..<columns : start..<end)
      }
    }
  }

  private func reduce(_ operands: KernelOperands, rows: Range<Int>, columns: Range<Int>) {
    let (top, left) = (rows.lowerBound, columns.lowerBound)
    let right = operation.transposeSecond ? left * strides.1 : left
    unsafe BLAS.product(
      BLAS.Matrix(
        start: operands.input(0, from: top), stride: strides.0, isTransposed: true),
      BLAS.Matrix(
        start: operands.input(1, from: right), stride: strides.1,
        isTransposed: operation.transposeSecond),
      rows: rows.count, columns: columns.count, inner: inner,
      into: operands.output(from: top * self.columns + left), resultStride: self.columns)
  }
}
