import CVector

/// Fills what lies right of the diagonal of every matrix, `[…, rows, columns]`: element
/// `(row, column)` is kept where `column ≤ row + columns − rows`.
struct CausalFill: Operation {
  let fill: Float
  var name: String { "causalFill" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 2 && Self.sides(inputs[0]).columns >= Self.sides(inputs[0]).rows, inputs,
      "matrices must have at least as many columns as rows")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.apply(CausalFill(fill: 0), site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (rows, columns) = Self.sides(inputs[0].shape)
    return inputs[0].values.enumerated().map { index, value in
      index % columns <= index / columns % rows + columns - rows ? value : Double(fill)
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (rows, columns) = Self.sides(output)
    let matrices = output.count / max(rows * columns, 1)
    return Kernel(
      items: matrices, block: 1, inputs: [.items(of: rows * columns)],
      outputs: [.items(of: rows * columns)], inPlace: [0], flops: 0
    ) { [fill] operands, items in
      let start = items.lowerBound * rows * columns
      unsafe vector_causal_fill(
        items.count, rows, columns, fill, operands.input(0, from: start),
        operands.output(from: start))
    }
  }

  private static func sides(_ shape: Shape) -> (rows: Int, columns: Int) {
    (shape[shape.rank - 2], shape.columns)
  }
}

extension Graph {
  /// Scaled dot-product attention of several heads.
  ///
  ///     result = softmax(q kᵀ / √d + mask) v,   d = width / heads
  ///
  /// Head `h` sees columns `h d ..< (h + 1) d` of every value, and fills those of the result.
  ///
  /// - Parameters:
  ///   - queries: `q`, shape `[batch, length, width]`.
  ///   - keys: `k`, shape `[batch, keyLength, width]`.
  ///   - values: `v`, shape `[batch, keyLength, valueWidth]`.
  ///   - heads: A divisor of both widths.
  ///   - isCausal: Whether a place sees only itself and what comes before it; of unequal lengths
  ///     the last places stand beside each other, and there are at least as many keys as queries.
  ///   - mask: Added to the scores, shape one that repeats to `[batch, heads, length, keyLength]`:
  ///     0 where a key is seen, a large negative finite number where not.
  /// - Returns: Shape `[batch, length, valueWidth]`.
  /// - Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.
  public mutating func attention(
    queries: Value, keys: Value, values: Value, heads: Int = 1, isCausal: Bool = false,
    mask: Value? = nil
  ) -> Value {
    guard heads > 0 else {
      record(
        .invalidProperty(
          operation: "attention", property: "heads", found: "\(heads)",
          rule: "it must be positive"))
      return queries
    }
    let width = Float(shape(of: queries).columns) / Float(heads)
    // Queries have fewer elements than scores mostly.
    let scaled = scale(queries, by: 1 / width.squareRoot())
    var scores = apply(
      BatchedMatrixProduct(
        transposeFirst: false, transposeSecond: true, heads: heads, first: .sideBySide,
        second: .sideBySide), scaled, keys)
    if let mask { scores = add(scores, mask) }
    if isCausal { scores = apply(CausalFill(fill: -1e30), scores) }
    return apply(
      BatchedMatrixProduct(
        transposeFirst: false, transposeSecond: false, heads: heads, second: .sideBySide,
        result: .sideBySide), softmax(scores), values)
  }
}
