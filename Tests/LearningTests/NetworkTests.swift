import Engine
import Glibc
import Testing

@testable import Learning

@Suite struct NetworkTests {
  /// Made by:
  ///
  ///     def wave(count, scale, phase):
  ///         return [scale * math.sin(0.77 * i + phase) for i in range(count)]
  ///     def tensor(shape, scale, phase):
  ///         return torch.tensor(wave(math.prod(shape), scale, phase)).reshape(shape)
  ///     widths = [9, 16, 16, 3]
  ///     layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
  ///     with torch.no_grad():
  ///         for k, layer in enumerate(layers):
  ///             layer.weight.copy_(tensor((layer.in_features, layer.out_features), 0.4, k).T)
  ///             layer.bias.copy_(tensor((layer.out_features,), 0.1, k + 0.5))
  ///     model = nn.Sequential(layers[0], nn.SiLU(), layers[1], nn.SiLU(), layers[2])
  ///     x, y = tensor((8, 9), 1.5, 0.2), torch.arange(8) % 3
  ///     print(model(x)[:2])
  ///     optimizer = torch.optim.AdamW(model.parameters(), 1e-2, weight_decay=1e-2)
  ///     for step in range(10):
  ///         optimizer.zero_grad()
  ///         loss = nn.functional.cross_entropy(model(x), y, label_smoothing=0.1)
  ///         loss.backward()
  ///         optimizer.step()
  ///         if step in (0, 9): print(step, loss.item())
  ///     for layer in layers:
  ///         for v in (layer.weight.T.flatten(), layer.bias):
  ///             i = torch.arange(len(v))
  ///             print(v[0], v[-1], v.sum(), (v * torch.cos(i)).sum())
  enum PyTorch {
    static let logits: [Float] = [
      0.079612, 0.019868, -0.051085, 0.073339, 0.004393, -0.067031,
    ]
    static let losses = (first: 1.093271, last: 0.940763)
    /// First, last, sum, and sum weighted by the cosine of the place.
    static let weights: [(name: String, marks: [Double])] = [
      ("layer1.weight", [-0.093423, 0.032064, 0.508601, -0.530367]),
      ("layer1.bias", [0.121444, -0.005043, 0.209411, -0.672847]),
      ("layer2.weight", [0.4249, 0.125354, 3.149581, -0.069939]),
      ("layer2.bias", [0.186975, 0.027843, -0.03135, 0.122775]),
      ("output.weight", [0.266303, 0.289252, -0.423711, -0.524734]),
      ("output.bias", [0.06476, -0.167129, -0.016184, 0.180876]),
    ]
  }

  static let network = NetworkDescription(inputs: 9, units: [16, 16], outputs: 3)

  static func wave(_ shape: Shape, scale: Double, phase: Double) -> Tensor {
    let values = (0..<shape.count).map { Float(scale * sin(0.77 * Double($0) + phase)) }
    return Tensor(shape: shape, values: values)
  }

  static let start: [String: Tensor] = {
    var start: [String: Tensor] = [:]
    for entry in network.layout.entries {
      let layer = Double(["layer1", "layer2", "output"].firstIndex { entry.name.hasPrefix($0) }!)
      start[entry.name] =
        entry.name.hasSuffix("weight")
        ? wave(entry.shape, scale: 0.4, phase: layer)
        : wave(entry.shape, scale: 0.1, phase: layer + 0.5)
    }
    return start
  }()

  static let features = wave([8, 9], scale: 1.5, phase: 0.2).values

  @Test func `a network of equal weights answers as in PyTorch`() throws {
    let predictor = try Predictor(
      network: Self.network, weights: Self.start, output: .logits, precision: .float32)
    let logits = try predictor.predict(Self.features)
    #expect(logits.count == 24)
    for (ours, theirs) in zip(logits, PyTorch.logits) { #expect(abs(ours - theirs) < 1e-5) }
  }

  @Test func `ten steps of AdamW end at PyTorch's weights`() throws {
    var configuration = TrainingConfiguration()
    configuration.epochs = 10
    configuration.batchSize = 8
    configuration.learningRate = 1e-2
    configuration.labelSmoothing = 0.1
    let trainer = TrainingLoop(
      network: Self.network, configuration: configuration, precision: .float32)
    let data = TrainingData(
      features: Self.features, featureCount: 9, labels: (0..<8).map { $0 % 3 }, classCount: 3)
    let result = try trainer.train(data, startingFrom: Self.start)
    let losses = result.history.epochs.map(\.trainLoss)
    #expect(abs(losses[0] - PyTorch.losses.first) < 1e-5)
    #expect(abs(losses[9] - PyTorch.losses.last) < 1e-4)
    for (name, marks) in PyTorch.weights {
      let values = try #require(result.weights[name]).values.map(Double.init)
      let projection = values.enumerated().reduce(0) { $0 + $1.element * cos(Double($1.offset)) }
      let ours = [values[0], values[values.count - 1], values.reduce(0, +), projection]
      for (our, mark) in zip(ours, marks) { #expect(abs(our - mark) < 1e-4, "\(name): \(ours)") }
    }
  }

  @Test func `names and shapes of parameters are what the documentation says`() {
    let network = NetworkDescription(
      inputs: 5,
      layers: [
        .dense(DenseLayer(units: 5, normalization: .layer, isResidual: true)),
        .dense(DenseLayer(units: 4, normalization: .batch)),
      ], outputs: 2)
    let shapes = network.layout.entries.map { "\($0.name) \($0.shape.dimensions)" }
    #expect(
      Set(shapes) == [
        "layer1.weight [5, 5]", "layer1.bias [5]", "layer1.normalization.scale [5]",
        "layer1.normalization.shift [5]", "layer2.weight [5, 4]", "layer2.bias [4]",
        "layer2.normalization.scale [4]", "layer2.normalization.shift [4]",
        "layer2.normalization.mean [4]", "layer2.normalization.variance [4]",
        "output.weight [4, 2]", "output.bias [2]",
      ])
  }

  @Test(arguments: WeightInitialization.allCases)
  func `weights begin with the variance of their rule`(rule: WeightInitialization) throws {
    var network = NetworkDescription(inputs: 200, units: [300], outputs: 1)
    network.initialization = rule
    let parameters = network.initialParameters(seed: 5)
    let tensors = parameters.tensors()
    let weight = try #require(tensors["layer1.weight"]).values.map(Double.init)
    let variance = weight.reduce(0) { $0 + $1 * $1 } / Double(weight.count)
    let expected =
      switch rule {
      case .glorotNormal, .glorotUniform: 2.0 / 500
      case .heNormal, .heUniform: 2.0 / 200
      case .fanInUniform: 1.0 / 600
      }
    #expect(abs(variance / expected - 1) < 0.03)
    let isUniform = rule != .glorotNormal && rule != .heNormal
    let largest = weight.map(abs).max() ?? 0
    #expect((largest / variance.squareRoot() < 1.8) == isUniform)
    #expect(tensors["layer1.bias"]?.values.allSatisfy { $0 == 0 } == true)
    #expect(network.initialParameters(seed: 5).tensors() == tensors)
    #expect(network.initialParameters(seed: 6).tensors() != tensors)
  }
}
