import Engine
import Settings
import Testing

@testable import Learning

@Suite struct ImageNetworkTests {
  static let inputs = SampleShape.image(height: 8, width: 6, channels: 4)

  /// Every kind of layer there is for images.
  static let network = NetworkDescription(
    inputs: inputs,
    layers: [
      .convolution(ConvolutionLayer(channels: 8, kernel: 5, groups: 2, activation: .silu)),
      .convolution(
        ConvolutionLayer(
          channels: 8, normalization: .group, normalizationGroups: 4, isResidual: true)),
      .maxPool(PoolLayer(window: 3, stride: 2, padding: 1)),
      .convolution(
        ConvolutionLayer(
          channels: 12, stride: 2, normalization: .batch, dropout: 0.25, isResidual: true)),
      .convolution(ConvolutionLayer(channels: 6, kernel: 2, padding: .pixels(1))),
      .averagePool(PoolLayer(window: 2, stride: 1)), .globalAveragePool, .flatten,
      .dense(DenseLayer(units: 6, isResidual: true)),
    ], outputs: 3)

  @Test func `shapes pass from layer to layer`() throws {
    let expected = [
      [8, 6, 4], [8, 6, 8], [8, 6, 8], [4, 3, 8], [2, 2, 12], [3, 3, 6], [2, 2, 6], [6], [6], [6],
    ]
    for count in 0...Self.network.layers.count {
      let layers = Array(Self.network.layers.prefix(count))
      let shape = try NetworkDescription.shape(
        after: layers, named: "layer", of: Self.network.inputs)
      #expect(shape.dimensions == expected[count])
    }
  }

  @Test func `the graph has the shapes that the description foretells`() throws {
    var graph = Graph()
    let logits = Self.network.build(into: &graph, batch: 5, mode: .training())
    #expect(graph.shape(of: logits) == [5, 3])
    _ = try Program(
      compiling: graph, outputs: ["logits": logits],
      parameters: Self.network.initialParameters(seed: 1))
  }

  @Test func `names and shapes of parameters are what the documentation says`() {
    let shapes = Self.network.layout.entries.map { "\($0.name) \($0.shape.dimensions)" }
    #expect(
      Set(shapes) == [
        "layer1.weight [8, 2, 5, 5]", "layer1.bias [8]",
        "layer2.weight [8, 8, 3, 3]", "layer2.normalization.scale [8]",
        "layer2.normalization.shift [8]",
        "layer4.weight [12, 8, 3, 3]", "layer4.normalization.scale [12]",
        "layer4.normalization.shift [12]", "layer4.normalization.mean [12]",
        "layer4.normalization.variance [12]", "layer4.projection.weight [12, 8, 1, 1]",
        "layer5.weight [6, 12, 2, 2]", "layer5.bias [6]",
        "layer9.weight [6, 6]", "layer9.bias [6]", "output.weight [6, 3]", "output.bias [3]",
      ])
  }

  @Test(arguments: [WeightInitialization.heNormal, .heUniform, .glorotUniform, .fanInUniform])
  func `weights of convolutions begin with the variance of their rule`(
    rule: WeightInitialization
  ) throws {
    let network = NetworkDescription(
      inputs: .image(height: 4, width: 4, channels: 64),
      layers: [
        .convolution(ConvolutionLayer(channels: 96, kernel: 3, groups: 2)), .globalAveragePool,
      ], outputs: 2, initialization: rule)
    let weight = try #require(network.initialParameters(seed: 3).tensors()["layer1.weight"])
    let variance = weight.values.reduce(0) { $0 + Double($1 * $1) } / Double(weight.shape.count)
    let expected =
      switch rule {
      case .heNormal, .heUniform: 2.0 / (32 * 9)
      case .glorotNormal, .glorotUniform: 2.0 / (32 * 9 + 96 * 9)
      case .fanInUniform: 1.0 / (3 * 32 * 9)
      }
    #expect(abs(variance / expected - 1) < 0.03)
  }

  @Test func `a group normalization brings every image's groups to scale`() throws {
    var graph = Graph()
    let input = graph.input("x", shape: [2, 3, 2, 6])
    let result = graph.groupNormalized(input, groups: 3, name: "n")
    let parameters = Parameters(of: graph)
    let scales = Tensor(shape: [6], values: [1, 2, 3, 4, 5, 6])
    let shifts = Tensor(shape: [6], values: [6, 5, 4, 3, 2, 1])
    try parameters.load(["n.normalization.scale": scales, "n.normalization.shift": shifts])
    let program = try Program(
      compiling: graph, outputs: ["y": result], parameters: parameters,
      options: ProgramOptions(precision: .float32))
    let x = NetworkTests.wave([2, 3, 2, 6], scale: 3, phase: 0.4).values
    unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: x) }
    program.run()
    let y = unsafe program.withOutput("y") { unsafe Array($0) }
    for image in 0..<2 {
      for group in 0..<3 {
        let places = (0..<6).flatMap { pixel in
          (0..<2).map { (image * 6 + pixel) * 6 + group * 2 + $0 }
        }
        let mean = places.reduce(0) { $0 + Double(x[$1]) } / 12
        let squares = places.reduce(0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) }
        for place in places {
          let channel = place % 6
          let normal = (Double(x[place]) - mean) / (squares / 12 + 1e-5).squareRoot()
          let expected = normal * Double(channel + 1) + Double(6 - channel)
          #expect(abs(Double(y[place]) - expected) < 1e-4)
        }
      }
    }
  }

  @Test func `a residual of equal shape adds its input as it is`() throws {
    let layers = [true, false].map {
      NetworkLayer.convolution(ConvolutionLayer(channels: 4, isResidual: $0))
    }
    let features = NetworkTests.wave([2, 8, 6, 4], scale: 1, phase: 0).values
    let network = NetworkDescription(
      inputs: Self.inputs, layers: [layers[0], .flatten], outputs: 1)
    var plain = network
    plain.layers[0] = layers[1]
    var weights = network.initialParameters(seed: 1).tensors()
    // An output that picks one number shows the image.
    var picker = Tensor(repeating: 0, shape: [192, 1])
    picker.values[77] = 1
    weights["output.weight"] = picker
    let answers = try [network, plain].map {
      try Predictor(network: $0, weights: weights, output: .logits, precision: .float32)
        .predict(features)
    }
    for image in 0..<2 {
      let difference = answers[0][image] - answers[1][image]
      #expect(abs(difference - features[image * 192 + 77]) < 1e-6)
    }
  }
}
