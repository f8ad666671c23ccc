import Files
import Learning
import Settings
import Testing

/// What networks of images say of their own settings.
@Suite struct ImageSettingsTests {
  private static func decode(_ text: String) throws(SkysortError) -> NetworkDescription {
    try StrictSettings.decode(NetworkDescription.self, from: text, path: "n.yaml")
  }

  private static func refusal(_ text: String) -> String {
    do {
      _ = try decode(text)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func `a network of images is read as written`() throws {
    let text = """
      inputs: {height: 64, width: 48, channels: 3}
      layers:
        - convolution: {channels: 32, kernel: 5, stride: 2, padding: valid, normalization: batch}
        - max_pool
        - max_pool: {window: 3, stride: 2, padding: 1}
        - average_pool: {window: 3, stride: 1, padding: 1}
        - convolution: {channels: 64, padding: 2, groups: 4, activation: silu, dropout: 0.1}
        - convolution: {channels: 64, normalization: group, normalization_groups: 16, \
      residual: true}
        - global_average_pool
        - flatten
        - dense: {units: 8}
      outputs: 3
      """
    let expected = NetworkDescription(
      inputs: .image(height: 64, width: 48, channels: 3),
      layers: [
        .convolution(
          ConvolutionLayer(
            channels: 32, kernel: 5, stride: 2, padding: .valid, normalization: .batch)),
        .maxPool(PoolLayer()), .maxPool(PoolLayer(window: 3, stride: 2, padding: 1)),
        .averagePool(PoolLayer(window: 3, stride: 1, padding: 1)),
        .convolution(
          ConvolutionLayer(
            channels: 64, padding: .pixels(2), groups: 4, activation: .silu, dropout: 0.1)),
        .convolution(
          ConvolutionLayer(
            channels: 64, normalization: .group, normalizationGroups: 16, isResidual: true)),
        .globalAveragePool, .flatten, .dense(DenseLayer(units: 8)),
      ], outputs: 3)
    #expect(try Self.decode(text) == expected)
    #expect(try Self.decode(CanonicalJSON.encode(expected)) == expected)
  }

  @Test func `a network of rows is written as before`() throws {
    let network = NetworkDescription(inputs: 9, units: [4], outputs: 3)
    #expect(CanonicalJSON.encode(network).contains("\"inputs\":9,"))
    #expect(try Self.decode("inputs: 9\noutputs: 3").inputs == 9)
  }

  @Test(
    arguments: [
      ("inputs: 0", "line 1, inputs: must be in 1...65536, found 0"),
      ("inputs: nine", "line 1, inputs: needs a whole number, found the text 'nine'"),
      ("inputs: {hight: 4, width: 4, channels: 1}", "Did you mean 'height'?"),
      ("inputs: {height: 4, width: 4}", "inputs: lacks 'channels'"),
      ("inputs: {height: 4, width: 0, channels: 1}", "inputs.width: must be in 1...8192"),
      ("inputs: {height: 8192, width: 8192, channels: 3}", "at most 67108864 numbers"),
      ("inputs: {height: 4, width: 4, channels: 1}", "the outputs stand on an image of 4×4"),
    ])
  func `wrong inputs are refused`(inputs: String, message: String) {
    let found = Self.refusal(inputs + "\noutputs: 2")
    #expect(found.contains(message), "\(found)")
  }

  @Test(
    arguments: [
      ("convolutoin: {channels: 3}", "Did you mean 'convolution'?"),
      ("average_poll", "knows no 'average_poll'. Did you mean 'average_pool'?"),
      ("max_pol", "knows no 'max_pol'. Did you mean 'max_pool'?"),
      ("dense", "needs settings: 'dense: {units: 128}'"),
      ("convolution", "needs settings: 'convolution: {channels: 32}'"),
      ("flatten: {}", "has no settings; write the word alone: '- flatten'"),
      ("{max_pool: {}, flatten: {}}", "needs one kind of layer, found 2"),
      ("{}", "needs one kind of layer, found 0"),
      ("convolution: {kernel: 3}", "convolution: lacks 'channels'"),
      ("convolution: {channels: 4, kernal: 3}", "Did you mean 'kernel'?"),
      ("convolution: {channels: 4, padding: sane}", "knows no 'sane'. Did you mean 'same'"),
      ("convolution: {channels: 4, padding: -1}", "padding: must be same, valid or 0...1024"),
      ("convolution: {channels: 4, padding: 1.5}", "padding: needs a whole number"),
      ("convolution: {channels: 4, normalization: layer}", "Known are: batch, group, none."),
      ("convolution: {channels: 4, kernel: 2}", "layer 1 has padding same with a kernel of 2"),
      ("convolution: {channels: 4, groups: 3}", "layer 1 cuts 2 channels into 4 in 3 groups"),
      (
        "convolution: {channels: 4, normalization: group, normalization_groups: 3}",
        "layer 1 normalizes 4 channels in 3 groups"
      ),
      (
        "convolution: {channels: 4, kernel: 7, padding: valid}",
        "layer 1 moves a kernel of 7×7 over an image of 6×4"
      ),
      (
        "convolution: {channels: 2, padding: valid, residual: true}",
        "layer 1 is residual and makes an image of 4×2 from one of 6×4"
      ),
      (
        "convolution: {channels: 65536, kernel: 101}",
        "layer 1 has 65536×2×101×101 weights; at most 268435456"
      ),
      ("max_pool: {window: 5}", "layer 1 pools an image of 6×4 with a window of 5×5"),
      ("max_pool: {window: 2, padding: 2}", "the padding at most half the window"),
      ("dense: {units: 3}", "layer 1 is dense and stands on an image of 6×4 with 2 channels"),
    ])
  func `a wrong layer is refused with its place and the way out`(layer: String, message: String) {
    let found = Self.refusal(
      "inputs: {height: 6, width: 4, channels: 2}\nlayers:\n  - \(layer)\noutputs: 2")
    #expect(found.contains(message), "\(found)")
  }

  @Test(
    arguments: [
      ("[max_pool, max_pool, max_pool]", "layer 3 pools an image of 1×1 with a window of 2×2"),
      ("[flatten, max_pool]", "layer 2 pools 48 numbers; pools need an image"),
      ("[flatten, global_average_pool]", "layer 2 averages the pixels of 48 numbers"),
      ("[flatten, convolution: {channels: 2}]", "layer 2 is a convolution and stands on 48"),
      ("[max_pool]", "the outputs stand on an image of 3×2 with 2 channels; put flatten or"),
    ])
  func `shapes that do not follow one another are refused`(layers: String, message: String) {
    let found = Self.refusal(
      "inputs: {height: 6, width: 4, channels: 2}\nlayers: \(layers)\noutputs: 2")
    #expect(found.contains(message), "\(found)")
  }

  @Test func `a network made in the program is refused before it is built`() {
    let network = NetworkDescription(
      inputs: 4, layers: [.maxPool(PoolLayer())], outputs: 2)
    #expect {
      try Predictor(network: network, weights: [:])
    } throws: { "\($0)".contains("network: layer 1 pools 4 numbers; pools need an image.") }
    let rows = TrainingData(features: [1, 2, 3, 4], featureCount: 4, labels: [0], classCount: 2)
    #expect {
      try TrainingLoop(network: network, configuration: TrainingConfiguration()).train(rows)
    } throws: { "\($0)".contains("layer 1 pools 4 numbers") }
  }
}
