internal import COpenBLAS
internal import CVector
internal import Numbers

/// Products of matrices and LAPACK's eigenvectors, on the calling thread.
enum LinearAlgebra {
  /// Makes sure OpenBLAS starts no thread of its own: ``WorkerTeam`` shares the work, and sums
  /// split among threads would depend on their number.
  private static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// A factor of a product: floats from row to row, and whether it is transposed, which the first
  /// is not.
  @unsafe struct Factor {
    let start: UnsafePointer<Float>
    let stride: Int
    var isTransposed = false
  }

  /// `result = first · second`; `[rows, inner] · [inner, columns]` after transposition of the
  /// second factor. A row of the result does not depend on where it stands.
  static func product(
    _ first: Factor, _ second: Factor, rows: Int, columns: Int, inner: Int,
    into result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    unsafe vector_matrix_product(
      rows, columns, inner, first.start, first.stride, second.start, second.stride,
      second.isTransposed ? 1 : 0, result, stride)
  }

  /// OpenBLAS' product of doubles, `first · secondᵀ`, added to the result; `[rows, inner]`,
  /// `[columns, inner]`.
  static func addProduct(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, rows: Int, columns: Int,
    inner: Int, into result: UnsafeMutablePointer<Double>, stride: Int
  ) {
    precondition(isSingleThreaded)
    unsafe cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, CInt(rows), CInt(columns), CInt(inner), 1, first,
      CInt(inner), second, CInt(inner), 1, result, CInt(stride))
  }

  struct Eigensystem {
    /// The largest first.
    let values: [Double]
    /// Shape `[values.count, order]`, of length 1.
    let vectors: [Double]
  }

  /// The largest eigenvalues of a symmetric matrix and their vectors.
  ///
  /// - Parameter matrix: Shape `[order, order]`; one triangle is read.
  static func eigensystem(
    of matrix: [Double], order: Int, count: Int
  ) throws(LatentError) -> Eigensystem {
    precondition(isSingleThreaded && count <= order)
    guard count > 0 else { return Eigensystem(values: [], vectors: []) }
    var problem = Eigenproblem(matrix: matrix, order: order, count: count)
    var status = problem.solve(workCount: -1, wholeCount: -1)
    if status == 0 {
      status = problem.solve(
        workCount: Int(clamping: problem.work[0]), wholeCount: Int(problem.whole[0]))
    }
    guard status == 0, problem.found == count else {
      throw .eigenvaluesNotFound(order: order, status: status)
    }
    // LAPACK's order is ascending.
    let largestFirst = (0..<count).reversed()
    return Eigensystem(
      values: largestFirst.map { problem.values[$0] },
      vectors: largestFirst.flatMap { problem.vectors[$0 * order..<($0 + 1) * order] })
  }
}

/// The arguments of LAPACK's dsyevr.
private struct Eigenproblem {
  var matrix: [Double]
  let order: Int
  let count: Int
  var values: [Double]
  /// Shape `[count, order]`.
  var vectors: [Double]
  var found = 0
  var work: [Double] = [0]
  var whole: [CInt] = [0]

  init(matrix: [Double], order: Int, count: Int) {
    self.matrix = matrix
    self.order = order
    self.count = count
    values = Array(repeating: 0, count: order)
    vectors = Array(repeating: 0, count: order * count)
  }

  /// - Parameters:
  ///   - workCount: Numbers of working memory; -1 asks how many are needed.
  /// - Returns: LAPACK's status, 0 for success.
  mutating func solve(workCount: Int, wholeCount: Int) -> Int {
    if workCount > 0 { work = Array(repeating: 0, count: workCount) }
    if wholeCount > 0 { whole = Array(repeating: 0, count: wholeCount) }
    var (size, first, last) = (CInt(order), CInt(order - count + 1), CInt(order))
    var (bound, tolerance) = (0.0, 0.0)
    var (job, range, triangle) = (
      CChar(bitPattern: UInt8(ascii: "V")), CChar(bitPattern: UInt8(ascii: "I")),
      CChar(bitPattern: UInt8(ascii: "L"))
    )
    var support = [CInt](repeating: 0, count: 2 * order)
    var (workSize, wholeSize) = (CInt(workCount), CInt(wholeCount))
    var (number, status) = (CInt(0), CInt(0))
    unsafe dsyevr_(
      &job, &range, &triangle, &size, &matrix, &size, &bound, &bound, &first, &last, &tolerance,
      &number, &values, &vectors, &size, &support, &work, &workSize, &whole, &wholeSize, &status,
      1, 1, 1)
    found = Int(number)
    return Int(status)
  }
}
