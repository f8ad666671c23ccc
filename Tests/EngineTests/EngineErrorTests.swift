import Testing

@testable import Engine

struct EngineErrorTests {
  /// What compiling a graph refuses, and a part of what it says.
  private static let mistakes: [(String, @Sendable (inout Graph, Value) -> Value)] = [
    ("matrixProduct cannot combine [4, 3] and [4, 3]", { $0.matrixProduct($1, $1) }),
    ("the bias must be as long", { $0.addBias($1, $0.constant(Tensor(1))) }),
    ("must be equal or broadcast", { $0.add($1, $0.constant(Tensor(repeating: 1, shape: [4]))) }),
    ("dropout has rate 1.0", { $0.dropout($1, rate: 1) }),
    ("2..<5 must lie within axis 1", { $0.slice($1, columns: 2..<5) }),
    ("holds 5 elements", { $0.reshape($1, to: [5]) }),
    ("smoothing 2.0", { $0.crossEntropy(logits: $1, targets: $1, smoothing: 2) }),
    ("one weight per row", { $0.squaredError($1, $1, sampleWeights: $0.input("s", shape: [3])) }),
    ("name x is used twice", { $0.add($1, $0.input("x", shape: [4, 3])) }),
    ("concatenate cannot combine", { $0.concatenate([$1, $0.constant(Tensor(1))]) }),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in a graph is thrown when it is compiled`(index: Int) throws {
    let (message, build) = Self.mistakes[index]
    var graph = Graph()
    let result = build(&graph, graph.input("x", shape: [4, 3]))
    // Building goes on after a mistake; the first is kept.
    _ = graph.matrixProduct(result, graph.tanh(result))
    let error = #expect(throws: EngineError.self) {
      try Program(
        compiling: graph, outputs: ["y": result], parameters: Parameters(of: Graph()))
    }
    #expect(error?.description.contains(message) == true, "\(error!)")
    #expect(error?.exitCode == 65)
  }

  @Test
  func `a loss must be a number and have a gradient`() throws {
    var graph = Graph()
    let w = graph.parameter("w", shape: [3])
    let parameters = Parameters(of: graph)
    #expect(throws: EngineError.lossIsNotScalar([3])) {
      try Program(compiling: graph, outputs: [:], gradientOf: w, parameters: parameters)
    }
    let slope = graph.gradients(of: graph.sum(graph.relu(w)), withRespectTo: [w])[0]
    let loss = graph.sum(slope)
    #expect(throws: EngineError.notDifferentiable(operation: "reluSlope")) {
      try Program(compiling: graph, outputs: [:], gradientOf: loss, parameters: parameters)
    }
  }

  @Test
  func `a graph must find its parameters`() {
    var graph = Graph()
    let w = graph.parameter("w", shape: [3])
    #expect(throws: EngineError.unknownName("w", known: [])) {
      try Program(compiling: graph, outputs: ["w": w], parameters: Parameters(of: Graph()))
    }
    var other = Graph()
    _ = other.parameter("w", shape: [4])
    #expect(throws: EngineError.parameterShapeDiffers(name: "w", graph: [3], values: [4])) {
      try Program(compiling: graph, outputs: ["w": w], parameters: Parameters(of: other))
    }
  }
}
