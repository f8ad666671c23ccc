@testable import Engine

/// Products of many matrices, attention, recurrent layers, tables.
extension ExpressionCases {
  static let sequences: [Expression] = batchedProducts + attentions

  private static let batchedProducts: [Expression] = [
    ([1], 1, 1, 1), ([3], 1, 5, 2), ([2], 7, 3, 17), ([2, 3], 5, 4, 3), ([40], 3, 2, 2),
  ].flatMap { (batch: [Int], rows: Int, inner: Int, columns: Int) in
    [(false, false), (false, true), (true, false), (true, true)].map { first, second in
      Expression("batchedMatrixProduct \(batch) \(rows)×\(inner)×\(columns) \(first) \(second)") {
        maker in
        let one = maker.parameter(Shape(batch + (first ? [inner, rows] : [rows, inner])))
        let other = maker.parameter(
          Shape(batch + (second ? [columns, inner] : [inner, columns])))
        return maker.graph.batchedMatrixProduct(
          one, other, transposeFirst: first, transposeSecond: second)
      }
    }
  }

  private static let attentions: [Expression] = [
    (1, 1, 1, 1, 1), (1, 3, 5, 1, 4), (2, 4, 4, 2, 6), (3, 5, 7, 3, 3), (2, 17, 17, 4, 8),
  ].flatMap { (batch: Int, length: Int, keys: Int, heads: Int, width: Int) in
    let name = "attention \(batch)×\(length)×\(keys), \(heads) heads of \(width / heads)"
    return [
      Expression(name) { attention(&$0, batch, length, keys, heads, width) },
      Expression(name + ", causal") {
        attention(&$0, batch, length, keys, heads, width, isCausal: true)
      },
      Expression(name + ", masked") { maker in
        let mask = maker.input([batch, 1, 1, keys]) { $0 > 0.5 ? -30 : 0 }
        return attention(&maker, batch, length, keys, heads, width, mask: mask)
      },
      Expression(name + ", with weights") { selfAttention(&$0, batch, length, heads, width) },
    ]
  }

  private static func attention(
    _ maker: inout Expression.Maker, _ batch: Int, _ length: Int, _ keys: Int, _ heads: Int,
    _ width: Int, isCausal: Bool = false, mask: Value? = nil
  ) -> Value {
    let shapes: [Shape] = [
      [batch, length, width], [batch, keys, width], [batch, keys, heads * 2],
    ]
    let values = shapes.map { maker.parameter($0) }
    return maker.graph.attention(
      queries: values[0], keys: values[1], values: values[2], heads: heads, isCausal: isCausal,
      mask: mask)
  }

  private static func selfAttention(
    _ maker: inout Expression.Maker, _ batch: Int, _ length: Int, _ heads: Int, _ width: Int
  ) -> Value {
    let value = maker.parameter([batch, length, width])
    func linear(isBiased: Bool) -> LinearWeights {
      LinearWeights(
        weight: maker.parameter([width, width]),
        bias: isBiased ? maker.parameter([width]) : nil)
    }
    let weights = AttentionWeights(
      queries: linear(isBiased: true), keys: linear(isBiased: false),
      values: linear(isBiased: true), output: linear(isBiased: true))
    return maker.graph.selfAttention(value, weights: weights, heads: heads)
  }
}
