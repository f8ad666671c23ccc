import CVector

/// Cuts a sum over the rows of a batch into sums over fixed chunks of rows.
///
/// A thread that went through a chunk's rows in the forward and backward pass also sums them, so
/// that what crosses from processor to processor is one small partial sum each, not activations.
/// Measured on two cores without a common cache, for the 9-128-128-128-3 network and 512 rows.
/// The chunks depend on the shape only, so results do not depend on the number of threads.
struct BatchChunks: Hashable {
  /// Rows of every chunk but the last.
  let rows: Int
  let count: Int

  /// Chunks of about 256 rows, at most eight; nil for a batch too small to cut.
  init?(batch: Int) {
    let wanted = min((batch + 128) / 256, 8)
    guard wanted > 1 else { return nil }
    let blocks = (batch + Kernel.rowBlock - 1) / Kernel.rowBlock
    rows = (blocks + wanted - 1) / wanted * Kernel.rowBlock
    count = (batch + rows - 1) / rows
  }

  /// The chunk that holds a row.
  func index(of row: Int) -> Int { row / rows }

  /// A kernel that fills one part of its output, `[count, …]`, from each chunk of its inputs.
  func kernel(
    _ inputs: [Shape], flops: Int, body: @escaping (KernelOperands, Int, Range<Int>) -> Void
  ) -> Kernel {
    let (batch, rows) = (inputs[0][0], rows)
    return Kernel(
      items: batch, block: rows, inputs: inputs.map { .items(of: $0.columns) },
      outputs: [.whole], inPlace: [nil], flops: flops
    ) { operands, items in
      for start in stride(from: items.lowerBound, to: items.upperBound, by: rows) {
        body(operands, start / rows, start..<min(start + rows, items.upperBound))
      }
    }
  }
}

/// `firstᵀ · second` for each chunk of rows; shapes `[batch, m]` and `[batch, n]` give
/// `[chunks, m, n]`.
struct ChunkedProduct: Operation {
  let chunks: BatchChunks
  var name: String { "chunkedProduct" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs.allSatisfy { $0.rank == 2 } && inputs[0][0] == inputs[1][0], inputs,
      "both must have as many rows")
    return [chunks.count, inputs[0][1], inputs[1][1]]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (m, n) = (inputs[0].shape[1], inputs[1].shape[1])
    var result = [Double](repeating: 0, count: chunks.count * m * n)
    for row in 0..<inputs[0].shape[0] {
      let start = chunks.index(of: row) * m * n
      for i in 0..<m {
        for j in 0..<n {
          result[start + i * n + j] += inputs[0].values[row * m + i] * inputs[1].values[row * n + j]
        }
      }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (m, n) = (inputs[0][1], inputs[1][1])
    return chunks.kernel(inputs, flops: 2 * inputs[0][0] * m * n) { operands, chunk, rows in
      unsafe BLAS.product(
        BLAS.Matrix(
          start: operands.input(0, from: rows.lowerBound * m), stride: m, isTransposed: true),
        BLAS.Matrix(
          start: operands.input(1, from: rows.lowerBound * n), stride: n, isTransposed: false),
        rows: m, columns: n, inner: rows.count, into: operands.output(from: chunk * m * n),
        resultStride: n)
    }
  }
}

/// The sum of each chunk's rows; shape `[batch, columns]` gives `[chunks, columns]`.
struct ChunkedSum: FormReading {
  let chunks: BatchChunks
  var name: String { "chunkedSum" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 2, inputs, "two axes are needed")
    return [chunks.count, inputs[0][1]]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let columns = inputs[0].shape.columns
    var result = [Double](repeating: 0, count: chunks.count * columns)
    for (element, value) in inputs[0].values.enumerated() {
      result[chunks.index(of: element / columns) * columns + element % columns] += value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, reading element: Element) -> Kernel {
    let columns = output.columns
    return chunks.kernel(inputs, flops: inputs[0].count) { operands, chunk, rows in
      unsafe vector_sum_pixels(
        element.vector, rows.count, columns,
        operands.input(0, from: rows.lowerBound * columns, element),
        operands.output(from: chunk * columns))
    }
  }
}
