@testable import Engine

/// Expressions of operations on images: sides of 1, odd, even; channels that fill registers and
/// that do not; one image and several.
enum ImageCases {
  static let all: [Expression] =
    maxPools + averagePools + globalPools + resizings + groupNorms + edges + axes + orders
    + sums + batchNorms

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
    ([1, 11, 19, 2], 3, 2, 1),
    ([1, 9, 18, 35], 3, 2, 0),
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

  /// By itself, before a rectifier, before a rectifier that something else reads as well, and
  /// before a rectifier and a pool.
  static let batchNorms: [Expression] = shapes.filter { $0.count > $0.columns }.flatMap { shape in
    (0..<4).map { form in
      Expression("batchNorm \(shape), form \(form)") { maker in
        let channels: Shape = [shape.columns]
        let norm = maker.graph.batchStandardized(
          maker.parameter(shape), scale: maker.parameter(channels) { $0 + 1.5 },
          shift: maker.parameter(channels), epsilon: 0.1
        ).result
        let rectified = form == 0 ? norm : maker.graph.relu(norm)
        switch form {
        case 2: return maker.graph.add(maker.graph.multiply(rectified, rectified), norm)
        case 3: return maker.graph.maxPool(rectified, window: 1, stride: 1)
        default: return maker.graph.multiply(rectified, rectified)
        }
      }
    }
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

  static let groupNorms: [Expression] =
    ([
      ([1, 1, 2, 1], 1), ([2, 3, 5, 6], 1), ([3, 5, 3, 6], 3), ([2, 3, 3, 5], 5),
      ([1, 4, 3, 32], 4), ([2, 3, 20], 5), ([3, 12], 2), ([1, 2, 2, 300], 3), ([1, 1, 2, 300], 1),
    ] as [(Shape, Int)]).map { shape, groups in
      Expression("groupNorm \(shape) \(groups)") {
        $0.graph.groupNorm(
          $0.parameter(shape), groups: groups, scale: $0.parameter([shape.columns]),
          shift: $0.parameter([shape.columns]), epsilon: 0.01)
      }
    }

  static let edges: [Expression] = shapes.flatMap { shape in
    let edges = ImageEdges(top: 1, bottom: 0, left: 2, right: 3)
    let larger = edges.added(to: shape)
    return [
      Expression("padImage \(shape)") { $0.graph.padImage($0.parameter(shape), by: edges) },
      Expression("cropImage \(larger)") {
        $0.graph.cropImage($0.parameter(larger), by: edges)
      },
    ]
  }

  static let axes: [Expression] = ([[3], [5, 4], [2, 3, 4, 5], [33, 2, 3]] as [Shape]).flatMap {
    shape in
    (0..<shape.rank).flatMap { axis in
      [
        Expression("slice \(shape) axis \(axis)") {
          $0.graph.slice($0.parameter(shape), axis: axis, 1..<2)
        },
        Expression("concatenate \(shape) axis \(axis)") { maker in
          let parts = [
            maker.parameter(shape), maker.parameter(shape.with(1, along: axis)),
            maker.parameter(shape.with(7, along: axis)),
          ]
          return maker.graph.concatenate(parts, axis: axis)
        },
      ]
    }
  }

  static let orders: [Expression] =
    ([
      ([3, 4], [1, 0]), ([1, 5, 1], [2, 0, 1]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4], [2, 1, 0]),
      ([3, 17, 20, 2], [0, 3, 1, 2]), ([3, 2, 17, 3], [0, 2, 3, 1]), ([2, 3, 4, 5], [1, 3, 0, 2]),
      ([2, 19, 3, 18], [0, 3, 2, 1]), ([33, 3, 2], [1, 0, 2]), ([2, 1, 3, 2, 2], [4, 2, 0, 3, 1]),
    ] as [(Shape, [Int])]).map { shape, order in
      Expression("transposeAxes \(shape) \(order)") { maker in
        let value = maker.graph.transposeAxes(maker.parameter(shape), order)
        return maker.graph.multiply(value, maker.parameter(Shape(order.map { shape[$0] })))
      }
    }

  static let sums: [Expression] = ([[1, 3, 2, 5], [3, 4, 3, 2], [2, 5, 40]] as [Shape]).flatMap {
    shape in
    let target = shape.summedPixels!
    return [
      Expression("sum \(shape) to \(target)") { $0.graph.sum($0.parameter(shape), to: target) },
      Expression("broadcast \(target) to \(shape)") {
        $0.graph.multiply($0.parameter(target), $0.parameter(shape))
      },
    ]
  }
}
