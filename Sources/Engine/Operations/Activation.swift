import CVector

/// A function of one variable applied to every element, with its derivative.
protocol ActivationFunction: Hashable, Sendable {
  static var name: String { get }
  static func value(_ x: Double) -> Double
  static func derivative(_ x: Double) -> Double
  /// Both in single precision, many at a time.
  static var kernel: ActivationKernel { get }
  /// Floating-point operations per element, for ``Program/describe()``.
  static var flops: Int { get }
}

/// Computes `f(x + bias)` and `f'(x + bias)`: form of the numbers, rows, columns, x, bias or nil, result or nil,
/// slope or nil; see `CVector.h`.
typealias ActivationKernel =
  @convention(c) (
    vector_element, Int, Int, UnsafeRawPointer?, UnsafePointer<Float>?,
    UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
  ) -> Void

/// What fusion needs to know of an activation or its slope.
protocol ActivationOperation: ElementPreserving {
  var function: any ActivationFunction.Type { get }
  var isSlope: Bool { get }
}

/// Applies a function to every element.
struct Activation<Function: ActivationFunction>: ActivationOperation {
  var name: String { Function.name }
  var function: any ActivationFunction.Type { Function.self }
  var isSlope: Bool { false }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    let slope = graph.apply(ActivationSlope<Function>(), site.inputs[0])
    return [graph.multiply(site.upstream, slope)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map(Function.value)
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .elementwise(output, flopsPerElement: Function.flops) { count, operands, start in
      unsafe Function.kernel(
        element.vector, 1, count, operands.input(0, from: start, element), nil,
        operands.output(0, from: start, element), nil)
    }
  }
}

/// The derivative of a function at every element.
///
/// A node of its own, so that one loop of the forward pass computes both and the backward pass
/// only multiplies.
struct ActivationSlope<Function: ActivationFunction>: ActivationOperation {
  var name: String { Function.name + "Slope" }
  var function: any ActivationFunction.Type { Function.self }
  var isSlope: Bool { true }

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    inputs[0].values.map(Function.derivative)
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    .elementwise(output, flopsPerElement: Function.flops) { count, operands, start in
      unsafe Function.kernel(
        element.vector, 1, count, operands.input(0, from: start, element), nil, nil,
        operands.output(0, from: start, element))
    }
  }
}
