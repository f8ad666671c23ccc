internal import Glibc

/// Normal distributions of classes, alike but for their means.
///
/// The covariance `S` is that of the images about their classes' means, its correlations drawn
/// towards 0 as far as few images in many dimensions make them uncertain:
///
///     covariance = (1 − s) S + s · diagonal(S) + least · trace(S) / dimension · 1
///     s = dimension / (images + dimension)
struct SharedCovarianceFit {
  let mixture: GaussianMixture

  /// Of the mean variance; what every number varies by at least, if they are the same in
  /// all images.
  private static let least = 1e-3

  /// - Parameters:
  ///   - numbers: Shape `[…, dimension]`.
  ///   - rows: Of the numbers; at least one.
  ///   - classes: By row of the numbers.
  init(_ numbers: [Float], dimension: Int, rows: [Int], classes: [Int], classCount: Int) {
    let points = rows.map { row in
      numbers[row * dimension..<(row + 1) * dimension].map { Double($0) }
    }
    let classes = rows.map { classes[$0] }
    let centre = Self.mean(points, dimension)
    let means = (0..<classCount).map { index in
      let members = points.indices.filter { classes[$0] == index }.map { points[$0] }
      return members.isEmpty ? nil : Self.mean(members, dimension)
    }
    let residuals = zip(points, classes).map { point, index in
      zip(point, means[index] ?? centre).map { $0 - $1 }
    }
    let whitening = SymmetricMatrix.invertedLower(
      SymmetricMatrix.choleskyFactor(
        Self.covariance(residuals, dimension), dimension: dimension),
      dimension: dimension)
    let triangle = (0..<dimension).flatMap { row in
      whitening[row * dimension...row * dimension + row].map { Float($0) }
    }
    mixture = GaussianMixture(
      centre: centre.map { Float($0) },
      components: means.compactMap(\.self).map { mean in
        let offset = (0..<dimension).map { row in
          (0...row).reduce(0.0) {
            $0 + whitening[row * dimension + $1] * (mean[$1] - centre[$1])
          }
        }
        return .init(whitening: triangle, offset: offset.map { Float($0) }, logWeight: 0)
      })
  }

  private static func mean(_ points: [[Double]], _ dimension: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: dimension)
    for point in points { for axis in 0..<dimension { sums[axis] += point[axis] } }
    return sums.map { $0 / Double(points.count) }
  }

  private static func covariance(_ residuals: [[Double]], _ dimension: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      for residual in residuals {
        unsafe residual.withUnsafeBufferPointer { residual in
          for row in 0..<dimension {
            let factor = unsafe residual[row]
            for column in 0...row {
              unsafe matrix[row * dimension + column] += factor * residual[column]
            }
          }
        }
      }
    }
    let count = Double(residuals.count)
    let trace = (0..<dimension).reduce(0.0) { $0 + matrix[$1 * dimension + $1] } / count
    let fraction = Double(dimension) / (count + Double(dimension))
    let floor = max(Self.least * trace / Double(dimension), 1e-12)
    for row in 0..<dimension {
      for column in 0...row {
        let value = matrix[row * dimension + column] / count
        matrix[row * dimension + column] = row == column ? value + floor : (1 - fraction) * value
        matrix[column * dimension + row] = matrix[row * dimension + column]
      }
    }
    return matrix
  }
}
