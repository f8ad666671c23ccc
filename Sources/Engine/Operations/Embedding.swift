import CVector
import Numbers

/// Rows of a table by their numbers. Inputs: table `[entries, width]`, indices of any shape with
/// an axis.
struct Embedding: Operation {
  var name: String { "embedding" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 2, inputs, "the table must have two axes")
    try require(inputs[1].rank >= 1, inputs, "the indices must have an axis")
    return Shape(inputs[1].dimensions + [inputs[0].columns])
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let entries = graph.shape(of: site.inputs[0])[0]
    return [graph.apply(EmbeddingGradient(entries: entries), site.inputs[1], site.upstream), nil]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let width = inputs[0].shape.columns
    return inputs[1].values.flatMap { index -> [Double] in
      guard let row = Self.row(index, inputs[0].shape[0]) else {
        return [Double](repeating: 0, count: width)
      }
      return Array(inputs[0].values[row * width..<(row + 1) * width])
    }
  }

  /// The row of a table that an index stands for; nil outside.
  static func row(_ index: Double, _ entries: Int) -> Int? {
    index >= 0 && index < Double(entries) ? Int(clamping: index) : nil
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (entries, width, perItem) = (inputs[0][0], output.columns, Kernel.itemSize(inputs[1]))
    return .alongFirstAxis(output, inputs: inputs, whole: [0]) { operands, items in
      let start = items.lowerBound * perItem
      unsafe vector_embedding(
        items.count * perItem, entries, width, operands.input(0),
        operands.input(1, from: start), operands.output(from: start * width))
    }
  }
}

/// Adds every row to the row of a table its index stands for, in order. Inputs: indices, rows.
struct EmbeddingGradient: Operation {
  let entries: Int
  var name: String { "embeddingGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[1].dimensions.dropLast() == inputs[0].dimensions[...], inputs,
      "there must be one index per row")
    return [entries, inputs[1].columns]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let width = inputs[1].shape.columns
    var result = [Double](repeating: 0, count: entries * width)
    for (row, index) in inputs[0].values.enumerated() {
      guard let entry = Embedding.row(index, entries) else { continue }
      for column in 0..<width {
        result[entry * width + column] += inputs[1].values[row * width + column]
      }
    }
    return result
  }

  // Threads share the columns, for then every sum is taken in the order of the rows.
  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (rows, entries, width) = (inputs[0].count, entries, output.columns)
    return Kernel(
      items: width, block: min(16, max(width, 1)), inputs: [.whole, .whole], outputs: [.whole],
      inPlace: [nil], flops: rows * width
    ) { operands, items in
      let first = items.lowerBound
      unsafe vector_embedding_gradient(
        rows, entries, width, items.count, operands.input(0), operands.input(1, from: first),
        operands.output(from: first))
    }
  }
}

extension Graph {
  /// Rows of a table by their numbers.
  ///
  /// - Parameters:
  ///   - table: Shape `[entries, width]`.
  ///   - indices: Whole numbers in `0..<entries`, any shape with an axis. A fraction is dropped;
  ///     an index outside, infinite or NaN gives zeros, and no gradient.
  /// - Returns: Shape as `indices` with `width` as another, last axis.
  public mutating func embedding(table: Value, indices: Value) -> Value {
    apply(Embedding(), table, indices)
  }
}
