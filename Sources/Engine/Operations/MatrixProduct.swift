/// `first · second`, either transposed on the way.
struct MatrixProduct: Operation {
  let transposeFirst: Bool
  let transposeSecond: Bool
  var name: String { "matrixProduct" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs.allSatisfy { $0.rank == 2 }, inputs, "both must have two axes")
    let (rows, inner) = Self.sides(inputs[0], transposeFirst)
    let (innerOfSecond, columns) = Self.sides(inputs[1], transposeSecond)
    try require(
      inner == innerOfSecond, inputs, "the inner lengths \(inner) and \(innerOfSecond) differ")
    return [rows, columns]
  }

  static func sides(_ shape: Shape, _ isTransposed: Bool) -> (Int, Int) {
    isTransposed ? (shape[1], shape[0]) : (shape[0], shape[1])
  }

  // C = A·B: dA = G·Bᵀ, dB = Aᵀ·G; a transposed factor gets the transposed gradient.
  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let (first, second, upstream) = (site.inputs[0], site.inputs[1], site.upstream)
    let ofFirst =
      transposeFirst
      ? graph.matrixProduct(
        second, upstream, transposeFirst: transposeSecond, transposeSecond: true)
      : graph.matrixProduct(upstream, second, transposeSecond: !transposeSecond)
    let ofSecond =
      transposeSecond
      ? graph.matrixProduct(
        upstream, first, transposeFirst: true, transposeSecond: transposeFirst)
      : graph.matrixProduct(first, upstream, transposeFirst: !transposeFirst)
    return [ofFirst, ofSecond]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (first, second) = (inputs[0], inputs[1])
    let (rows, inner) = Self.sides(first.shape, transposeFirst)
    let columns = Self.sides(second.shape, transposeSecond).1
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for term in 0..<inner {
          let one = first.values[transposeFirst ? term * rows + row : row * inner + term]
          let other = second.values[
            transposeSecond ? column * inner + term : term * columns + column]
          result[row * columns + column] += one * other
        }
      }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    ProductKernel(self, inputs, output).kernel(.none)
  }
}

extension Graph {
  /// The matrix product of two values of two axes each.
  ///
  /// - Parameters:
  ///   - first: Shape `[rows, inner]`, or `[inner, rows]` if transposed.
  ///   - second: Shape `[inner, columns]`, or `[columns, inner]` if transposed.
  /// - Returns: Shape `[rows, columns]`.
  public mutating func matrixProduct(
    _ first: Value, _ second: Value, transposeFirst: Bool = false, transposeSecond: Bool = false
  ) -> Value {
    apply(
      MatrixProduct(transposeFirst: transposeFirst, transposeSecond: transposeSecond), first,
      second)
  }
}
