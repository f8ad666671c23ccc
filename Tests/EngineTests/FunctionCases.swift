@testable import Engine

/// Functions of elements and rows, and what is drawn at random.
extension ExpressionCases {
  static let functions: [Expression] = smooth + positive + pairs + rows + noise

  private typealias Function = (inout Graph, Value) -> Value
  private static let functionShapes: [Shape] = [[1, 1], [7, 3], [33, 17], [], [5], [2, 3, 4]]

  private static let smooth: [Expression] = functionShapes.flatMap { shape in
    [
      Expression("exp \(shape)") { $0.graph.exp($0.parameter(shape) { 3 * $0 }) },
      Expression("square \(shape)") { $0.graph.square($0.parameter(shape)) },
      Expression("absolute \(shape)") { $0.graph.absolute($0.parameter(shape)) },
      Expression("reciprocal \(shape)") { $0.graph.reciprocal($0.parameter(shape, away)) },
      Expression("leakyRelu \(shape)") { $0.graph.leakyRelu($0.parameter(shape)) },
      Expression("elu \(shape)") { $0.graph.elu($0.parameter(shape) { 2 * $0 }) },
      Expression("selu \(shape)") { $0.graph.selu($0.parameter(shape) { 2 * $0 }) },
      Expression("softplus \(shape)") { $0.graph.softplus($0.parameter(shape) { 6 * $0 }) },
      Expression("logSigmoid \(shape)") { $0.graph.logSigmoid($0.parameter(shape) { 6 * $0 }) },
      Expression("softsign \(shape)") { $0.graph.softsign($0.parameter(shape)) },
      Expression("hardSigmoid \(shape)") { $0.graph.hardSigmoid($0.parameter(shape) { 3 * $0 }) },
      Expression("hardSwish \(shape)") { $0.graph.hardSwish($0.parameter(shape) { 3 * $0 }) },
      Expression("mish \(shape)") { $0.graph.mish($0.parameter(shape) { 6 * $0 }) },
      Expression("offset \(shape)") { $0.graph.offset($0.parameter(shape), by: -1.25) },
      Expression("clamped \(shape)") {
        $0.graph.clamped($0.parameter(shape) { 2 * $0 }, to: -2...1.2505)
      },
    ]
  }

  private static let positive: [Expression] = functionShapes.flatMap { shape in
    [
      Expression("log \(shape)") { $0.graph.log($0.parameter(shape, squared)) },
      Expression("squareRoot \(shape)") { $0.graph.squareRoot($0.parameter(shape, squared)) },
      Expression("logGamma \(shape)") {
        $0.graph.logGamma($0.parameter(shape) { 6 * squared($0) })
      },
      Expression("digamma \(shape)") {
        $0.graph.digamma($0.parameter(shape) { 6 * squared($0) })
      },
      Expression("timesLog \(shape)") {
        $0.graph.apply(Activation<TimesLogarithm>(), $0.parameter(shape, squared))
      },
    ]
      + [0, 1, 2, 0.5, -1, 3, -1.5, 2.25].map { (exponent: Float) in
        Expression("power \(shape) \(exponent)") {
          $0.graph.multiply(
            $0.graph.power($0.parameter(shape, squared), exponent: exponent),
            $0.parameter(shape))
        }
      }
  }

  private static let pairs: [Expression] = functionShapes.flatMap { shape in
    [
      Expression("maximum \(shape)") {
        $0.graph.maximum($0.parameter(shape), $0.parameter(shape))
      },
      Expression("minimum \(shape)") {
        $0.graph.minimum($0.parameter(shape), $0.parameter(Shape([shape.columns])))
      },
    ]
  }

  private static let rows: [Expression] =
    ([[1, 1], [5], [7, 3], [33, 17], [2, 3, 4], [2, 40]] as [Shape]).flatMap { shape in
      [
        Expression("rowMaximum \(shape)") { $0.graph.rowMaximum($0.parameter(shape)) },
        Expression("logSumExp \(shape)") {
          $0.graph.logSumExp($0.parameter(shape) { 4 * $0 })
        },
        Expression("rowVariance \(shape)") {
          $0.graph.rowVariance($0.parameter(shape), isUnbiased: shape.columns > 1)
        },
        Expression("unitRows \(shape)") {
          $0.graph.unitRows($0.parameter(shape), epsilon: 0.1)
        },
      ]
    }

  private static let noise: [Expression] = (functionShapes + [[70, 41]]).flatMap { shape in
    [
      Expression("gaussianSample \(shape)") {
        $0.graph.gaussianSample(
          mean: $0.parameter(shape), logVariance: $0.parameter(shape))
      },
      Expression("gaussianDivergence \(shape)") {
        $0.graph.gaussianDivergence(
          mean: $0.parameter(shape), logVariance: $0.parameter(shape))
      },
    ]
  }

  /// Clear of 0.
  private static func away(_ x: Double) -> Double { x < 0 ? x - 0.25 : x + 0.25 }
  private static func squared(_ x: Double) -> Double { x * x + 0.1 }
}
