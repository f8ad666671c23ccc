import Glibc
import Random
import Testing

@testable import Engine

/// The code of the article 'An expression, its gradient, its program', and the numbers it shows.
struct TutorialTests {
  // MARK: A line

  private struct Line {
    let graph: Graph
    let y: Value
    let loss: Value
    let weights: [Value]
  }

  private static func line() -> Line {
    var graph = Graph()
    let x = graph.input("x", shape: [2, 2])
    let t = graph.input("t", shape: [2, 1])
    let w = graph.parameter("w", shape: [2, 1])
    let b = graph.parameter("b", shape: [1])
    let y = graph.addBias(graph.matrixProduct(x, w), b)
    let loss = graph.squaredError(y, t)
    return Line(graph: graph, y: y, loss: loss, weights: [w, b])
  }

  @Test
  func `a value knows its shape`() {
    let line = Self.line()
    #expect(line.graph.shape(of: line.y) == [2, 1])
    #expect(line.graph.shape(of: line.loss) == [])
  }

  @Test
  func `the first mistake is kept, and thrown by the compilation`() throws {
    var wrong = Graph()
    let rows = wrong.input("rows", shape: [2, 2])
    let tall = wrong.parameter("tall", shape: [3, 1])
    let nonsense = wrong.relu(wrong.matrixProduct(rows, tall))
    do {
      _ = try Program(
        compiling: wrong, outputs: ["y": nonsense], parameters: Parameters(of: wrong))
    } catch {
      print(error)
    }
    let problem = try #require(wrong.problem)
    #expect(Self.article.contains("\n\(problem)\n"))
  }

  @Test
  func `the reference interpreter, the gradient and the program agree with the hand`() throws {
    let line = Self.line()
    var graph = line.graph
    let (y, loss) = (line.y, line.loss)
    let (w, b) = (line.weights[0], line.weights[1])
    let before = graph.nodes.count

    let given: [String: [Double]] = [
      "x": [1, 2, 3, 4], "t": [1, 3], "w": [0.5, 0.25], "b": [1],
    ]
    let values = try ReferenceInterpreter.evaluate(graph, [y, loss], given: given)
    #expect(values == [[2, 3.5], [0.625]])

    let slopes = graph.gradients(of: loss, withRespectTo: [w, b])
    let numbers = try ReferenceInterpreter.evaluate(graph, slopes, given: given)
    #expect(numbers == [[2.5, 4], [1.5]])
    #expect(
      Self.names(graph)[before...] == [
        "constant", "scale", "broadcast", "multiply", "multiply", "add", "scale", "sum",
        "matrixProduct", "matrixProduct",
      ])

    let parameters = Parameters(of: graph)
    try parameters.load([
      "w": Tensor(shape: [2, 1], values: [0.5, 0.25]),
      "b": Tensor(shape: [1], values: [1]),
    ])
    let program = try Program(
      compiling: graph, outputs: ["y": y, "loss": loss], gradientOf: loss,
      parameters: parameters, options: ProgramOptions(precision: .float32))
    unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: [1, 2, 3, 4]) }
    unsafe program.withInput("t") { _ = unsafe $0.update(fromContentsOf: [1, 3]) }
    program.run()
    let result = unsafe program.withOutput("y") { unsafe Array($0) }
    let gradient = unsafe Array(program.gradientBuffer)
    let layout = parameters.layout
    let ofWeights = Array(gradient[layout["w"]!.range])
    let ofBias = Array(gradient[layout["b"]!.range])
    #expect(result == [2, 3.5])
    #expect(ofWeights == [2.5, 4])
    #expect(ofBias == [1.5])
    #expect(layout["b"]!.offset == 16)
    Self.expectTable(program)
    try Self.expectLearning(program, parameters)
  }

  private static func expectLearning(_ program: Program, _ parameters: Parameters) throws {
    var random = RandomStream(seed: 1, purpose: .simulate)
    let velocity = Parameters(layout: parameters.layout)
    let optimizer = OptimizerStep(learningRate: 0.02, groups: .all(parameters.layout))
    for step in 1...500 {
      let points = (0..<4).map { _ in Float(random.nextNormal()) }
      let targets = [0, 2].map { 2 * points[$0] - points[$0 + 1] + 0.5 }
      unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: points) }
      unsafe program.withInput("t") { _ = unsafe $0.update(fromContentsOf: targets) }
      program.run(step: UInt64(step))
      let gradient = unsafe program.gradientBuffer
      unsafe optimizer.descend(
        parameters.trained, gradient: gradient, velocity: velocity.trained, momentum: 0.9)
    }
    let learned = parameters.tensors()
    for (number, expected) in zip(learned["w"]!.values + learned["b"]!.values, [2, -1, 0.5]) {
      #expect(abs(number - Float(expected)) < 1e-3)
    }
  }

  // MARK: Two layers

  @Test
  func `two layers are fused as the table says`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [64, 9])
    let targets = graph.input("targets", shape: [64, 3])
    let w1 = graph.parameter("w1", shape: [9, 20])
    let b1 = graph.parameter("b1", shape: [20])
    let w2 = graph.parameter("w2", shape: [20, 3])
    let b2 = graph.parameter("b2", shape: [3])
    let hidden = graph.silu(graph.addBias(graph.matrixProduct(x, w1), b1))
    let logits = graph.addBias(graph.matrixProduct(hidden, w2), b2)
    let loss = graph.crossEntropy(logits: logits, targets: targets)
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], gradientOf: loss,
      parameters: Parameters(of: graph),
      options: ProgramOptions(precision: .float32, threads: 2))
    Self.expectTable(program)
  }

  // MARK: Images

  @Test
  func `a convolution and a max pool by hand`() throws {
    var graph = Graph()
    let image = graph.input("image", shape: [1, 3, 3, 1])
    let kernel = graph.parameter("kernel", shape: [1, 1, 3, 3])
    let sums = graph.convolution(image, weights: kernel, ConvolutionGeometry(padding: 1))
    let largest = graph.maxPool(sums, window: 2, stride: 1)
    let values = try ReferenceInterpreter.evaluate(
      graph, [sums, largest],
      given: [
        "image": [1, 2, 3, 4, 5, 6, 7, 8, 9], "kernel": [1, 1, 1, 1, 1, 1, 1, 1, 1],
      ])
    #expect(values[0] == [12, 21, 16, 27, 45, 33, 24, 39, 28])
    #expect(values[1] == [45, 45, 45, 45])
    #expect(graph.shape(of: largest) == [1, 2, 2, 1])
  }

  @Test
  func `the steps of a training program of images`() throws {
    let network = ImageNetwork(batch: 64, isTraining: true)
    let compilation = try Compilation(
      network.graph, outputs: ["loss": network.loss], gradientOf: network.loss,
      layout: ParameterLayout(of: network.graph), precision: .float32, workers: 2)
    let steps = compilation.schedule.steps
    #expect(steps.count == 68)
    #expect(steps.count { $0.name == "convolution + addBias + relu" } == 6)
    #expect(steps.count { $0.name == "convolutionDataGradient" } == 5)
    #expect(steps.count { $0.name == "convolutionWeightGradient" } == 6)
    let rectified = steps.filter { $0.name == "rectifiedGradient" }
    #expect(rectified.map { $0.shape[1] } == [8, 16, 16, 32, 32, 64])
    #expect(!steps.contains { $0.name == "sum" && $0.shape.rank == 4 })
    #expect(Set(steps.map(\.phase)) == [0, 1, 2, 3])
    let groups = compilation.schedule.groups.enumerated().filter { $1.tile > 0 }
    #expect(groups.map { $1.end - $0 } == [9, 20])
    #expect(groups.map { $1.tile } == [4, 8])
  }

  private func profile(batch: Int, runs: UInt64) throws -> String {
    let network = ImageNetwork(batch: batch, isTraining: true)
    let program = try Program(
      compiling: network.graph, outputs: ["loss": network.loss], gradientOf: network.loss,
      parameters: begun(network.graph),
      options: ProgramOptions(precision: .automatic, threads: 1, isProfiled: true))
    for step in 0..<runs { program.run(step: step) }
    return program.describe()
  }

  @Test
  func `a profile says what share of the limit is reached`() throws {
    let table = try profile(batch: 2, runs: 2)
    #expect(table.contains("% of the limit of"))
  }

  @Test
  func `frozen parameters are prepared once`() throws {
    let network = ImageNetwork(batch: 64, isTraining: false)
    let parameters = Parameters(of: network.graph)
    let frozen = FrozenParameters(parameters)
    let classifier = try Program(
      compiling: network.graph, outputs: ["logits": network.logits], parameters: frozen,
      options: ProgramOptions(precision: .float32, threads: 2))
    let lines = classifier.describe().split(separator: "\n").dropFirst().dropLast()
    #expect(lines.count == 11)
    let shown = Self.article.split(separator: "\n").map(Self.words)
    for line in lines {
      // Bytes of packed weights depend on the processor.
      let start = Self.words(line.prefix { $0 != "]" })
      #expect(shown.contains { $0.hasPrefix(start) }, "\(line)")
    }
  }

  @Test
  func `a norm with fixed statistics is folded`() throws {
    var graph = Graph()
    let x = graph.input("x", shape: [8, 16, 16, 3])
    let w = graph.parameter("w", shape: [32, 3, 3, 3])
    let normed = graph.batchNorm(
      graph.convolution(x, weights: w, ConvolutionGeometry(padding: 1)),
      scale: graph.parameter("scale", shape: [32]), shift: graph.parameter("shift", shape: [32]),
      runningMean: graph.state("mean", shape: [32]),
      runningVariance: graph.state("variance", shape: [32]), isTraining: false)
    let y = graph.relu(normed)
    let program = try Program(
      compiling: graph, outputs: ["y": y], parameters: FrozenParameters(Parameters(of: graph)),
      options: ProgramOptions(precision: .float32))
    let lines = program.describe().split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("convolution + addBias + relu"))
  }

  private func gradient(precision: Precision, threads: Int) throws -> [UInt32] {
    let network = ImageNetwork(batch: 16, isTraining: true)
    let program = try Program(
      compiling: network.graph, outputs: [:], gradientOf: network.loss,
      parameters: begun(network.graph),
      options: ProgramOptions(precision: precision, threads: threads, seed: 5))
    var random = RandomStream(seed: 6, purpose: .simulate)
    unsafe program.withInput("images") { values in
      for index in values.indices { unsafe values[index] = Float(random.nextNormal()) }
    }
    unsafe program.withInput("targets") { values in
      for image in 0..<16 { unsafe values[5 * image + image % 5] = 1 }
    }
    program.run(step: 1)
    return unsafe program.gradientBuffer.map(\.bitPattern)
  }

  @Test(arguments: [Precision.float32, .automatic])
  func `one, two and three threads give the same bytes`(precision: Precision) throws {
    let one = try gradient(precision: precision, threads: 1)
    #expect(one.contains { $0 != 0 })
    #expect(try gradient(precision: precision, threads: 2) == one)
    #expect(try gradient(precision: precision, threads: 3) == one)
  }
}

// MARK: The network of the article

struct ImageNetwork {
  var graph = Graph()
  let logits: Value
  let loss: Value

  init(batch: Int, isTraining: Bool) {
    var value = graph.input("images", shape: [batch, 64, 64, 3])
    for width in [32, 64, 128] {
      for layer in ["first", "second"] {
        let channels = graph.shape(of: value)[3]
        let w = graph.parameter("\(layer) \(width) weights", shape: [width, channels, 3, 3])
        let b = graph.parameter("\(layer) \(width) bias", shape: [width])
        value = graph.convolution(value, weights: w, bias: b, ConvolutionGeometry(padding: 1))
        value = graph.relu(value)
      }
      value = graph.maxPool(value, window: 2)
    }
    value = graph.reshape(value, to: [batch, 8 * 8 * 128])
    value = graph.relu(Self.dense(&graph, value, "hidden", width: 256))
    value = graph.dropout(value, rate: 0.5, isTraining: isTraining)
    logits = Self.dense(&graph, value, "last", width: 5)
    let targets = graph.input("targets", shape: [batch, 5])
    loss = graph.crossEntropy(logits: logits, targets: targets)
  }

  static func dense(
    _ graph: inout Graph, _ value: Value, _ name: String, width: Int
  ) -> Value {
    let w = graph.parameter("\(name) weights", shape: [graph.shape(of: value)[1], width])
    let b = graph.parameter("\(name) bias", shape: [width])
    return graph.addBias(graph.matrixProduct(value, w), b)
  }
}

/// Weights uniform with variance 2 / inputs, biases 0.
func begun(_ graph: Graph) -> Parameters {
  let parameters = Parameters(of: graph)
  var random = RandomStream(seed: 3, purpose: .initialize)
  for entry in parameters.layout.entries where entry.shape.rank > 1 {
    let outputs = entry.shape.rank == 4 ? entry.shape[0] : entry.shape[1]
    let limit = (6 / Double(entry.shape.count / outputs)).squareRoot()
    unsafe parameters.withValues(entry.name) { values in
      for index in values.indices {
        unsafe values[index] = Float(limit * (2 * random.nextUnit() - 1))
      }
    }
  }
  return parameters
}

// MARK: The article itself

extension TutorialTests {
  private static let article = text(of: "Sources/Engine/Engine.docc/ExpressionGradientProgram.md")

  @Test
  func `the article's code is compiled and run here`() {
    let here = Self.words(Self.text(of: "Tests/EngineTests/TutorialTests.swift")[...])
    let blocks = Self.article.components(between: "```swift\n", and: "```")
    #expect(blocks.count == 14)
    for block in blocks { #expect(here.contains(Self.words(block)), "\(block)") }
  }

  /// A file of the package, named from its root.
  private static func text(of path: String) -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let file = unsafe fopen("/\(root)/\(path)", "r") else { return "" }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// Text with single spaces, however it is indented.
  private static func words(_ text: Substring) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  private static func names(_ graph: Graph) -> [String] {
    graph.nodes.map { node in
      if case .operation(let wrapped) = node.kind { wrapped.operation.name } else { "constant" }
    }
  }

  /// The article shows a program's table as it is.
  private static func expectTable(_ program: Program) {
    #expect(article.contains(program.describe()), "\(program.describe())")
  }
}

extension String {
  fileprivate func components(between start: String, and end: String) -> [Substring] {
    var found: [Substring] = []
    var rest = self[...]
    while let first = rest.firstRange(of: start) {
      rest = rest[first.upperBound...]
      guard let last = rest.firstRange(of: end) else { break }
      found.append(rest[..<last.lowerBound])
      rest = rest[last.upperBound...]
    }
    return found
  }
}
