import CVector
import Glibc

/// `e^x / Σ e^x` along the last axis, or its logarithm.
struct Softmax: Operation {
  let isLogarithmic: Bool
  var name: String { isLogarithmic ? "logSoftmax" : "softmax" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank >= 1, inputs, "a last axis is needed")
    return inputs[0]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.apply(SoftmaxGradient(isLogarithmic: isLogarithmic), site.output, site.upstream)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let logarithms = Self.logarithms(inputs[0])
    return isLogarithmic ? logarithms : logarithms.map { exp($0) }
  }

  /// Log-softmax of every row.
  static func logarithms(_ tensor: ReferenceTensor) -> [Double] {
    let columns = tensor.shape.columns
    var result = tensor.values
    for start in stride(from: 0, to: result.count, by: columns) {
      let row = tensor.values[start..<start + columns]
      let peak = row.max()!
      let total = row.reduce(0) { $0 + exp($1 - peak) }
      for index in row.indices { result[index] = row[index] - peak - log(total) }
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let compute = unsafe isLogarithmic ? vector_log_softmax : vector_softmax
    return .rowwise(output, inputs: inputs, flopsPerElement: 20, inPlace: 0) {
      rows, columns, operands, start in
      unsafe compute(
        rows, columns, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

/// The gradient of a softmax from its result `y` and the upstream gradient `g`, per row:
/// `y (g − Σ g y)`, and for the logarithm `g − e^y Σ g`.
struct SoftmaxGradient: Operation {
  let isLogarithmic: Bool
  var name: String { isLogarithmic ? "logSoftmaxGradient" : "softmaxGradient" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0] == inputs[1], inputs, "the shapes must be equal")
    return inputs[0]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let (result, upstream, columns) = (inputs[0].values, inputs[1].values, inputs[0].shape.columns)
    var gradient = upstream
    for start in stride(from: 0, to: gradient.count, by: columns) {
      let row = start..<start + columns
      let total = row.reduce(0) { $0 + upstream[$1] * (isLogarithmic ? 1 : result[$1]) }
      for index in row {
        gradient[index] =
          isLogarithmic
          ? upstream[index] - exp(result[index]) * total
          : result[index] * (upstream[index] - total)
      }
    }
    return gradient
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    let compute = unsafe isLogarithmic ? vector_log_softmax_gradient : vector_softmax_gradient
    return .rowwise(output, inputs: inputs, flopsPerElement: 4, inPlace: 1) {
      rows, columns, operands, start in
      unsafe compute(
        rows, columns, operands.input(0, from: start), operands.input(1, from: start),
        operands.output(from: start))
    }
  }
}

extension Graph {
  /// `e^x / Σ e^x` along the last axis.
  public mutating func softmax(_ value: Value) -> Value {
    apply(Softmax(isLogarithmic: false), value)
  }

  /// `x − log Σ e^x` along the last axis.
  public mutating func logSoftmax(_ value: Value) -> Value {
    apply(Softmax(isLogarithmic: true), value)
  }
}
