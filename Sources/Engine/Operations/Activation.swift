/// A function of one variable applied to every element, with its derivative.
protocol ActivationFunction: Hashable, Sendable {
  static var name: String { get }
  static func value(_ x: Double) -> Double
  static func derivative(_ x: Double) -> Double
}

/// Applies a function to every element.
struct Activation<Function: ActivationFunction>: Operation {
  var name: String { Function.name }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let slope = graph.apply(ActivationSlope<Function>(), site.inputs[0])
    return [graph.multiply(site.upstream, slope)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map(Function.value)
  }
}

/// The derivative of a function at every element.
///
/// A node of its own, so that one loop of the forward pass computes both and the backward pass
/// only multiplies.
struct ActivationSlope<Function: ActivationFunction>: Operation {
  var name: String { Function.name + "Slope" }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map(Function.derivative)
  }
}
