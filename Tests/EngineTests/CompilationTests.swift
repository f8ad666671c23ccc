import Random
import Testing

@testable import Engine

struct CompilationTests {
  private static func compile(
    _ graph: Graph, _ outputs: [Value], gradientOf loss: Value? = nil, threads: Int = 1
  ) throws -> Compilation {
    try Compilation(
      graph,
      outputs: Dictionary(uniqueKeysWithValues: outputs.enumerated().map { ("\($0)", $1) }),
      gradientOf: loss, layout: ParameterLayout(of: graph), precision: .float32,
      workers: threads)
  }

  @Test
  func `what no result depends on is not computed`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [4])
    _ = graph.sigmoid(graph.tanh(x))
    let result = graph.relu(x)
    let compilation = try Self.compile(graph, [result])
    #expect(compilation.schedule.steps.map(\.name) == ["relu"])
  }

  @Test
  func `what occurs twice is computed once, dropouts excepted`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [4])
    let sum = graph.add(graph.sigmoid(x), graph.sigmoid(x))
    #expect(try Self.compile(graph, [sum]).schedule.steps.map(\.name) == ["sigmoid", "add"])
    let noisy = graph.add(graph.dropout(x, rate: 0.5), graph.dropout(x, rate: 0.5))
    #expect(try Self.compile(graph, [noisy]).schedule.steps.count == 3)
  }

  @Test
  func `constants are computed when compiling`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [2])
    let ones = graph.scale(graph.constant(Tensor(shape: [2], values: [2, 2])), by: 0.5)
    let shifted = graph.add(graph.multiply(x, ones), graph.subtract(ones, ones))
    let result = graph.silu(shifted)
    let compilation = try Self.compile(graph, [result])
    #expect(compilation.schedule.steps.map(\.name) == ["silu"])
  }

  @Test
  func `a dense layer is one step forward and two backward`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [64, 9])
    let w = [graph.parameter("w0", shape: [9, 20]), graph.parameter("w1", shape: [20, 3])]
    let b = [graph.parameter("b0", shape: [20]), graph.parameter("b1", shape: [3])]
    let hidden = graph.silu(graph.addBias(graph.matrixProduct(x, w[0]), b[0]))
    let result = graph.addBias(graph.matrixProduct(hidden, w[1]), b[1])
    let loss = graph.squaredError(result, graph.input("t", shape: [64, 3]))
    let names = try Self.compile(graph, [loss], gradientOf: loss, threads: 2).schedule.steps
    #expect(names.count { $0.name == "matrixProduct + addBias + silu + slope" } == 1)
    #expect(names.count { $0.name == "matrixProduct + multiply" } == 1)
    // Weight gradients; none for the input, which nobody asked for.
    #expect(names.count { $0.name == "matrixProduct" } == 2)
    // Forward rows and transposed weights, backward rows, sums over the batch: two waits.
    #expect(Set(names.map(\.phase)) == [0, 1, 2])
  }

  @Test(arguments: [1, 2])
  func `values that live at the same time do not share memory`(threads: Int) throws {
    for expression in ExpressionCases.networks {
      let compilation = try Self.compile(
        expression.graph, [expression.result], gradientOf: expression.result, threads: threads)
      try Self.checkLives(compilation)
    }
  }

  /// Replays a schedule: what a step reads must be what was last written there.
  private static func checkLives(_ compilation: Compilation) throws {
    var owner: [Int: Value] = [:]
    for step in compilation.schedule.steps {
      for input in step.inputs {
        guard case .arena(let offset) = compilation.place(of: input) else { continue }
        let found = try #require(owner[offset])
        #expect(compilation.place(of: found) == compilation.place(of: input))
        #expect(found == input || compilation.nodes[input.index].inputs == [found])
      }
      for output in step.outputs {
        guard case .arena(let offset) = compilation.place(of: output) else { continue }
        let range = offset..<offset + compilation.nodes[output.index].shape.count
        for other in owner.keys where range.contains(other) { owner[other] = nil }
        owner[offset] = output
      }
    }
  }

  @Test(arguments: [384, 500, 512, 1025, 5000])
  func `chunks of a batch add up to the whole`(batch: Int) throws {
    let chunks = try #require(BatchChunks(batch: batch))
    #expect((2...8).contains(chunks.count))
    var graph = Graph()
    let first = graph.input("first", shape: [batch, 3])
    let second = graph.input("second", shape: [batch, 2])
    let product = graph.apply(ChunkedProduct(chunks: chunks), first, second)
    let sum = graph.apply(ChunkedSum(chunks: chunks), first)
    let found = [graph.sum(product, to: [3, 2]), graph.sum(sum, to: [3])]
    let whole = [
      graph.matrixProduct(first, second, transposeFirst: true), graph.sum(first, to: [3]),
    ]
    var random = RandomStream(seed: 1, purpose: .simulate)
    let given = [
      "first": (0..<3 * batch).map { _ in random.nextNormal() },
      "second": (0..<2 * batch).map { _ in random.nextNormal() },
    ]
    let values = try ReferenceInterpreter.evaluate(graph, found + whole, given: given)
    for (part, expected) in zip(values[0] + values[1], values[2] + values[3]) {
      #expect(abs(part - expected) < 1e-9)
    }
    #expect(BatchChunks(batch: 383) == nil)
  }

  @Test
  func `a value may be an output, a gradient and read again at once`() throws {
    var graph = Graph()
    let w = graph.parameter("w", shape: [3])
    let half = graph.scale(w, by: 0.5)
    let loss = graph.sum(graph.multiply(w, half))
    let gradient = graph.gradients(of: loss, withRespectTo: [w])[0]
    let parameters = Parameters(of: graph)
    unsafe parameters.withValues("w") { _ = unsafe $0.update(fromContentsOf: [1, 2, 3]) }
    let program = try Program(
      compiling: graph,
      outputs: ["w": w, "gradient": gradient, "again": gradient, "half": half, "loss": loss],
      gradientOf: loss, parameters: parameters)
    program.run()
    for (name, expected) in [
      ("w", [1, 2, 3]), ("gradient", [1, 2, 3]), ("again", [1, 2, 3]), ("half", [0.5, 1, 1.5]),
      ("loss", [7]),
    ] as [(String, [Float])] {
      #expect(unsafe program.withOutput(name) { unsafe Array($0) } == expected)
    }
    #expect(unsafe Array(program.gradientBuffer[0..<3]) == [1, 2, 3])
  }

  @Test
  func `a program describes its steps and their times`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [40, 9])
    let w = graph.parameter("w", shape: [9, 7])
    let y = graph.matrixProduct(x, w)
    let program = try Program(
      compiling: graph, outputs: ["y": y],
      parameters: Parameters(of: graph),
      options: ProgramOptions(precision: .float32, isProfiled: true))
    #expect(program.describe().contains("matrixProduct  [40, 7]   2812   5040"))
    #expect(!program.describe().contains("GF/s"))
    program.run()
    #expect(program.describe().contains("100.0 %"))
  }

  @Test
  func `a norm with fixed statistics is folded, and with frozen parameters computed once`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [2, 6, 6, 3])
    let w = graph.parameter("w", shape: [4, 3, 3, 3])
    let value = graph.batchNorm(
      graph.convolution(x, weights: w, .init(padding: 1)), scale: graph.parameter("s", shape: [4]),
      shift: graph.parameter("t", shape: [4]), runningMean: graph.state("m", shape: [4]),
      runningVariance: graph.state("v", shape: [4]), isTraining: false)
    let result = graph.relu(value)
    let compilation = try Compilation(
      graph, outputs: ["y": result], gradientOf: nil,
      layout: ParameterLayout(of: graph), isFrozen: true, precision: .float32, workers: 2)
    #expect(compilation.schedule.steps.map(\.name) == ["convolution + addBias + relu"])
    #expect(compilation.preparation.steps.contains { $0.name == "pack" })
  }

  @Test
  func `rectifiers are computed with convolutions, and their gradients on pooled images`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [2, 8, 8, 3])
    let w = graph.parameter("w", shape: [16, 3, 3, 3])
    let b = graph.parameter("b", shape: [16])
    let value = graph.relu(graph.convolution(x, weights: w, bias: b, .init(padding: 1)))
    let loss = graph.sum(graph.tanh(graph.maxPool(value, window: 2)))
    let steps = try Self.compile(graph, [loss], gradientOf: loss).schedule.steps
    #expect(steps.count { $0.name == "convolution + addBias + relu" } == 1)
    let rectified = steps.first { $0.name == "rectifiedGradient" }
    #expect(rectified?.shape == [2, 4, 4, 16])
    #expect(!steps.contains { $0.name.contains("slope") && $0.shape.rank == 4 && $0.shape[1] == 8 })
    // The bias' gradient comes with that of the weights.
    #expect(!steps.contains { $0.name == "sum" && $0.shape.rank == 4 })
  }
}
