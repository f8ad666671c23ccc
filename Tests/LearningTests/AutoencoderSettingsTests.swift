import Engine
import Settings
import Testing

@testable import Learning

struct AutoencoderSettingsTests {
  private static let text = """
    inputs: {height: 8, width: 8, channels: 2}
    latent: 3
    variant: {variational: {weight: 0.5, warm_up: 4}}
    encoder:
      - convolution: {channels: 4, stride: 2}
      - flatten
    decoder:
      - dense: {units: 64}
      - reshape: {height: 4, width: 4, channels: 4}
      - upsample: {factor: 2, method: nearest}
      - convolution: {channels: 4}
    """

  @Test(arguments: AutoencoderTests.networks)
  func `a description written is read back as it was`(network: AutoencoderNetwork) throws {
    let text = CanonicalJSON.encode(network)
    #expect(
      try StrictSettings.decode(AutoencoderNetwork.self, from: text, path: "ae.json") == network)
  }

  @Test func `YAML gives variant and layers`() throws {
    let network = try StrictSettings.decode(
      AutoencoderNetwork.self, from: Self.text, path: "ae.yaml")
    #expect(network.variant == .variational(.init(weight: 0.5, warmUpEpochs: 4)))
    #expect(network.decoder[2] == .upsample(UpsampleLayer(factor: 2, method: .nearest)))
    let names = Set(network.layout.entries.map { "\($0.name) \($0.shape.dimensions)" })
    #expect(
      names == [
        "encoder1.weight [4, 2, 3, 3]", "encoder1.bias [4]", "code.weight [64, 3]",
        "code.bias [3]", "code.spread.weight [64, 3]", "code.spread.bias [3]",
        "decoder1.weight [3, 64]", "decoder1.bias [64]", "decoder4.weight [4, 4, 3, 3]",
        "decoder4.bias [4]", "output.weight [2, 4, 3, 3]", "output.bias [2]",
      ])
  }

  @Test func `a linear network is a projection around a mean`() {
    let layout = AutoencoderTests.dense(.linear).layout
    #expect(
      layout.entries.map { "\($0.name) \($0.shape.dimensions) \($0.isTrained)" } == [
        "code.weight [5, 2] true", "mean [5] false",
      ])
  }

  @Test(arguments: [
    ("latent: 3", "latent: 0", "must be in 1...65536, found 0"),
    ("- flatten", "- dropout: 0.1", "the code stands on an image of 4×4 with 4 channels"),
    ("channels: 4}\n  - upsample", "channels: 5}\n  - upsample", "it needs 80 numbers"),
    ("factor: 2, method: nearest", "factor: 3", "the decoder ends in an image of 12×12"),
    ("factor: 2, method: nearest", "factor: 2, method: near", "nearest"),
    ("{variational: {weight: 0.5, warm_up: 4}}", "variatonal", "variational"),
    ("{variational: {weight: 0.5, warm_up: 4}}", "linear", "has no layers besides"),
    ("{variational: {weight: 0.5, warm_up: 4}}", "{plain: {}}", "has no settings"),
    ("{weight: 0.5, warm_up: 4}", "{weight: -1}", "must be 0 or more"),
    (
      "height: 8, width: 8, channels: 2}", "height: 8, width: 8, channels: 2, numbers: 3}",
      "an autoencoder takes numbers or an image"
    ),
  ])
  func `a mistake is named`(part: String, replacement: String, message: String) {
    let text = Self.text.replacing(part, with: replacement)
    #expect(text != Self.text)
    #expect {
      try StrictSettings.decode(AutoencoderNetwork.self, from: text, path: "ae.yaml")
    } throws: { "\($0)".contains(message) }
  }
}
