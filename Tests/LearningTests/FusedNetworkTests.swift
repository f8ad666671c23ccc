import Engine
import Random
import Settings
import Testing

@testable import Learning

/// Networks of images and numbers, residual blocks, frozen encoders and drawn answers.
struct FusedNetworkTests {
  private static let network = NetworkDescription(
    inputs: .imageAndNumbers(height: 6, width: 4, channels: 2, numbers: 3),
    layers: [
      .convolution(ConvolutionLayer(channels: 4, normalization: .batch)),
      .residualBlock(ResidualBlock(channels: 6, stride: 2)), .globalAveragePool,
    ],
    branch: [.dense(DenseLayer(units: 5))],
    head: [.dense(DenseLayer(units: 7, dropout: 0.5))], outputs: 2)

  private static func samples(_ count: Int) -> TrainingData {
    var random = RandomStream(seed: 4, purpose: .shuffle)
    let width = network.inputs.count
    var features: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let sample = (0..<width).map { _ in Float(random.nextUnit()) - 0.5 }
      features += sample
      labels.append(sample[0] + sample[width - 1] > 0 ? 1 : 0)
    }
    return TrainingData(
      features: features, featureCount: width, labels: labels, classCount: 2)
  }

  private static func configuration(_ change: (inout TrainingConfiguration) -> Void = { _ in })
    -> TrainingConfiguration
  {
    var configuration = TrainingConfiguration()
    configuration.epochs = 2
    configuration.batchSize = 16
    change(&configuration)
    return configuration
  }

  @Test func `a sample is the image, then the numbers`() throws {
    var graph = Graph()
    let logits = Self.network.build(into: &graph, batch: 3, mode: .inference)
    #expect(graph.shape(of: logits) == [3, 2])
    #expect(Self.network.inputs.count == 6 * 4 * 2 + 3)
  }

  @Test func `the answer depends on the image and on the numbers`() throws {
    let weights = Self.network.initialParameters(seed: 3).tensors()
    let predictor = try Predictor(network: Self.network, weights: weights)
    let sample = Self.samples(1).features
    let answer = try predictor.predict(sample)
    for place in [0, sample.count - 1] {
      var changed = sample
      changed[place] += 1
      #expect(try predictor.predict(changed) != answer)
    }
  }

  @Test func `every parameter of layers, branch and head learns`() throws {
    let trainer = TrainingLoop(network: Self.network, configuration: Self.configuration())
    let start = Self.network.initialParameters(seed: 0).tensors()
    let end = try trainer.train(Self.samples(64)).weights
    for (name, tensor) in start { #expect(end[name] != tensor, "\(name)") }
  }

  @Test func `a frozen encoder stays as it is, to the running means of its norms`() throws {
    let configuration = Self.configuration { $0.encoderLearningRateFactor = 0 }
    let start = Self.network.initialParameters(seed: 0).tensors()
    let end = try TrainingLoop(network: Self.network, configuration: configuration)
      .train(Self.samples(64)).weights
    for (name, tensor) in start {
      #expect((end[name] == tensor) != NetworkDescription.isHead(parameter: name), "\(name)")
    }
  }

  @Test func `a slower encoder moves less`() throws {
    func movement(_ rate: Double) throws -> Float {
      let configuration = Self.configuration {
        $0.encoderLearningRateFactor = rate
        $0.optimizer = .sgd
      }
      let start = Self.network.initialParameters(seed: 0).tensors()
      let end = try TrainingLoop(network: Self.network, configuration: configuration)
        .train(Self.samples(64)).weights
      let name = "layer1.weight"
      return zip(start[name]!.values, end[name]!.values).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    #expect(try movement(0.1) < 0.2 * movement(1))
  }

  @Test func `a description comes back from YAML as it was written`() throws {
    let text = CanonicalJSON.encode(Self.network)
    let read = try StrictSettings.decode(NetworkDescription.self, from: text, path: "network")
    #expect(read == Self.network)
  }

  @Test(arguments: [
    (
      "inputs: {height: 4, width: 4, channels: 1}\nlayers: [flatten]\nbranch: [flatten]",
      "the branch has no numbers"
    ),
    (
      "inputs: {height: 4, width: 4, channels: 1, numbers: 2}\nlayers: [max_pool]",
      "cannot be joined"
    ),
    ("inputs: 3\nhead: [max_pool]", "head layer 1"),
  ])
  func `a network that cannot be is refused with the place`(text: String, problem: String) {
    #expect {
      try StrictSettings.decode(
        NetworkDescription.self, from: text + "\noutputs: 2\n", path: "network")
    } throws: { "\($0)".contains(problem) }
  }
}
