/// What a node of a graph computes from its inputs.
///
/// A conforming type lives in one file under `Operations`, together with the ``Graph`` method
/// that adds it, and is listed in `OperationList.swift`.
protocol Operation: Hashable, Sendable {
  /// As shown by ``Program/describe()`` and in errors.
  var name: String { get }
  /// Whether the result differs from run to run with equal inputs, as a dropout's does.
  var isRandom: Bool { get }
  /// The shape of the result.
  func shape(of inputs: [Shape]) throws(EngineError) -> Shape
  /// The gradient with respect to each input; nil where the result does not depend on it smoothly.
  func gradients(at site: GradientSite, in graph: inout Graph) throws(EngineError) -> [Value?]
  /// The result, by naive loops in double precision: the oracle of the kernels.
  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double]
  /// The result, in single precision and shared among threads.
  func lower(_ inputs: [Shape], _ output: Shape) -> Kernel
}

/// Where a gradient rule is applied.
struct GradientSite {
  let inputs: [Value]
  let output: Value
  /// The loss' gradient with respect to `output`; its shape.
  let upstream: Value
}

extension Operation {
  var isRandom: Bool { false }

  func gradients(at site: GradientSite, in graph: inout Graph) throws(EngineError) -> [Value?] {
    throw .notDifferentiable(operation: name)
  }

  /// Throws unless the inputs are as many as expected and obey `rule`.
  func require(
    _ condition: Bool, _ inputs: [Shape], _ rule: String
  ) throws(EngineError) {
    guard condition else { throw .shapesDiffer(operation: name, shapes: inputs, rule: rule) }
  }
}
