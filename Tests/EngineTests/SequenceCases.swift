@testable import Engine

/// Products of many matrices, attention, recurrent layers, tables.
extension ExpressionCases {
  static let sequences: [Expression] = batchedProducts + attentions + recurrences + cells + tables

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

  private static let recurrences: [Expression] = [
    (1, 1, 1, 1), (2, 3, 5, 4), (7, 5, 2, 3), (33, 2, 4, 17),
  ].flatMap { (batch: Int, length: Int, features: Int, hidden: Int) in
    let name = "\(batch)×\(length)×\(features) to \(hidden)"
    return [false, true].flatMap { isReversed in
      [
        Expression("lstm \(name) \(isReversed)") { maker in
          let sequence = maker.parameter([batch, length, features])
          let weights = recurrentWeights(&maker, features, hidden, gates: 4)
          let result = maker.graph.lstm(sequence, weights: weights, isReversed: isReversed)
          return maker.graph.concatenate([
            maker.graph.reshape(result.outputs, to: [batch, length * hidden]), result.hidden,
            result.cell,
          ])
        },
        Expression("gru \(name) \(isReversed)") { maker in
          let sequence = maker.parameter([batch, length, features])
          let weights = recurrentWeights(&maker, features, hidden, gates: 3)
          let result = maker.graph.gru(sequence, weights: weights, isReversed: isReversed)
          return maker.graph.concatenate([
            maker.graph.reshape(result.outputs, to: [batch, length * hidden]), result.hidden,
          ])
        },
      ]
    }
  }

  private static let cells: [Expression] = [
    Expression("lstmCell") { maker in
      let state = [maker.parameter([3, 4]), maker.parameter([3, 4])]
      let weights = recurrentWeights(&maker, 5, 4, gates: 4)
      let result = maker.graph.lstmCell(
        maker.parameter([3, 5]), hidden: state[0], cell: state[1], weights: weights)
      return maker.graph.concatenate([result.hidden, result.cell])
    },
    Expression("gruCell") { maker in
      var weights = recurrentWeights(&maker, 5, 4, gates: 3)
      weights.inputBias = nil
      return maker.graph.gruCell(
        maker.parameter([3, 5]), hidden: maker.parameter([3, 4]), weights: weights)
    },
  ]

  private static func recurrentWeights(
    _ maker: inout Expression.Maker, _ features: Int, _ hidden: Int, gates: Int
  ) -> RecurrentWeights {
    RecurrentWeights(
      input: maker.parameter([features, gates * hidden]) { $0 / 2 },
      hidden: maker.parameter([hidden, gates * hidden]) { $0 / 3 },
      inputBias: maker.parameter([gates * hidden]),
      hiddenBias: maker.parameter([gates * hidden]) { $0 / 2 })
  }

  /// Some indices lie outside the table.
  private static let tables: [Expression] = [
    (1, 1, [1]), (3, 5, [7]), (4, 40, [33]), (2, 3, [2, 4]),
  ].map { (entries: Int, width: Int, indices: Shape) in
    Expression("embedding \(entries)×\(width) of \(indices)") { maker in
      maker.graph.embedding(
        table: maker.parameter([entries, width]),
        indices: maker.input(indices) { ($0 * Double(entries)).rounded() })
    }
  }
}
