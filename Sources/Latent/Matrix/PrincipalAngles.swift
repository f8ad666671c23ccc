import Glibc

extension PrincipalComponents {
  /// Angles between the components' span and another, degrees, the smallest first.
  ///
  /// Cosines tell large angles well and sines small ones, so both are computed.
  ///
  /// - Parameter other: Rows that span the other space, in any basis; those that depend on the
  ///   rows before them count for nothing.
  /// - Returns: As many as the smaller of both spaces has dimensions.
  /// - Throws: ``LatentError`` where LAPACK finds no eigenvalues.
  /// - Source: Björck & Golub 1973, Math. Comp. 27, 579.
  public func principalAngles(to other: EmbeddingMatrix) throws(LatentError) -> [Double] {
    precondition(
      other.columns == components.columns,
      "expected vectors of \(components.columns) columns, found \(other.columns)")
    let (first, second) = (Basis(of: components), Basis(of: other))
    let (large, small) =
      first.count >= second.count ? (first, second) : (second, first)
    guard small.count > 0 else { return [] }
    let inside = small.vectors.map { vector in large.vectors.map { Basis.product(vector, $0) } }
    let outside = zip(small.vectors, inside).map { vector, coordinates in
      zip(large.vectors, coordinates).reduce(vector) { rest, part in
        zip(rest, part.0).map { $0 - part.1 * $1 }
      }
    }
    let cosines = try singularValues(of: inside)
    let sines = try singularValues(of: outside)
    return zip(cosines, sines.reversed()).map { atan2($1, $0) * 180 / .pi }
  }

  /// The largest first.
  private func singularValues(of rows: [[Double]]) throws(LatentError) -> [Double] {
    let matrix = rows.flatMap { row in rows.map { Basis.product(row, $0) } }
    return try LinearAlgebra.eigensystem(of: matrix, order: rows.count, count: rows.count)
      .values.map { max($0, 0).squareRoot() }
  }
}

/// Orthonormal vectors with the span of others.
private struct Basis {
  private(set) var vectors: [[Double]] = []
  var count: Int { vectors.count }

  /// By Gram and Schmidt, each vector twice, which leaves no more than rounding.
  init(of matrix: EmbeddingMatrix) {
    for row in 0..<matrix.rows {
      var vector = matrix[row].map(Double.init)
      let before = Self.product(vector, vector).squareRoot()
      for _ in 0..<2 {
        for other in vectors {
          let fraction = Self.product(vector, other)
          vector = zip(vector, other).map { $0 - fraction * $1 }
        }
      }
      let length = Self.product(vector, vector).squareRoot()
      if length > 1e-6 * before { vectors.append(vector.map { $0 / length }) }
    }
  }

  static func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
