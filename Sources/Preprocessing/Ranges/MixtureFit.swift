internal import Glibc
internal import Numbers
internal import Random

/// Fits a mixture of normal distributions by expectation and maximization.
///
/// - Source: Dempster, Laird & Rubin 1977, J. R. Statist. Soc. B 39, 1; starting points by
///   k-means++ (Arthur & Vassilvitskii 2007, SODA).
struct MixtureFit {
  /// Shape `[points, dimension]`, row-major.
  let points: [Double]
  let dimension: Int
  /// Added to every variance, as measurement errors are.
  let varianceFloor: [Double]
  private(set) var weights: [Double] = []
  private(set) var means: [[Double]] = []
  /// Lower triangles of the covariances' Cholesky factors, full matrices by rows.
  private(set) var factors: [[Double]] = []

  private var pointCount: Int { points.count / dimension }

  init(
    points: [Double], dimension: Int, varianceFloor: [Double], componentCount: Int,
    iterations: Int, stream: inout RandomStream
  ) {
    precondition(!points.isEmpty && points.count % dimension == 0, "expected whole points")
    self.points = points
    self.dimension = dimension
    self.varianceFloor = varianceFloor
    let scales = deviations()
    let seeds = startingPoints(componentCount, scales: scales, stream: &stream)
    maximize(nearest(seeds, scales: scales), componentCount: seeds.count)
    for _ in 0..<iterations { maximize(expect(), componentCount: means.count) }
  }

  private func point(_ index: Int) -> ArraySlice<Double> {
    points[index * dimension..<(index + 1) * dimension]
  }

  private func deviations() -> [Double] {
    (0..<dimension).map { axis in
      var sum = 0.0
      var squares = 0.0
      for index in 0..<pointCount {
        let value = points[index * dimension + axis]
        sum += value
        squares += value * value
      }
      let mean = sum / Double(pointCount)
      let variance = max(squares / Double(pointCount) - mean * mean, 0) + varianceFloor[axis]
      return variance.squareRoot()
    }
  }

  private func distance(_ first: Int, _ second: Int, scales: [Double]) -> Double {
    var total = 0.0
    for axis in 0..<dimension {
      let difference =
        (points[first * dimension + axis] - points[second * dimension + axis]) / scales[axis]
      total += difference * difference
    }
    return total
  }

  private func startingPoints(
    _ count: Int, scales: [Double], stream: inout RandomStream
  ) -> [Int] {
    var chosen = [Int(clamping: stream.nextUnit() * Double(pointCount))]
    var nearest = (0..<pointCount).map { distance($0, chosen[0], scales: scales) }
    while chosen.count < count {
      let total = nearest.reduce(0, +)
      guard total > 0 else { break }
      var rest = stream.nextUnit() * total
      let next =
        nearest.firstIndex { value in
          rest -= value
          return rest < 0
        } ?? pointCount - 1
      chosen.append(next)
      for index in 0..<pointCount {
        nearest[index] = min(nearest[index], distance(index, next, scales: scales))
      }
    }
    return chosen
  }

  /// Responsibilities of 1 for each point's nearest seed; shape `[components][points]`.
  private func nearest(_ seeds: [Int], scales: [Double]) -> [[Double]] {
    var result = seeds.map { _ in [Double](repeating: 0, count: pointCount) }
    for index in 0..<pointCount {
      let distances = seeds.map { distance(index, $0, scales: scales) }
      let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      result[best][index] = 1
    }
    return result
  }

  /// Each component's fraction of each point; shape `[components][points]`.
  private func expect() -> [[Double]] {
    var fractions = means.indices.map { logDensities($0) }
    for index in 0..<pointCount {
      var largest = -Double.infinity
      for component in fractions.indices { largest = max(largest, fractions[component][index]) }
      var total = 0.0
      for component in fractions.indices {
        let value = exp(fractions[component][index] - largest)
        fractions[component][index] = value
        total += value
      }
      for component in fractions.indices { fractions[component][index] /= total }
    }
    return fractions
  }

  /// Of every point, up to a constant.
  private func logDensities(_ component: Int) -> [Double] {
    let mean = means[component]
    let inverse = SymmetricMatrix.invertedLower(factors[component], dimension: dimension)
    let logVolume = (0..<dimension).reduce(0.0) { $0 + log(inverse[$1 * dimension + $1]) }
    let constant = log(weights[component]) + logVolume
    return (0..<pointCount).map { index in
      var total = 0.0
      for row in 0..<dimension {
        var whitened = 0.0
        for column in 0...row {
          whitened +=
            inverse[row * dimension + column]
            * (points[index * dimension + column] - mean[column])
        }
        total += whitened * whitened
      }
      return constant - total / 2
    }
  }

  /// Weights, means and covariances of shared points; components with hardly a point go.
  private mutating func maximize(_ fractions: [[Double]], componentCount: Int) {
    weights = []
    means = []
    factors = []
    for fraction in fractions {
      let total = fraction.reduce(0, +)
      guard total >= Double(dimension) + 1 || fractions.count == 1 else { continue }
      let mean = weightedMean(fraction, total)
      let covariance = weightedCovariance(fraction, total, mean)
      weights.append(total / Double(pointCount))
      means.append(mean)
      factors.append(SymmetricMatrix.choleskyFactor(covariance, dimension: dimension))
    }
    if means.isEmpty {
      maximize([[Double](repeating: 1, count: pointCount)], componentCount: 1)
    }
  }

  private func weightedMean(_ fraction: [Double], _ total: Double) -> [Double] {
    var mean = [Double](repeating: 0, count: dimension)
    for index in 0..<pointCount {
      for axis in 0..<dimension { mean[axis] += fraction[index] * points[index * dimension + axis] }
    }
    return mean.map { $0 / total }
  }

  private func weightedCovariance(
    _ fraction: [Double], _ total: Double, _ mean: [Double]
  ) -> [Double] {
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    for index in 0..<pointCount where fraction[index] > 1e-12 {
      for row in 0..<dimension {
        let first = (points[index * dimension + row] - mean[row]) * fraction[index]
        for column in 0...row {
          matrix[row * dimension + column] +=
            first * (points[index * dimension + column] - mean[column])
        }
      }
    }
    for row in 0..<dimension {
      for column in 0...row {
        matrix[row * dimension + column] /= total
        matrix[column * dimension + row] = matrix[row * dimension + column]
      }
      matrix[row * dimension + row] += varianceFloor[row]
    }
    return matrix
  }
}
