import Engine
import Files
import Settings
import Testing

@testable import Learning

struct AutoencoderTests {
  static let variants: [AutoencoderVariant] = [
    .plain, .linear, .sparse(weight: 0.3), .denoising(noise: 0.4),
    .variational(.init(weight: 0.7, warmUpEpochs: 2)),
  ]

  /// A network of numbers, of as many layers as the variant has room for.
  static func dense(_ variant: AutoencoderVariant) -> AutoencoderNetwork {
    let layers = variant == .linear ? [] : [NetworkLayer.dense(DenseLayer(units: 7))]
    return AutoencoderNetwork(
      inputs: 5, latent: 2, variant: variant, encoder: layers, decoder: layers)
  }

  /// Every kind of layer that decoders of images are made of.
  static let image = AutoencoderNetwork(
    inputs: .image(height: 8, width: 8, channels: 2), latent: 3,
    encoder: [
      .convolution(ConvolutionLayer(channels: 4, stride: 2, activation: .silu)), .flatten,
    ],
    decoder: [
      .dense(DenseLayer(units: 16)), .reshape(.image(height: 2, width: 2, channels: 4)),
      .upsample(UpsampleLayer()),
      .convolution(ConvolutionLayer(channels: 4, activation: .silu)),
      .transposedConvolution(
        TransposedConvolutionLayer(channels: 3, kernel: 3, activation: .silu)),
    ])

  static let networks = variants.map(dense) + [image]

  private static func wave(_ count: Int, phase: Double) -> [Float] {
    NetworkTests.wave([count], scale: 1, phase: phase).values
  }

  @Test(arguments: networks)
  func `gradients agree with central differences`(network: AutoencoderNetwork) throws {
    let batch = 3
    var graph = Graph()
    let loss = network.build(into: &graph, batch: batch, isTraining: true).loss
    let parameters = network.initialParameters(seed: 4)
    for entry in parameters.layout.entries where !entry.name.hasPrefix("code.weight") {
      // Nothing may stand at 0, where a variational code begins.
      unsafe parameters.withValues(entry.name) { values in
        for index in values.indices { unsafe values[index] += 0.02 * Float(1 + index % 3) }
      }
    }
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], gradientOf: loss, parameters: parameters,
      options: ProgramOptions(precision: .float32))
    let count = batch * network.inputs.count
    unsafe program.withInput("features") {
      _ = unsafe $0.update(fromContentsOf: Self.wave(count, phase: 0.3))
    }
    unsafe program.withInput("targets") { weights in
      for index in weights.indices { unsafe weights[index] = Float(index % 3) }
    }
    unsafe program.withInput("sample_weights") {
      _ = unsafe $0.update(fromContentsOf: [1, 2, 0.5])
    }
    network.prepare(program, after: 1)
    func value() -> Double {
      program.run(step: 9)
      return Double(unsafe program.withOutput("loss") { unsafe $0[0] })
    }
    _ = value()
    let gradient = unsafe Array(program.gradientBuffer)
    for entry in parameters.layout.entries where entry.isTrained {
      for index in [entry.offset, entry.offset + entry.shape.count / 2] {
        let old = unsafe parameters.values[index]
        func slope(_ width: Float) -> Double {
          unsafe parameters.values[index] = old + width
          let above = value()
          unsafe parameters.values[index] = old - width
          let below = value()
          unsafe parameters.values[index] = old
          return (above - below) / Double(2 * width)
        }
        // Of two widths, so that the cubic term drops out.
        let expected = (4 * slope(1e-2) - slope(2e-2)) / 3
        let difference = abs(Double(gradient[index]) - expected)
        #expect(
          difference < 2e-3 * max(1, abs(expected)),
          "\(entry.name) \(index): \(gradient[index]) for \(expected)")
      }
    }
  }

  @Test func `a variational loss is the evidence's bound worked out by hand`() throws {
    let network = AutoencoderNetwork(
      inputs: 2, latent: 1, variant: .variational(.init(weight: 1, warmUpEpochs: 0)))
    let parameters = network.initialParameters(seed: 0)
    // z = 0.5 x₀ − x₁ + 0.2 ± e^(s/2) with s = 0.3 x₀ − 0.4; x' = (2 z + 1, −z).
    try parameters.load([
      "code.weight": Tensor(shape: [2, 1], values: [0.5, -1]),
      "code.bias": Tensor(shape: [1], values: [0.2]),
      "code.spread.weight": Tensor(shape: [2, 1], values: [0.3, 0]),
      "code.spread.bias": Tensor(shape: [1], values: [-0.4]),
      "output.weight": Tensor(shape: [1, 2], values: [2, -1]),
      "output.bias": Tensor(shape: [2], values: [1, 0]),
    ])
    var graph = Graph()
    let loss = network.build(into: &graph, batch: 1, isTraining: true).loss
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], parameters: parameters,
      options: ProgramOptions(precision: .float32, seed: 5))
    let (x, step) = ([0.8, -0.6], UInt64(3))
    unsafe program.withInput("features") { _ = unsafe $0.update(fromContentsOf: x.map(Float.init)) }
    unsafe program.withInput("targets") { unsafe $0.update(repeating: 1) }
    unsafe program.withInput("sample_weights") { unsafe $0[0] = 1 }
    network.prepare(program, after: 0)
    program.run(step: step)
    let found = Double(unsafe program.withOutput("loss") { unsafe $0[0] })

    let noise = try Self.firstNoise(seed: 5, step: step)
    let (mean, logVariance) = (0.5 * x[0] - x[1] + 0.2, 0.3 * x[0] - 0.4)
    let z = mean + exponential(logVariance / 2) * noise
    let residual = [x[0] - (2 * z + 1), x[1] + z]
    let divergence = (mean * mean + exponential(logVariance) - 1 - logVariance) / 2
    // log p(x | z) − KL without its constant, which is −log 2π.
    let bound = -(residual[0] * residual[0] + residual[1] * residual[1]) / 2 - divergence
    #expect(abs(found + bound * 2 / 2) < 1e-5)
  }

  private func exponential(_ x: Double) -> Double {
    (1...30).reversed().reduce(1) { 1 + x / Double($1) * $0 }
  }

  /// What the first random operation of a graph draws.
  private static func firstNoise(seed: UInt64, step: UInt64) throws -> Double {
    var graph = Graph()
    let zero = graph.input("zero", shape: [1, 1])
    let draw = graph.gaussianSample(mean: zero, logVariance: zero)
    let program = try Program(
      compiling: graph, outputs: ["draw": draw], parameters: Parameters(of: graph),
      options: ProgramOptions(precision: .float32, seed: seed))
    program.run(step: step)
    return Double(unsafe program.withOutput("draw") { unsafe $0[0] })
  }

  @Test func `what was not measured changes neither loss nor weights`() throws {
    var rows = Self.wave(40 * 5, phase: 0.1)
    for row in 0..<40 { rows[row * 5 + row % 5] = .nan }
    var configuration = TrainingConfiguration()
    configuration.epochs = 2
    configuration.batchSize = 16
    let trainer = TrainingLoop(
      Self.dense(.plain), configuration: configuration, precision: .float32)
    let first = try trainer.train(TrainingData(reconstructing: rows, featureCount: 5))
    // A weight of 0 says the same, whatever stands there for the error; the encoder sees 0.
    let zeros = rows.map { $0.isNaN ? 0 : $0 }
    let second = try trainer.train(
      TrainingData(
        reconstructing: zeros, featureCount: 5, weights: rows.map { $0.isNaN ? 0 : 1 }))
    #expect(first.weights == second.weights)
    #expect(first.history == second.history)
    let whole = try trainer.train(TrainingData(reconstructing: zeros, featureCount: 5))
    #expect(whole.weights != first.weights)
  }

  @Test(arguments: networks)
  func `codes, decoding and reconstruction fit together`(network: AutoencoderNetwork) throws {
    let predictor = try AutoencoderPredictor(
      network: network, weights: network.initialParameters(seed: 2).tensors(),
      precision: .float32)
    let samples = Self.wave(4 * network.inputs.count, phase: 0.7)
    let codes = try predictor.encode(samples)
    #expect(codes.count == 4 * network.latent)
    let decoded = try predictor.decode(codes)
    let whole = try predictor.reconstruct(samples)
    #expect(whole.count == samples.count)
    for (first, second) in zip(decoded, whole) { #expect(abs(first - second) < 1e-5) }
    // A sample's answer does not depend on those beside it.
    #expect(
      try predictor.encode(Array(samples.prefix(network.inputs.count)))
        == Array(codes.prefix(network.latent)))
  }

  @Test(arguments: variants)
  func `a training lowers the error, the same bit for bit on any number of threads`(
    variant: AutoencoderVariant
  ) throws {
    // Rows on a curved line.
    let rows = (0..<200).flatMap { row -> [Float] in
      let t = Float(row) / 100 - 1
      return [t, t * t, t * t * t, -t, 1 - t * t]
    }
    let data = TrainingData(reconstructing: rows, featureCount: 5)
    func train(threads: Int) throws -> TrainingResult {
      var configuration = TrainingConfiguration()
      configuration.epochs = 30
      configuration.batchSize = 32
      configuration.learningRate = 1e-2
      configuration.threads = threads
      return try TrainingLoop(
        Self.dense(variant), configuration: configuration, precision: .float32
      ).train(data, validation: data)
    }
    let result = try train(threads: 1)
    #expect(try train(threads: 2).weights == result.weights)
    let losses = result.history.epochs.compactMap(\.validationLoss)
    #expect(losses.count == 30)
    #expect(try #require(losses.last) < 0.7 * losses[0])
    #expect(result.history.epochs.allSatisfy { $0.validationAccuracy == nil })
  }
}
