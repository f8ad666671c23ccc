import Random
import Testing

@testable import Engine

/// A small convolutional network learns to read.
struct DigitTests {
  private static let batch = 100
  private static let learned = DigitImages(count: 6000, seed: 1)
  private static let evaluated = DigitImages(count: 1000, seed: 2)

  @Test(arguments: [Precision.float32, .automatic])
  func `a small network reads ninety-nine digits in a hundred`(precision: Precision) throws {
    let parameters = try train(epochs: 5, precision)
    let accuracy = try accuracy(parameters, precision)
    #expect(accuracy >= 0.99)
  }

  private struct Network {
    var graph = Graph()
    let logits: Value
    let loss: Value

    init(isTraining: Bool) {
      var value = graph.input("images", shape: [batch, 28, 28, 1])
      value = Self.block(&graph, value, "first", width: 16)
      value = Self.block(&graph, value, "second", width: 32)
      value = graph.reshape(value, to: [batch, 7 * 7 * 32])
      value = graph.relu(Self.dense(&graph, value, "hidden", width: 64))
      value = graph.dropout(value, rate: 0.3, isTraining: isTraining)
      logits = Self.dense(&graph, value, "last", width: 10)
      let targets = graph.input("targets", shape: [batch, 10])
      loss = graph.crossEntropy(logits: logits, targets: targets)
    }

    private static func block(
      _ graph: inout Graph, _ value: Value, _ name: String, width: Int
    ) -> Value {
      let weights = graph.parameter(
        name + " weights", shape: [width, graph.shape(of: value)[3], 3, 3])
      let bias = graph.parameter(name + " bias", shape: [width])
      let result = graph.convolution(
        value, weights: weights, bias: bias, ConvolutionGeometry(padding: 1))
      return graph.maxPool(graph.relu(result), window: 2)
    }

    private static func dense(
      _ graph: inout Graph, _ value: Value, _ name: String, width: Int
    ) -> Value {
      let inputs = graph.shape(of: value)[1]
      let weights = graph.parameter(name + " weights", shape: [inputs, width])
      let bias = graph.parameter(name + " bias", shape: [width])
      return graph.addBias(graph.matrixProduct(value, weights), bias)
    }
  }

  /// Uniform numbers of variance 2 / inputs, biases 0.
  private func begun(_ graph: Graph) -> Parameters {
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

  private func train(epochs: Int, _ precision: Precision) throws -> Parameters {
    let network = Network(isTraining: true)
    let parameters = begun(network.graph)
    let program = try Program(
      compiling: network.graph, outputs: [:], gradientOf: network.loss, parameters: parameters,
      options: ProgramOptions(precision: precision, threads: 2))
    let moments = [Parameters(layout: parameters.layout), Parameters(layout: parameters.layout)]
    let steps = epochs * Self.learned.labels.count / Self.batch
    var order: [Int] = []
    for step in 0..<steps {
      if order.count < Self.batch {
        var random = RandomStream(seed: 4, purpose: .shuffle, stream: UInt64(step))
        order = Array(Self.learned.labels.indices).shuffled(using: &random)
      }
      write(Self.learned, order.suffix(Self.batch), to: program)
      order.removeLast(Self.batch)
      program.run(step: UInt64(step))
      // The rate falls along a line.
      let rate = 2e-3 * (1 - Double(step) / Double(steps))
      unsafe OptimizerStep(learningRate: rate, groups: .all(parameters.layout)).descendByMoments(
        parameters.trained, gradient: program.gradientBuffer, means: moments[0].trained,
        squares: moments[1].trained, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, number: step + 1,
        isDecoupled: false)
    }
    return parameters
  }

  /// Fills a program's inputs.
  private func write(
    _ images: DigitImages, _ numbers: some Collection<Int>, to program: Program
  ) {
    let pixels = DigitImages.pixels
    unsafe program.withInput("images") { input in
      unsafe images.values.withUnsafeBufferPointer { values in
        for (place, number) in numbers.enumerated() {
          unsafe (input.baseAddress! + place * pixels).update(
            from: values.baseAddress! + number * pixels, count: pixels)
        }
      }
    }
    unsafe program.withInput("targets") { targets in
      unsafe targets.update(repeating: 0)
      for (place, number) in numbers.enumerated() {
        unsafe targets[place * 10 + images.labels[number]] = 1
      }
    }
  }

  private func accuracy(_ parameters: Parameters, _ precision: Precision) throws -> Double {
    let network = Network(isTraining: false)
    let program = try Program(
      compiling: network.graph, outputs: ["logits": network.logits],
      parameters: FrozenParameters(parameters),
      options: ProgramOptions(precision: precision, threads: 2))
    var correct = 0
    for start in stride(from: 0, to: Self.evaluated.labels.count, by: Self.batch) {
      write(Self.evaluated, start..<start + Self.batch, to: program)
      program.run()
      let logits = unsafe program.withOutput("logits") { unsafe Array($0) }
      for row in 0..<Self.batch {
        let answers = logits[row * 10..<(row + 1) * 10]
        let likeliest = answers.indices.max { answers[$0] < answers[$1] }! - row * 10
        if likeliest == Self.evaluated.labels[start + row] { correct += 1 }
      }
    }
    return Double(correct) / Double(Self.evaluated.labels.count)
  }
}
