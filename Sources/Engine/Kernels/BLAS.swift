import COpenBLAS
import CVector

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

  /// The processor whose kernels OpenBLAS chose when it was loaded.
  static let core = unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"

  /// `result = first · second`, each row of which depends on that row of the first factor and on
  /// the second alone, bit by bit.
  ///
  /// OpenBLAS 0.3.21 sums a row in another order by where in the matrix it stands, with its kernels
  /// for Haswell, Zen, SkylakeX, Cooperlake and SapphireRapids alike; so these are CVector's.
  ///
  /// - Parameters: As of ``product(_:_:rows:columns:inner:keep:into:resultStride:)``; the first
  ///   factor is not transposed.
  static func rowProduct(
    _ first: Matrix, _ second: Matrix, rows: Int, columns: Int, inner: Int,
    into result: UnsafeMutablePointer<Float>, resultStride: Int
  ) {
    unsafe vector_matrix_product(
      rows, columns, inner, first.start, first.stride, second.start, second.stride,
      second.isTransposed ? 1 : 0, result, resultStride)
  }
}
