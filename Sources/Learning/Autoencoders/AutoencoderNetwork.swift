public import Files
import Settings

/// A network that makes a short code of a sample and the sample of its code, as data.
///
///     inputs: 15
///     latent: 3
///     variant: plain
///     encoder: [dense: {units: 64}]
///     decoder: [dense: {units: 64}]
///
/// Or of images, whose decoder begins with the code and must end in an image of the input's
/// size, or in numbers:
///
///     inputs: {height: 64, width: 64, channels: 3}
///     latent: 32
///     encoder:
///       - convolution: {channels: 32, stride: 2}
///       - flatten
///     decoder:
///       - dense: {units: 8192}
///       - reshape: {height: 32, width: 32, channels: 8}
///       - upsample
///       - convolution: {channels: 32}
///
/// Code and output are products without activation. With `x` a sample's `D` numbers, `w` their
/// weights and `x'` the reconstruction, the loss is the mean over samples of
///
///     Σ w (x − x')² / D
///
/// plus what the variant adds: of a sparse one `weight · Σ |z| / latent`; of a variational one
/// `2 / D · weight · KL`, which at weight 1 is the evidence's lower bound for normal noise of
/// variance `1 / w` up to the factor `−2 / D` and a constant.
///
/// | name | shape |
/// |---|---|
/// | `encoder1.…`, `decoder1.…` | as those of ``NetworkDescription``'s layers |
/// | `code.weight`, `code.bias` | `[numbers out of the encoder, latent]`, `[latent]` |
/// | `code.spread.weight`, `code.spread.bias` | the same, of a variational code's log variance |
/// | `output.weight` | `[numbers, inputs]`, or `[input's channels, channels, 3, 3]` |
/// | `output.bias` | `[inputs]` or `[input's channels]` |
/// | `mean` | `[inputs]`, a state of linear networks |
///
/// A linear network has nothing but `code.weight` and `mean`: its decoder is the encoder
/// transposed, so that a code's distances are those of the samples' projections.
public struct AutoencoderNetwork: Hashable, Sendable {
  /// One sample as it goes in; numbers or an image.
  public var inputs: SampleShape
  /// Numbers of the code.
  public var latent: Int
  public var variant: AutoencoderVariant
  /// What stands in front of the code's product.
  public var encoder: [NetworkLayer]
  /// What stands between the code and the output's product.
  public var decoder: [NetworkLayer]
  public var initialization: WeightInitialization

  public init(
    inputs: SampleShape, latent: Int, variant: AutoencoderVariant = .plain,
    encoder: [NetworkLayer] = [], decoder: [NetworkLayer] = [],
    initialization: WeightInitialization = .heUniform
  ) {
    self.inputs = inputs
    self.latent = latent
    self.variant = variant
    self.encoder = encoder
    self.decoder = decoder
    self.initialization = initialization
  }

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SkysortError) {
    self = try StrictSettings.load(Self.self, path: path)
  }

  /// Checks that every layer can stand where it does.
  ///
  /// - Throws: `SkysortError` naming the layer.
  public func validate() throws(SkysortError) {
    do {
      try check()
    } catch {
      throw SkysortError(
        path: "autoencoder", problem: error.problem, fix: "Change the description of the network.")
    }
  }
}

extension AutoencoderNetwork {
  private static let maximumNumbers = 1 << 26

  func check() throws(LayerProblem) {
    guard inputs.besideImage == nil else {
      throw LayerProblem("inputs are \(inputs); an autoencoder takes numbers or an image")
    }
    guard inputs.dimensions.allSatisfy({ $0 > 0 }),
      let count = LayerProblem.product(inputs.dimensions), count <= Self.maximumNumbers
    else { throw LayerProblem("inputs are \(inputs); no length may be 0 and none too large") }
    guard (1...NetworkDescription.maximumWidth).contains(latent) else {
      throw LayerProblem(
        "the code has \(latent) numbers; 1 to \(NetworkDescription.maximumWidth) are possible")
    }
    guard variant != .linear || (encoder.isEmpty && decoder.isEmpty) else {
      throw LayerProblem("a linear autoencoder has no layers besides its two products")
    }
    let layerCount = encoder.count + decoder.count
    guard layerCount <= NetworkDescription.maximumLayers else {
      throw LayerProblem(
        "there are \(layerCount) layers; at most \(NetworkDescription.maximumLayers) are possible")
    }
    try checkCode()
    try checkOutput()
  }

  private func checkCode() throws(LayerProblem) {
    let end = try NetworkDescription.shape(after: encoder, named: "encoder layer", of: inputs)
    guard case .numbers(let count) = encoder.isEmpty ? .numbers(inputs.count) : end else {
      throw LayerProblem(
        "the code stands on \(end); put flatten or global_average_pool at the encoder's end")
    }
    do {
      try LayerProblem.checkWeights([count, latent])
    } catch {
      throw LayerProblem("the code \(error.problem)")
    }
  }

  private func checkOutput() throws(LayerProblem) {
    let end = try NetworkDescription.shape(
      after: decoder, named: "decoder layer", of: .numbers(latent))
    switch (end, inputs) {
    case (.numbers(let count), _):
      do {
        try LayerProblem.checkWeights([count, inputs.count])
      } catch {
        throw LayerProblem("the output \(error.problem)")
      }
    case (.image(let height, let width, _), .image(let inputHeight, let inputWidth, _))
    where height == inputHeight && width == inputWidth: break
    default:
      throw LayerProblem("the decoder ends in \(end) where the input is \(inputs)")
    }
  }
}

extension AutoencoderNetwork: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, latent, variant, encoder, decoder, initialization
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try values.decode(SampleShape.self, forKey: .inputs)
    latent = try values.count(.latent, in: 1...NetworkDescription.maximumWidth)
    variant = try values.value(.variant, default: .plain)
    encoder = try values.value(.encoder, default: [])
    self.decoder = try values.value(.decoder, default: [])
    initialization = try values.value(.initialization, default: .heUniform)
    do {
      try check()
    } catch {
      throw values.diagnostic(encoder.isEmpty ? .inputs : .encoder, error.problem)
    }
  }
}
