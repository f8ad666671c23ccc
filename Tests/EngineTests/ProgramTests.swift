import CAllocationCount
import Random
import Testing

@testable import Engine

struct ProgramTests {
  /// Runs a graph of one input `x` and one output `y`.
  private static func run(
    _ shape: Shape, _ x: [Float], step: UInt64 = 0, seed: UInt64 = 0,
    _ build: (inout Graph, Value) -> Value
  ) throws -> [Float] {
    var graph = Graph()
    let y = build(&graph, graph.input("x", shape: shape))
    let program = try Program(
      compiling: graph, outputs: ["y": y], parameters: Parameters(of: graph),
      options: ProgramOptions(seed: seed))
    unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: x) }
    program.run(step: step)
    return unsafe program.withOutput("y") { unsafe Array($0) }
  }

  private static func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var random = RandomStream(seed: seed, purpose: .simulate)
    return (0..<count).map { _ in Float(random.nextNormal()) }
  }

  @Test(arguments: [1, 3, 17, 64, 100])
  func `a softmax is positive and sums to one, also for large logits`(classes: Int) throws {
    let x = Self.noise(40 * classes).map { 40 * $0 }
    let y = try Self.run([40, classes], x) { $0.softmax($1) }
    for row in 0..<40 {
      let sum = y[row * classes..<(row + 1) * classes].reduce(0, +)
      #expect(abs(sum - 1) < 1e-6)
    }
    #expect(y.allSatisfy { $0 > 0 })
  }

  @Test(arguments: [Float(0.1), 0.5, 0.9])
  func `dropout keeps the mean and drops its share`(rate: Float) throws {
    let count = 100_000
    let y = try Self.run([count], [Float](repeating: 1, count: count)) {
      $0.dropout($1, rate: rate)
    }
    let dropped = Double(y.count { $0 == 0 }) / Double(count)
    let deviation = (Double(rate) * (1 - Double(rate)) / Double(count)).squareRoot()
    #expect(abs(dropped - Double(rate)) < 5 * deviation)
    #expect(Set(y).subtracting([0]).count == 1)
    #expect(abs(y.max()! - 1 / (1 - rate)) < 1e-5 / (1 - rate))
  }

  @Test
  func `dropout depends on seed, step and operation only`() throws {
    let ones = [Float](repeating: 1, count: 256)
    func mask(_ step: UInt64, _ seed: UInt64, second: Bool = false) throws -> [Float] {
      try Self.run([256], ones, step: step, seed: seed) { graph, x in
        let first = graph.dropout(x, rate: 0.5)
        return second ? graph.dropout(x, rate: 0.5) : first
      }
    }
    #expect(try mask(1, 2) == mask(1, 2))
    #expect(try mask(1, 2) != mask(2, 2))
    #expect(try mask(1, 2) != mask(1, 3))
    #expect(try mask(1, 2) != mask(1, 2, second: true))
    #expect(try Self.run([256], ones) { $0.dropout($1, rate: 0.5, isTraining: false) } == ones)
  }

  @Test(arguments: [0, 1, 5, 31, 32, 63, 997])
  func `a row's answer is the same bit for bit wherever it stands`(place: Int) throws {
    let rows = 1024
    let row = Self.noise(9, seed: 9)
    func answer(at place: Int, among x: [Float]) throws -> [UInt32] {
      var x = x
      x.replaceSubrange(place * 9..<(place + 1) * 9, with: row)
      let y = try Self.run([rows, 9], x) { graph, x in
        let first = graph.constant(Tensor(shape: [9, 64], values: Self.noise(9 * 64)))
        let second = graph.constant(Tensor(shape: [64, 3], values: Self.noise(64 * 3)))
        return graph.softmax(graph.matrixProduct(graph.silu(graph.matrixProduct(x, first)), second))
      }
      return y[place * 3..<(place + 1) * 3].map(\.bitPattern)
    }
    let padded = try answer(at: 0, among: [Float](repeating: 0, count: rows * 9))
    #expect(try answer(at: place, among: Self.noise(rows * 9)) == padded)
  }

  @Test(arguments: [1, 2])
  func `a run allocates nothing`(threads: Int) throws {
    for expression in ExpressionCases.networks {
      let program = try Program(
        compiling: expression.graph, outputs: ["loss": expression.result],
        gradientOf: expression.result, parameters: try expression.parameters(),
        options: ProgramOptions(precision: .float32, threads: threads))
      // The first runs fill the pools of OpenBLAS and libgomp.
      for step in 0..<10 { program.run(step: UInt64(step)) }
      let before = allocation_count()
      for step in 0..<100 { program.run(step: UInt64(step)) }
      let after = allocation_count()
      #expect(after == before)
    }
    let before = allocation_count()
    let probe = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16)
    unsafe probe.deallocate()
    #expect(allocation_count() > before, "the count must see allocations")
  }

  @Test
  func `what oneDNN allocates for its arguments is the same in every run`() throws {
    for expression in ConvolutionCases.networks {
      let program = try Program(
        compiling: expression.graph, outputs: ["loss": expression.result],
        gradientOf: expression.result, parameters: try expression.parameters(),
        options: ProgramOptions(threads: 1))
      for step in 0..<10 { program.run(step: UInt64(step)) }
      let before = allocation_count()
      for step in 0..<100 { program.run(step: UInt64(step)) }
      let first = allocation_count() - before
      for step in 0..<100 { program.run(step: UInt64(step)) }
      let both = allocation_count() - before
      #expect(both == 2 * first)
    }
  }

  @Test
  func `running statistics move towards the batch's`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [4, 1])
    let names = ["scale", "shift"].map { graph.parameter($0, shape: [1]) }
    let mean = graph.state("mean", shape: [1])
    let variance = graph.state("variance", shape: [1])
    let y = graph.batchNorm(
      x, scale: names[0], shift: names[1], runningMean: mean, runningVariance: variance,
      momentum: 0.25, isTraining: true)
    let parameters = Parameters(of: graph)
    unsafe parameters.withValues("variance") { unsafe $0[0] = 1 }
    let program = try Program(compiling: graph, outputs: ["y": y], parameters: parameters)
    unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: [1, 2, 3, 6]) }
    program.run()
    program.run()
    // Mean 3, unbiased variance 14/3; twice a quarter of the way.
    #expect(abs(parameters.tensors()["mean"]!.values[0] - 3 * 0.4375) < 1e-6)
    #expect(abs(parameters.tensors()["variance"]!.values[0] - (0.5625 + 14.0 / 3 * 0.4375)) < 1e-5)
    #expect(throws: EngineError.self) {
      try Program(compiling: graph, outputs: ["y": y], parameters: FrozenParameters(parameters))
    }
  }

  @Test
  func `a network learns what no line separates`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [4, 2])
    let weights = [graph.parameter("w0", shape: [2, 8]), graph.parameter("w1", shape: [8, 1])]
    let biases = [graph.parameter("b0", shape: [8]), graph.parameter("b1", shape: [1])]
    let hidden = graph.tanh(graph.addBias(graph.matrixProduct(x, weights[0]), biases[0]))
    let logits = graph.addBias(graph.matrixProduct(hidden, weights[1]), biases[1])
    let targets = graph.constant(Tensor(shape: [4, 1], values: [0, 1, 1, 0]))
    let loss = graph.binaryCrossEntropy(logits: logits, targets: targets)
    let parameters = Parameters(of: graph)
    for entry in parameters.layout.entries where entry.shape.rank == 2 {
      unsafe parameters.withValues(entry.name) {
        _ = unsafe $0.update(fromContentsOf: Self.noise(entry.shape.count))
      }
    }
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], gradientOf: loss, parameters: parameters)
    unsafe program.withInput("x") {
      _ = unsafe $0.update(fromContentsOf: [0, 0, 0, 1, 1, 0, 1, 1])
    }
    let velocity = Parameters(layout: parameters.layout)
    let optimizer = OptimizerStep(learningRate: 0.3, groups: .all(parameters.layout))
    for _ in 0..<500 {
      program.run()
      unsafe optimizer.descend(
        parameters.trained, gradient: program.gradientBuffer, velocity: velocity.trained,
        momentum: 0.9)
    }
    #expect(unsafe program.withOutput("loss") { unsafe $0[0] } < 0.01)
  }
}
