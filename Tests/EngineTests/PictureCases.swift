@testable import Engine

/// Expressions of operations on pictures: sides of 1, odd, even; channels that fill registers and
/// that do not; one picture and several.
enum PictureCases {
  static let all: [Expression] = maxPools

  /// Shape, window, stride, padding.
  typealias Pool = (shape: Shape, window: Extent2D, stride: Extent2D, padding: Extent2D)

  static let pools: [Pool] = [
    ([1, 1, 1, 1], 1, 1, 0),
    ([2, 4, 6, 16], 2, 2, 0),
    ([1, 2, 2, 3], 2, 2, 0),
    ([3, 5, 7, 5], 2, 2, 0),
    ([2, 6, 5, 19], 3, 2, 1),
    ([1, 4, 5, 3], 3, 1, 1),
    ([2, 9, 7, 2], 2, 3, 0),
    ([1, 5, 3, 70], Extent2D(height: 3, width: 1), Extent2D(height: 2, width: 1), 0),
    ([2, 3, 4, 4], Extent2D(height: 1, width: 4), 2, Extent2D(height: 0, width: 2)),
  ]

  static let maxPools: [Expression] = pools.map { pool in
    Expression("maxPool \(pool)") {
      $0.graph.maxPool(
        $0.parameter(pool.shape), window: pool.window, stride: pool.stride, padding: pool.padding)
    }
  }
}
