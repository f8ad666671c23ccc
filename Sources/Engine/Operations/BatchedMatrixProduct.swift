/// `first · second` for each of many pairs of matrices, either transposed on the way.
///
/// Matrices lie one behind the other, `[…, rows, columns]`, or `heads` of them side by side,
/// `[batch, rows, heads · columns]`, as attention has them; then a value whose matrices lie one
/// behind the other is `[batch, heads, rows, columns]`.
struct BatchedMatrixProduct: Operation {
  enum Arrangement { case stacked, sideBySide }

  let transposeFirst: Bool
  let transposeSecond: Bool
  /// Matrices side by side; 1 if all are stacked.
  var heads = 1
  var first = Arrangement.stacked
  var second = Arrangement.stacked
  var result = Arrangement.stacked
  var name: String { "batchedMatrixProduct" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try check(inputs[0], first, inputs)
    try check(inputs[1], second, inputs)
    let (one, other) = (matrices(inputs[0], first), matrices(inputs[1], second))
    let (rows, inner) = one.sides(transposeFirst)
    let (innerOfSecond, columns) = other.sides(transposeSecond)
    try require(
      inner == innerOfSecond, inputs, "the inner lengths \(inner) and \(innerOfSecond) differ")
    let leading = leading(inputs[0], first)
    try require(leading == self.leading(inputs[1], second), inputs, "the batches differ")
    return result == .stacked
      ? Shape(leading + [rows, columns]) : Shape([leading[0], rows, heads * columns])
  }

  private func check(
    _ shape: Shape, _ arrangement: Arrangement, _ inputs: [Shape]
  ) throws(EngineError) {
    switch arrangement {
    case .stacked: try require(shape.rank >= 3, inputs, "a batch of matrices is needed")
    case .sideBySide:
      try require(
        shape.rank == 3 && heads > 0 && shape.columns % heads == 0, inputs,
        "\(heads) matrices must fill the last axis")
    }
  }

  private func leading(_ shape: Shape, _ arrangement: Arrangement) -> [Int] {
    arrangement == .stacked ? shape.dimensions.dropLast(2) : [shape[0], heads]
  }

  // As for one product: C = A·B has dA = G·Bᵀ and dB = Aᵀ·G.
  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (one, other) = ((site.inputs[0], first), (site.inputs[1], second))
    let upstream = (site.upstream, result)
    let ofFirst =
      transposeFirst
      ? product(other, upstream, transposeSecond, true, as: first, &graph)
      : product(upstream, other, false, !transposeSecond, as: first, &graph)
    let ofSecond =
      transposeSecond
      ? product(upstream, one, true, transposeFirst, as: second, &graph)
      : product(one, upstream, !transposeFirst, false, as: second, &graph)
    return [ofFirst, ofSecond]
  }

  private func product(
    _ one: (Value, Arrangement), _ other: (Value, Arrangement), _ transposeOne: Bool,
    _ transposeOther: Bool, as arrangement: Arrangement, _ graph: inout Graph
  ) -> Value {
    graph.apply(
      BatchedMatrixProduct(
        transposeFirst: transposeOne, transposeSecond: transposeOther, heads: heads,
        first: one.1, second: other.1, result: arrangement), one.0, other.0)
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let output = try! shape(of: inputs.map(\.shape))
    let (one, other) = (matrices(inputs[0].shape, first), matrices(inputs[1].shape, second))
    let target = matrices(output, result)
    let inner = one.sides(transposeFirst).1
    var values = [Double](repeating: 0, count: output.count)
    for matrix in 0..<target.count {
      for row in 0..<target.rows {
        for column in 0..<target.columns {
          let place = target.place(matrix, row, column, false)
          for term in 0..<inner {
            values[place] +=
              inputs[0].values[one.place(matrix, row, term, transposeFirst)]
              * inputs[1].values[other.place(matrix, term, column, transposeSecond)]
          }
        }
      }
    }
    return values
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (one, other) = (matrices(inputs[0], first), matrices(inputs[1], second))
    let target = matrices(output, result)
    let inner = one.sides(transposeFirst).1
    // Matrices side by side belong to one item, for an item's memory must be in one piece.
    let matricesPerItem = [first, second, result].contains(.sideBySide) ? heads : 1
    let items = target.count / max(matricesPerItem, 1)
    let share = { (shape: Shape) in Kernel.Access.items(of: shape.count / max(items, 1)) }
    return Kernel(
      items: items, block: 1, inputs: inputs.map(share), outputs: [share(output)],
      inPlace: [nil], flops: 2 * output.count * inner
    ) { operands, items in
      for matrix in items.lowerBound * matricesPerItem..<items.upperBound * matricesPerItem {
        unsafe BLAS.product(
          BLAS.Matrix(
            start: operands.input(0, from: one.start(of: matrix)), stride: one.stride,
            isTransposed: transposeFirst),
          BLAS.Matrix(
            start: operands.input(1, from: other.start(of: matrix)), stride: other.stride,
            isTransposed: transposeSecond),
          rows: target.rows, columns: target.columns, inner: inner,
          into: operands.output(from: target.start(of: matrix)), resultStride: target.stride)
      }
    }
  }

  private func matrices(_ shape: Shape, _ arrangement: Arrangement) -> MatrixArray {
    let (rows, columns) = (shape[shape.rank - 2], shape.columns)
    return arrangement == .stacked
      ? MatrixArray(
        count: shape.dimensions.dropLast(2).reduce(1, *), rows: rows, columns: columns, heads: 1)
      : MatrixArray(
        count: shape[0] * heads, rows: rows, columns: columns / heads, heads: heads)
  }
}

/// Where the numbers of many matrices of one size lie.
private struct MatrixArray {
  let count: Int
  let rows: Int
  let columns: Int
  /// Matrices side by side.
  let heads: Int

  /// Numbers from row to row.
  var stride: Int { columns * heads }

  func sides(_ isTransposed: Bool) -> (Int, Int) {
    isTransposed ? (columns, rows) : (rows, columns)
  }

  func start(of matrix: Int) -> Int {
    matrix / heads * rows * stride + matrix % heads * columns
  }

  func place(_ matrix: Int, _ row: Int, _ column: Int, _ isTransposed: Bool) -> Int {
    start(of: matrix) + (isTransposed ? column * stride + row : row * stride + column)
  }
}

extension Graph {
  /// The matrix products of corresponding matrices of two values.
  ///
  /// - Parameters:
  ///   - first: Shape `[batch…, rows, inner]`, or `[batch…, inner, rows]` if transposed.
  ///   - second: Shape `[batch…, inner, columns]`, or `[batch…, columns, inner]` if transposed;
  ///     the batch axes of both are equal.
  /// - Returns: Shape `[batch…, rows, columns]`.
  public mutating func batchedMatrixProduct(
    _ first: Value, _ second: Value, transposeFirst: Bool = false, transposeSecond: Bool = false
  ) -> Value {
    apply(
      BatchedMatrixProduct(transposeFirst: transposeFirst, transposeSecond: transposeSecond),
      first, second)
  }
}
