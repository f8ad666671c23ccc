@testable import Engine

/// Expressions of operations on pictures: sides of 1, odd, even; channels that fill registers and
/// that do not; one picture and several.
enum PictureCases {
  static let all: [Expression] = maxPools + averagePools + globalPools + resizings

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

  static let averagePools: [Expression] = pools.flatMap { pool in
    [true, false].map { countsPadding in
      Expression("averagePool \(pool) \(countsPadding)") {
        $0.graph.averagePool(
          $0.parameter(pool.shape), window: pool.window, stride: pool.stride,
          padding: pool.padding, countsPadding: countsPadding)
      }
    }
  }

  static let shapes: [Shape] = [
    [1, 1, 1, 1], [2, 1, 3, 5], [3, 5, 4, 16], [1, 9, 8, 3], [2, 3, 2, 70],
  ]

  static let globalPools: [Expression] = shapes.flatMap { shape in
    [
      Expression("globalAveragePool \(shape)") {
        $0.graph.globalAveragePool($0.parameter(shape))
      },
      Expression("globalMaxPool \(shape)") { $0.graph.globalMaxPool($0.parameter(shape)) },
    ]
  }

  static let resizings: [Expression] = shapes.flatMap { shape in
    [ResizeMethod.nearest, .bilinear].flatMap { method in
      [
        Expression("upsample \(shape) \(method)") {
          $0.graph.upsample($0.parameter(shape), by: 2, method: method)
        },
        Expression("resize \(shape) \(method)") {
          $0.graph.resize(
            $0.parameter(shape), to: Extent2D(height: 3, width: 7), method: method)
        },
      ]
    }
  }
}
