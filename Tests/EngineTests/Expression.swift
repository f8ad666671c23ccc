import Random
import Testing

@testable import Engine

/// A graph under test: an expression of parameters and inputs, with numbers for them.
struct Expression: Sendable, CustomTestStringConvertible {
  let name: String
  let graph: Graph
  /// Any shape; tests sum it with uneven weights where a scalar is needed.
  let result: Value
  let given: [String: [Double]]
  /// Whether rectifiers bend it within a difference's reach: then its gradient is compared with
  /// the reference's, whose rules other expressions check.
  let hasKinks: Bool

  var testDescription: String { name }

  /// - Parameter build: Builds the expression from a maker of parameters, filled with numbers
  ///   of -1.5...1.5 that keep clear of the kinks at 0 and ±1.
  init(_ name: String, hasKinks: Bool = false, _ build: (inout Maker) -> Value) {
    var maker = Maker()
    result = build(&maker)
    self.name = name
    self.hasKinks = hasKinks
    graph = maker.graph
    given = maker.given
  }

  struct Maker {
    var graph = Graph()
    fileprivate(set) var given: [String: [Double]] = [:]
    private var random = RandomStream(seed: 7, purpose: .initialize)

    mutating func parameter(_ shape: Shape, _ transform: (Double) -> Double = { $0 }) -> Value {
      let name = "p\(given.count)"
      given[name] = (0..<shape.count).map { _ in transform(nextNumber()) }
      return graph.parameter(name, shape: shape)
    }

    mutating func input(_ shape: Shape, _ transform: (Double) -> Double = { $0 }) -> Value {
      let name = "p\(given.count)"
      given[name] = (0..<shape.count).map { _ in transform(nextNumber()) }
      return graph.input(name, shape: shape)
    }

    /// Probabilities of classes, each row summing to 1.
    mutating func targets(_ rows: Int, _ classes: Int) -> Value {
      let name = "p\(given.count)"
      given[name] = (0..<rows).flatMap { _ in
        let row = (0..<classes).map { _ in random.nextUnit() }
        return row.map { Double(Float($0 / row.reduce(0, +))) }
      }
      return graph.input(name, shape: [rows, classes])
    }

    private mutating func nextNumber() -> Double {
      while true {
        let number = Double(Float(3 * random.nextUnit() - 1.5))
        if abs(number) > 0.02, abs(abs(number) - 1) > 0.02 { return number }
      }
    }
  }

  /// The program of the expression with its results: value, gradient by parameter.
  func run(threads: Int = 1, step: UInt64 = 3, precision: Precision = .float32) throws -> (
    value: [Float], gradient: [String: [Float]]
  ) {
    var graph = graph
    let loss = Self.weightedSum(&graph, result)
    let parameters = try parameters()
    let program = try Program(
      compiling: graph, outputs: ["result": result], gradientOf: loss, parameters: parameters,
      options: ProgramOptions(precision: precision, threads: threads, seed: 11))
    for (name, _) in graph.inputs {
      unsafe program.withInput(name) { buffer in
        _ = unsafe buffer.update(fromContentsOf: given[name]!.map { Float($0) })
      }
    }
    program.run(step: step)
    let value = unsafe program.withOutput("result") { unsafe Array($0) }
    var gradient: [String: [Float]] = [:]
    for entry in parameters.layout.entries where entry.isTrained {
      gradient[entry.name] = unsafe Array(program.gradientBuffer[entry.range])
    }
    return (value, gradient)
  }

  func parameters() throws -> Parameters {
    let parameters = Parameters(of: graph)
    var tensors: [String: Tensor] = [:]
    for entry in parameters.layout.entries {
      tensors[entry.name] = Tensor(shape: entry.shape, values: given[entry.name]!.map { Float($0) })
    }
    try parameters.load(tensors)
    return parameters
  }

  /// The expression's value by the reference interpreter.
  func reference() throws -> [Double] {
    try ReferenceInterpreter.evaluate(graph, [result], given: given, seed: 11, step: 3)[0]
  }

  /// The weighted sum's gradient by the reference interpreter.
  func referenceGradient() throws -> [String: [Double]] {
    var graph = graph
    let loss = Self.weightedSum(&graph, result)
    let parameters = graph.parameters
    let slopes = graph.gradients(of: loss, withRespectTo: parameters.map(\.value))
    let values = try ReferenceInterpreter.evaluate(graph, slopes, given: given, seed: 11, step: 3)
    return Dictionary(uniqueKeysWithValues: zip(parameters.map(\.name), values))
  }

  /// The slope of the weighted sum along one element of a parameter, by central differences.
  func slope(of name: String, at element: Int) throws -> Double {
    var graph = graph
    let loss = Self.weightedSum(&graph, result)
    let distance = 1e-4
    let sides = try [distance, -distance].map { shift in
      var given = given
      given[name]![element] += shift
      return try ReferenceInterpreter.evaluate(graph, [loss], given: given, seed: 11, step: 3)[0][0]
    }
    return (sides[0] - sides[1]) / (2 * distance)
  }

  /// `Σ w x` with weights that differ from element to element.
  private static func weightedSum(_ graph: inout Graph, _ value: Value) -> Value {
    let shape = graph.shape(of: value)
    guard shape.count > 1 else { return graph.reshape(value, to: []) }
    let weights = (0..<shape.count).map { Float(($0 * 7) % 11 + 1) / 11 }
    return graph.sum(graph.multiply(value, graph.constant(Tensor(shape: shape, values: weights))))
  }
}
