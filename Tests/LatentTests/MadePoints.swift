import Latent
import Random

/// Points made for tests.
enum MadePoints {
  /// Normal numbers around 0.
  static func noise(rows: Int, columns: Int, seed: UInt64 = 1) -> EmbeddingMatrix {
    var random = RandomStream(seed: seed, purpose: .simulate)
    return EmbeddingMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Float(random.nextNormal()) })
  }

  /// Normal numbers around centres `distance` apart along an axis of their own, by turns.
  static func blobs(
    rows: Int, columns: Int, count: Int, distance: Float, seed: UInt64 = 1
  ) -> (points: EmbeddingMatrix, labels: [Int]) {
    let noise = noise(rows: rows, columns: columns, seed: seed)
    var values = noise.values
    for row in 0..<rows { values[row * columns + row % count % columns] += distance }
    return (
      EmbeddingMatrix(rows: rows, columns: columns, values: values), (0..<rows).map { $0 % count }
    )
  }

  /// Whole numbers from 0 to 3, so that many points are equal and many distances too.
  static func lattice(rows: Int, columns: Int, seed: UInt64 = 1) -> EmbeddingMatrix {
    var random = RandomStream(seed: seed, purpose: .simulate)
    return EmbeddingMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Float(random.next() % 4) })
  }

  static func constant(rows: Int, columns: Int, value: Float = 3) -> EmbeddingMatrix {
    EmbeddingMatrix(
      rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
  }

  static func squaredDistance(
    _ first: ArraySlice<Float>, _ second: ArraySlice<Float>
  ) -> Double {
    zip(first, second).reduce(0) {
      let difference = Double($1.0) - Double($1.1)
      return $0 + difference * difference
    }
  }

  /// The nearest by looking at every pair in double precision.
  static func nearest(
    to point: ArraySlice<Float>, in points: EmbeddingMatrix, except row: Int?, count: Int
  ) -> [(index: Int32, distance: Float)] {
    (0..<points.rows).filter { $0 != row }
      .map { (squaredDistance(points[$0], point), $0) }
      .sorted { $0 < $1 }
      .prefix(count)
      .map { (Int32($0.1), Float($0.0.squareRoot())) }
  }
}
