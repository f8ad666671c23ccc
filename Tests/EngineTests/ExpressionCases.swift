@testable import Engine

/// Expressions that together use every operation, in shapes with sides of 1, odd, and longer
/// than a block.
enum ExpressionCases {
  static let shapes: [Shape] = [[1, 1], [1, 5], [7, 3], [33, 17], [70, 40]]

  static let all: [Expression] =
    products + transpositions + elementwise + rowwise + reductions + batches + norms + losses
    + networks + ConvolutionCases.all + ImageCases.all + sequences + functions
    + moreLosses

  static let products: [Expression] = [
    (1, 1, 1), (1, 9, 5), (5, 3, 1), (33, 9, 17), (130, 20, 35),
    (5, 390, 7), (3, 520, 40), (2, 1100, 3),
  ].flatMap { rows, inner, columns in
    [(false, false), (false, true), (true, false), (true, true)].map { first, second in
      Expression("matrixProduct \(rows)×\(inner)×\(columns) \(first) \(second)") { maker in
        let one = maker.parameter(first ? [inner, rows] : [rows, inner])
        let other = maker.parameter(second ? [columns, inner] : [inner, columns])
        return maker.graph.matrixProduct(
          one, other, transposeFirst: first, transposeSecond: second)
      }
    }
  }

  static let transpositions: [Expression] = shapes.map { shape in
    Expression("transpose \(shape)") {
      $0.graph.multiply(
        $0.graph.transpose($0.parameter(shape)), $0.parameter([shape[1], shape[0]]))
    }
  }

  static let elementwise: [Expression] = (shapes + [[], [6], [2, 3, 4]]).flatMap { shape in
    [
      Expression("add \(shape)") { $0.graph.add($0.parameter(shape), $0.parameter(shape)) },
      Expression("subtract \(shape)") {
        $0.graph.subtract($0.parameter(shape), $0.parameter(shape))
      },
      Expression("multiply \(shape)") {
        $0.graph.multiply($0.parameter(shape), $0.parameter(shape))
      },
      Expression("divide \(shape)") {
        $0.graph.divide($0.parameter(shape), $0.parameter(shape) { $0 * $0 + 0.5 })
      },
      Expression("scale \(shape)") { $0.graph.scale($0.parameter(shape), by: -2.5) },
      Expression("sigmoid \(shape)") { $0.graph.sigmoid($0.parameter(shape) { 6 * $0 }) },
      Expression("tanh \(shape)") { $0.graph.tanh($0.parameter(shape) { 3 * $0 }) },
      Expression("relu \(shape)") { $0.graph.relu($0.parameter(shape)) },
      Expression("silu \(shape)") { $0.graph.silu($0.parameter(shape) { 6 * $0 }) },
      Expression("gelu \(shape)") { $0.graph.gelu($0.parameter(shape) { 3 * $0 }) },
      Expression("huber \(shape)") {
        $0.graph.huber($0.parameter(shape), $0.input(shape) { 0.001 * $0 }, delta: 1)
      },
      Expression("squaredNorm \(shape)") { $0.graph.squaredNorm($0.parameter(shape)) },
    ]
  }

  static let rowwise: [Expression] = (shapes + [[6], [2, 3, 4]]).flatMap { shape in
    [
      Expression("addBias \(shape)") {
        $0.graph.addBias($0.parameter(shape), $0.parameter([shape.columns]))
      },
      Expression("scaleColumns \(shape)") {
        $0.graph.scaleColumns($0.parameter(shape), by: $0.parameter([shape.columns]))
      },
      Expression("softmax \(shape)") { $0.graph.softmax($0.parameter(shape) { 4 * $0 }) },
      Expression("logSoftmax \(shape)") { $0.graph.logSoftmax($0.parameter(shape) { 4 * $0 }) },
      Expression("dropout \(shape)") { $0.graph.dropout($0.parameter(shape), rate: 0.4) },
      Expression("concatenate \(shape)") { maker in
        let parts = [maker.parameter(shape), maker.parameter(shape), maker.parameter(shape)]
        return maker.graph.concatenate(parts)
      },
      Expression("slice \(shape)") {
        $0.graph.slice($0.parameter(shape), columns: shape.columns / 2..<shape.columns)
      },
      Expression("reshape \(shape)") {
        let flat = $0.graph.reshape($0.graph.tanh($0.parameter(shape)), to: [shape.count])
        return $0.graph.multiply(flat, $0.parameter([shape.count]))
      },
    ]
  }

  static let reductions: [Expression] = (shapes + [[2, 3, 4]]).flatMap { shape in
    let targets: [Shape] = [[], [shape.columns], shape.summedRows, [shape.rows, 1], [1, 1]]
    return targets.filter { $0.isBroadcastable(to: shape) }.flatMap { target in
      [
        Expression("sum \(shape) to \(target)") { $0.graph.sum($0.parameter(shape), to: target) },
        Expression("mean \(shape) to \(target)") { $0.graph.mean($0.parameter(shape), to: target) },
        Expression("broadcast \(target) to \(shape)") {
          $0.graph.multiply($0.parameter(target), $0.parameter(shape))
        },
      ]
    }
  }

  /// Batches large enough to be summed in chunks.
  static let batches: [Expression] = ([[390, 7], [520, 40], [2100, 2]] as [Shape]).map { shape in
    Expression("sum of a batch \(shape)") {
      $0.graph.sum($0.parameter(shape), to: [shape.columns])
    }
  }

  static let norms: [Expression] =
    ([[3, 2], [7, 3], [33, 17], [70, 40], [3, 2, 5, 7]] as [Shape]).flatMap {
      shape in
      [
        Expression("layerNorm \(shape)") {
          $0.graph.layerNorm(
            $0.parameter(shape), scale: $0.parameter([shape.columns]),
            shift: $0.parameter([shape.columns]), epsilon: 0.01)
        },
        Expression("batchNorm \(shape) in training") { batchNorm(&$0, shape, isTraining: true) },
        Expression("batchNorm \(shape) in inference") { batchNorm(&$0, shape, isTraining: false) },
      ]
    }

  private static func batchNorm(
    _ maker: inout Expression.Maker, _ shape: Shape, isTraining: Bool
  ) -> Value {
    let columns: Shape = [shape.columns]
    let statistics = [
      maker.graph.constant(Tensor(repeating: 0.25, shape: columns)),
      maker.graph.constant(Tensor(repeating: 1.5, shape: columns)),
    ]
    let (value, scale, shift) = (
      maker.parameter(shape), maker.parameter(columns), maker.parameter(columns)
    )
    guard isTraining else {
      return maker.graph.batchNorm(
        value, scale: scale, shift: shift, runningMean: statistics[0],
        runningVariance: statistics[1], epsilon: 0.01, isTraining: false)
    }
    return maker.graph.batchStandardized(value, scale: scale, shift: shift, epsilon: 0.01).result
  }

  static let losses: [Expression] = [(1, 1), (1, 3), (7, 2), (33, 3), (70, 40)].flatMap {
    rows, classes in
    [
      Expression("crossEntropy \(rows)×\(classes)") {
        $0.graph.crossEntropy(
          logits: $0.parameter([rows, classes]), targets: $0.targets(rows, classes))
      },
      Expression("crossEntropy \(rows)×\(classes) smoothed and weighted") {
        $0.graph.crossEntropy(
          logits: $0.parameter([rows, classes]), targets: $0.targets(rows, classes),
          smoothing: 0.1, classWeights: $0.input([classes]) { abs($0) },
          sampleWeights: $0.input([rows]) { abs($0) })
      },
      Expression("crossEntropy \(rows)×\(classes) with sample weights") {
        $0.graph.crossEntropy(
          logits: $0.parameter([rows, classes]), targets: $0.targets(rows, classes),
          sampleWeights: $0.input([rows]) { abs($0) })
      },
      Expression("binaryCrossEntropy \(rows)×\(classes)") {
        $0.graph.binaryCrossEntropy(
          logits: $0.parameter([rows, classes]) { 5 * $0 }, targets: $0.targets(rows, classes),
          sampleWeights: $0.input([rows]) { abs($0) })
      },
      Expression("squaredError \(rows)×\(classes)") {
        $0.graph.squaredError(
          $0.parameter([rows, classes]), $0.parameter([rows, classes]),
          sampleWeights: $0.input([rows]) { abs($0) })
      },
    ]
  }

  static let networks: [Expression] = [1, 7, 70].flatMap { batch in
    [
      Expression("network of \(batch) rows") { network(&$0, batch, isNormalized: false) },
      Expression("network of \(batch) rows with norms and dropout") {
        network(&$0, batch, isNormalized: true)
      },
    ]
  }

  private static func network(
    _ maker: inout Expression.Maker, _ batch: Int, isNormalized: Bool
  ) -> Value {
    var value = maker.input([batch, 9])
    let weights = [
      maker.parameter([9, 20]) { $0 / 3 }, maker.parameter([20, 20]) { $0 / 4 },
      maker.parameter([20, 3]) { $0 / 4 },
    ]
    let biases = [maker.parameter([20]), maker.parameter([20]), maker.parameter([3])]
    for layer in 0..<3 {
      value = maker.graph.matrixProduct(value, weights[layer])
      value = maker.graph.addBias(value, biases[layer])
      guard layer < 2 else { break }
      if isNormalized {
        value = maker.graph.layerNorm(
          value, scale: maker.parameter([20]), shift: maker.parameter([20]), epsilon: 0.01)
      }
      value = maker.graph.silu(value)
      if isNormalized { value = maker.graph.dropout(value, rate: 0.25) }
    }
    let targets = maker.targets(batch, 3)
    let loss = maker.graph.crossEntropy(logits: value, targets: targets, smoothing: 0.05)
    let penalty = maker.graph.squaredNorm(weights[1])
    return maker.graph.add(loss, maker.graph.scale(penalty, by: 0.01))
  }
}
