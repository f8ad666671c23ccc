import COpenBLAS

/// OpenBLAS, held to the calling thread: the program's own threads share the work.
enum BLAS {
  /// Makes sure OpenBLAS starts no thread of its own.
  static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// One factor of a product: its numbers, floats from row to row, and whether it is transposed.
  @unsafe struct Matrix {
    let start: UnsafePointer<Float>
    let stride: Int
    let isTransposed: Bool
  }

  /// `result = first · second + keep · result`.
  ///
  /// - Parameters:
  ///   - first: Shape `[rows, inner]` after transposition.
  ///   - second: Shape `[inner, columns]` after transposition.
  ///   - result: Shape `[rows, columns]`, `resultStride` floats from row to row.
  static func product(
    _ first: Matrix, _ second: Matrix, rows: Int, columns: Int, inner: Int, keep: Float = 0,
    into result: UnsafeMutablePointer<Float>, resultStride: Int
  ) {
    unsafe cblas_sgemm(
      CblasRowMajor, first.isTransposed ? CblasTrans : CblasNoTrans,
      second.isTransposed ? CblasTrans : CblasNoTrans, CInt(rows), CInt(columns), CInt(inner), 1,
      first.start, CInt(first.stride), second.start, CInt(second.stride), keep, result,
      CInt(resultStride))
  }
}
