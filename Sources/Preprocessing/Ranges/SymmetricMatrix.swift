/// Small dense algebra of positive matrices, by rows.
enum SymmetricMatrix {
  /// The lower triangle `L` with `L · Lᵀ` the matrix.
  ///
  /// - Parameter matrix: Symmetric; pivots below rounding count as rounding.
  static func choleskyFactor(_ matrix: [Double], dimension: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension {
      for column in 0...row {
        var sum = matrix[row * dimension + column]
        for inner in 0..<column {
          sum -= factor[row * dimension + inner] * factor[column * dimension + inner]
        }
        if row == column {
          let smallest = max(abs(matrix[row * dimension + row]) * 1e-12, 1e-300)
          factor[row * dimension + row] = max(sum, smallest).squareRoot()
        } else {
          factor[row * dimension + column] = sum / factor[column * dimension + column]
        }
      }
    }
    return factor
  }

  /// The inverse of a lower triangle, itself one.
  static func invertedLower(_ factor: [Double], dimension: Int) -> [Double] {
    var inverse = [Double](repeating: 0, count: dimension * dimension)
    for column in 0..<dimension {
      inverse[column * dimension + column] = 1 / factor[column * dimension + column]
      for row in (column + 1)..<max(dimension, column + 1) {
        var sum = 0.0
        for inner in column..<row {
          sum -= factor[row * dimension + inner] * inverse[inner * dimension + column]
        }
        inverse[row * dimension + column] = sum / factor[row * dimension + row]
      }
    }
    return inverse
  }
}
