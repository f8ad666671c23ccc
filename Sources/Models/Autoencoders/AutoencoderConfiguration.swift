public import Files
public import Learning
internal import Preprocessing
public import Settings

/// What kind of autoencoder to train and how; what `--config` holds.
///
///     model: autoencoder
///     latent: 32
///     variant: {denoising: {noise: 0.3}}
///     channels: [16, 32, 64, 128]
///     images: {side: 64, field: 0.8}
///     training: {epochs: 60}
///
/// Whether it learns images or photometry is recognized by whether images are given. Layers can also
/// be written out, as ``AutoencoderNetwork`` has them:
///
///     encoder: [dense: {units: 64}]
///     decoder: [dense: {units: 64}]
///
/// Whatever is not stated follows the recipe.
public struct AutoencoderConfiguration: Hashable, Sendable, Codable {
  /// The word that tells these settings from a classifier's.
  public enum Kind: String, Hashable, Sendable, SettingsWord { case autoencoder }

  /// How a decoder makes images larger.
  public enum Enlarging: String, Hashable, Sendable, SettingsWord {
    /// Every pixel repeated, then a convolution.
    case nearest
    /// Linear between pixels, then a convolution.
    case bilinear
    case transposed
  }

  public var kind = Kind.autoencoder
  public var variant = AutoencoderVariant.plain
  /// Numbers of the code; by the inputs where `nil`.
  public var latent: Int?
  /// Units of the dense layers in front of the code, the widest first; mirrored behind it.
  public var hidden: [Int]?
  /// Of images: channels of each step that halves them; mirrored in the decoder.
  public var channels: [Int]?
  /// Convolutions of each such step.
  public var depth = 1
  /// On galaxies repeated pixels came nearest, before transposed convolutions and linear
  /// enlargement, and left no chequered pattern, as transposed convolutions faintly do.
  public var enlarging = Enlarging.nearest
  public var activation = DenseLayer.Activation.silu
  public var normalization = ConvolutionLayer.Normalization.batch
  /// Layers written out, which leave no room for ``hidden`` and ``channels``.
  public var encoder: [NetworkLayer]?
  public var decoder: [NetworkLayer]?
  public var features = ClassifierConfiguration.FeatureSettings()
  /// How images are looked at.
  public var images = ImageSettings()
  public var training = TrainingOverrides()

  public init() {}

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SkysortError) {
    self = try StrictSettings.load(Self.self, path: path)
  }

  /// Whether anything is stated that only images have.
  public var statesImages: Bool { channels != nil || images != ImageSettings() }

  /// Whether settings are those of an autoencoder; what is wrong with them otherwise is not
  /// looked at.
  public static func isStated(in path: String) throws(SkysortError) -> Bool {
    try StrictSettings.load(KindOnly.self, path: path).model == Kind.autoencoder.rawValue
  }

  private struct KindOnly: Decodable {
    let model: String?

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: AnyName.self)
      model = try values.decodeIfPresent(String.self, forKey: AnyName(stringValue: "model"))
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case variant, latent, hidden, channels, depth, activation, normalization
    case encoder, decoder, features, images, training
    case kind = "model"
    case enlarging = "upsampling"
  }

  /// Every name that a configuration may state.
  public static var settingNames: [String] { CodingKeys.allCases.map(\.stringValue) }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    kind = try values.value(.kind, default: kind)
    variant = try values.value(.variant, default: variant)
    latent = try values.decodeIfPresent(Int.self, forKey: .latent)
    hidden = try values.decodeIfPresent([Int].self, forKey: .hidden)
    channels = try values.decodeIfPresent([Int].self, forKey: .channels)
    depth = try values.count(.depth, default: depth)
    enlarging = try values.value(.enlarging, default: enlarging)
    activation = try values.value(.activation, default: activation)
    normalization = try values.value(.normalization, default: normalization)
    encoder = try values.decodeIfPresent([NetworkLayer].self, forKey: .encoder)
    self.decoder = try values.decodeIfPresent([NetworkLayer].self, forKey: .decoder)
    features = try values.value(.features, default: features)
    images = try values.value(.images, default: images)
    training = try values.value(.training, default: training)
    try check(values)
  }

  private static let widths = 1...65_536
  private static let depths = 1...8

  private func check(_ values: KeyedDecodingContainer<CodingKeys>) throws {
    if let latent, !Self.widths.contains(latent) {
      throw values.diagnostic(.latent, "must be in \(Self.widths), found \(latent)")
    }
    guard Self.depths.contains(depth) else {
      throw values.diagnostic(.depth, "must be in \(Self.depths), found \(depth)")
    }
    for (key, list) in [(CodingKeys.hidden, hidden), (.channels, channels)] {
      guard let list, list.count > 16 || !list.allSatisfy(Self.widths.contains) else { continue }
      throw values.diagnostic(key, "must be up to 16 widths in \(Self.widths), found \(list)")
    }
    guard (encoder == nil) == (decoder == nil) else {
      throw values.diagnostic(.encoder, "and decoder must be stated together")
    }
    let recipe: [CodingKeys] = [
      .hidden, .channels, .depth, .enlarging, .activation, .normalization,
    ]
    let isWrittenOut = encoder != nil || variant == .linear
    if isWrittenOut, let key = recipe.first(where: values.contains) {
      throw values.diagnostic(
        key,
        variant == .linear
          ? "does not go with a linear autoencoder, which has no layers"
          : "does not go with layers that are written out")
    }
    if variant == .linear, encoder != nil {
      throw values.diagnostic(.encoder, "must be left out of a linear autoencoder")
    }
    if let name = ["loss", "label_smoothing", "encoder_lr_factor"].first(
      where: training.names.contains)
    {
      throw values.diagnostic(.training, "states '\(name)', which is a matter of classifiers")
    }
  }
}
