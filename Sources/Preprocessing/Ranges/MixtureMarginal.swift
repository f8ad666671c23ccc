internal import Glibc

/// How a sum of a point's coordinates is distributed under a mixture of normal distributions.
struct MixtureMarginal: Sendable {
  private let parts: [(weight: Double, mean: Double, deviation: Double)]

  /// - Parameter factors: Of each coordinate in the sum.
  init(_ mixture: GaussianMixture, factors: [Double]) {
    let dimension = mixture.dimension
    var parts: [(weight: Double, mean: Double, deviation: Double)] = []
    for component in mixture.components {
      var whitening = [Double](repeating: 0, count: dimension * dimension)
      var entry = 0
      for row in 0..<dimension {
        for column in 0...row {
          whitening[row * dimension + column] = Double(component.whitening[entry])
          entry += 1
        }
      }
      let factor = SymmetricMatrix.invertedLower(whitening, dimension: dimension)
      // The point is centre + L (offset + standard normal numbers), with L the inverse.
      let projected = (0..<dimension).map { column in
        (column..<dimension).reduce(0.0) { $0 + factors[$1] * factor[$1 * dimension + column] }
      }
      let mean = (0..<dimension).reduce(0.0) {
        $0 + factors[$1] * Double(mixture.centre[$1])
          + projected[$1] * Double(component.offset[$1])
      }
      let volume = (0..<dimension).reduce(0.0) { $0 + log(whitening[$1 * dimension + $1]) }
      parts.append(
        (
          exp(Double(component.logWeight) - volume), mean,
          max(projected.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-9)
        ))
    }
    let total = parts.reduce(0) { $0 + $1.weight }
    self.parts = parts.map { ($0.weight / total, $0.mean, $0.deviation) }
  }

  /// The fraction that lies below a value.
  func fraction(below value: Double) -> Double {
    parts.reduce(0) { sum, part in
      sum + part.weight * 0.5 * erfc((part.mean - value) / (part.deviation * 2.0.squareRoot()))
    }
  }

  /// The value below which half lies, found by halving.
  var median: Double {
    var low = (parts.map { $0.mean - 8 * $0.deviation }.min() ?? 0)
    var high = (parts.map { $0.mean + 8 * $0.deviation }.max() ?? 0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if fraction(below: middle) < 0.5 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
