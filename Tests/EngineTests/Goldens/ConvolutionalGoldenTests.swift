import Testing

@testable import Engine

/// Networks of convolutions against PyTorch in float32.
struct ConvolutionalGoldenTests {
  /// Cross entropy with the classes 0, 1, 2 … in turn.
  private static func crossEntropy(_ graph: inout Graph, _ logits: Value, _: Value) -> Value {
    let shape = graph.shape(of: logits)
    var targets = Tensor(repeating: 0, shape: shape)
    for row in 0..<shape[0] { targets.values[row * shape[1] + row % shape[1]] = 1 }
    let constant = graph.constant(targets)
    return graph.crossEntropy(logits: logits, targets: constant)
  }

  private static func flattened(_ graph: inout Graph, _ value: Value) -> Value {
    let shape = graph.shape(of: value)
    return graph.reshape(value, to: [shape[0], shape.count / shape[0]])
  }

  @Test(arguments: [1, 2])
  func `a plain convolutional network trains as in PyTorch`(threads: Int) throws {
    try GoldenTraining(
      golden: .convolutional, images: "x27", network: Self.convolutional,
      loss: Self.crossEntropy, optimizer: .momentum(rate: 0.002)
    ).check(threads: threads)
  }

  private static func convolutional(_ builder: inout GoldenBuilder, _ x: Value) -> Value {
    var value = x
    for (block, width) in [32, 64, 128].enumerated() {
      for layer in 0..<2 {
        value = builder.convolution(
          value, "conv\(block)\(layer)", width: width, kernel: 3, padding: 1)
        value = builder.graph.relu(value)
      }
      value = builder.graph.maxPool(value, window: 2)
    }
    value = flattened(&builder.graph, value)
    value = builder.graph.relu(builder.dense(value, "dense0", width: 256))
    value = builder.graph.dropout(value, rate: 0.5, isTraining: false)
    return builder.dense(value, "dense1", width: 5)
  }

  @Test
  func `ResNet-18 trains as in PyTorch`() throws {
    try GoldenTraining(
      golden: .resNet, images: "x5", network: Self.resNet, loss: Self.crossEntropy,
      optimizer: .momentum(rate: 0.0005)
    ).check()
  }

  private static func resNet(_ builder: inout GoldenBuilder, _ x: Value) -> Value {
    var value = builder.convolution(
      x, "conv1", width: 64, kernel: 7, hasBias: false, stride: 2, padding: 3)
    value = builder.graph.relu(builder.norm(value, "bn1"))
    value = builder.graph.maxPool(value, window: 3, stride: 2, padding: 1)
    for (stage, width) in [64, 128, 256, 512].enumerated() {
      for block in 0..<2 {
        value = basicBlock(
          &builder, value, "layer\(stage + 1).\(block)", width: width,
          stride: stage > 0 && block == 0 ? 2 : 1)
      }
    }
    return builder.dense(builder.graph.globalAveragePool(value), "fc", width: 10)
  }

  private static func basicBlock(
    _ builder: inout GoldenBuilder, _ x: Value, _ name: String, width: Int, stride: Int
  ) -> Value {
    var value = builder.convolution(
      x, name + ".conv1", width: width, kernel: 3, hasBias: false, stride: stride, padding: 1)
    value = builder.graph.relu(builder.norm(value, name + ".bn1"))
    value = builder.convolution(
      value, name + ".conv2", width: width, kernel: 3, hasBias: false, padding: 1)
    value = builder.norm(value, name + ".bn2")
    var shortcut = x
    if stride != 1 || builder.graph.shape(of: x)[3] != width {
      shortcut = builder.convolution(
        x, name + ".downsample.0", width: width, kernel: 1, hasBias: false, stride: stride)
      shortcut = builder.norm(shortcut, name + ".downsample.1")
    }
    return builder.graph.relu(builder.graph.add(value, shortcut))
  }

  @Test
  func `an autoencoder trains as in PyTorch`() throws {
    try GoldenTraining(
      golden: .autoencoder, images: "x9", network: Self.autoencoder,
      loss: { graph, output, images in graph.squaredError(output, images) },
      optimizer: .adam(rate: 1e-3)
    ).check()
  }

  private static func autoencoder(_ builder: inout GoldenBuilder, _ x: Value) -> Value {
    var value = x
    for (layer, width) in [16, 32, 64].enumerated() {
      value = builder.convolution(
        value, "encode\(layer)", width: width, kernel: 3, stride: 2, padding: 1)
      value = builder.graph.relu(value)
    }
    value = builder.graph.relu(builder.transposed(value, "decode0", width: 32))
    value = builder.graph.relu(builder.transposed(value, "decode1", width: 16))
    return builder.transposed(value, "decode2", width: 3)
  }
}
