import CVector
import Glibc

/// Every element to the power of a number known when the graph is built.
struct Power: Operation {
  let exponent: Float
  var name: String { "power" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let slope = graph.scale(graph.power(site.inputs[0], exponent: exponent - 1), by: exponent)
    return [graph.multiply(site.upstream, slope)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map { pow($0, Double(exponent)) }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .elementwise(output, flopsPerElement: 40) { [exponent] count, operands, start in
      unsafe vector_power(
        count, exponent, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

/// Adds a number known when the graph is built to every element.
struct Offset: Operation {
  let distance: Float
  var name: String { "offset" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] { [site.upstream] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map { $0 + Double(distance) }
  }

  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel {
    .elementwise(output) { [distance] count, operands, start in
      unsafe vector_offset(
        count, distance, operands.input(0, from: start), operands.output(from: start))
    }
  }
}

extension Graph {
  /// Every element to the power `exponent`; NaN for negative elements unless it is whole.
  public mutating func power(_ value: Value, exponent: Float) -> Value {
    switch exponent {
    case 0: constant(Tensor(repeating: 1, shape: shape(of: value)))
    case 1: value
    case 2: square(value)
    case 0.5: squareRoot(value)
    case -1: reciprocal(value)
    default: apply(Power(exponent: exponent), value)
    }
  }

  /// Every element plus `distance`.
  public mutating func offset(_ value: Value, by distance: Float) -> Value {
    distance == 0 ? value : apply(Offset(distance: distance), value)
  }
}
