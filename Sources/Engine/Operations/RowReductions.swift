import CVector
import Glibc

/// The largest of every row, or the logarithm of the sum of `eˣ`; the last axis becomes 1.
struct RowReduction: Operation {
  enum Kind: String { case rowMaximum, logSumExp }

  let kind: Kind
  var name: String { kind.rawValue }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank >= 1 && inputs[0].columns > 0, inputs, "a last axis is needed, not empty")
    return inputs[0].summedRows
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    switch kind {
    case .rowMaximum: [graph.apply(RowMaximumGradient(), site.inputs[0], site.upstream)]
    case .logSumExp: [graph.multiply(graph.softmax(site.inputs[0]), site.upstream)]
    }
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    StandardizeRows.rows(of: inputs[0]).map { row in
      let values = inputs[0].values[row]
      let peak = values.max()!
      guard kind == .logSumExp else { return peak }
      return peak + Glibc.log(values.reduce(0) { $0 + exp($1 - peak) })
    }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let (columns, rows) = (inputs[0].columns, Kernel.itemSize(output))
    let compute = unsafe kind == .rowMaximum ? vector_row_maximum : vector_log_sum_exp
    // A single row has its elements along the first axis; they belong together.
    guard output.rank > 1 else {
      return .serial(inputs: 1, flops: columns) { operands in
        unsafe compute(1, columns, operands.input(0), operands.output())
      }
    }
    return .alongFirstAxis(
      output, inputs: inputs, flopsPerElement: columns * (kind == .rowMaximum ? 1 : 18)
    ) { operands, items in
      let row = items.lowerBound * rows
      unsafe compute(
        items.count * rows, columns, operands.input(0, from: row * columns),
        operands.output(from: row))
    }
  }
}

/// Puts a row's gradient where its first largest element is. Inputs: values, upstream.
struct RowMaximumGradient: Operation {
  var name: String { "rowMaximumGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[1] == inputs[0].summedRows, inputs, "there must be one gradient per row")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: inputs[0].values.count)
    for (row, range) in StandardizeRows.rows(of: inputs[0]).enumerated() {
      let values = inputs[0].values[range]
      result[values.firstIndex(of: values.max()!)!] = inputs[1].values[row]
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .rowwise(output, inputs: inputs, flopsPerElement: 1) { rows, columns, operands, start in
      unsafe vector_row_maximum_gradient(
        rows, columns, operands.input(0, from: start),
        operands.input(1, from: start / columns), operands.output(from: start))
    }
  }
}

extension Graph {
  /// The largest element along the last axis, which becomes 1; the first of the largest has the
  /// gradient.
  public mutating func rowMaximum(_ value: Value) -> Value {
    apply(RowReduction(kind: .rowMaximum), value)
  }

  /// `log Σ eˣ` along the last axis, which becomes 1.
  public mutating func logSumExp(_ value: Value) -> Value {
    apply(RowReduction(kind: .logSumExp), value)
  }

  /// The variance along the last axis, which becomes 1.
  ///
  /// - Parameter isUnbiased: Whether the squares' sum is divided by one less than their number.
  public mutating func rowVariance(_ value: Value, isUnbiased: Bool = false) -> Value {
    let (columns, rows) = (shape(of: value).columns, shape(of: value).summedRows)
    guard columns > (isUnbiased ? 1 : 0) else {
      record(
        .shapesDiffer(
          operation: "rowVariance", shapes: [shape(of: value)], rule: "the rows are too short"))
      return value
    }
    let deviation = subtract(value, mean(value, to: rows))
    let variance = mean(square(deviation), to: rows)
    return isUnbiased ? scale(variance, by: Float(columns) / Float(columns - 1)) : variance
  }
}
