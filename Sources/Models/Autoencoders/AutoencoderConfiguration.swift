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
///     images: {image_size: 64, crop_fraction: 0.8}
///     training: {epochs: 60}
///
/// Whether it learns images or photometry is recognized by whether images are given. Layers can also
/// be written out, as ``AutoencoderNetwork`` has them:
///
///     encoder: [dense: {units: 64}]
///     decoder: [dense: {units: 64}]
///
/// Whatever is not stated follows the recipe.
public struct AutoencoderConfiguration: Hashable, Sendable {
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
}

extension AutoencoderConfiguration: SettingGroup {
  private static let widths = 1...65_536

  public static let settings: [Setting<AutoencoderConfiguration>] = [
    .word("model", \.kind, "The kind of model."),
    .part("variant", \.variant, "What it learns besides: plain, denoising, variational or linear."),
    .part("latent", \.latent, "Dimensions of the embedding; by the inputs by default."),
    .part("hidden", \.hidden, "Units of the dense layers in front of the code, the widest first."),
    .part("channels", \.channels, "Of images: channels of each step that halves them."),
    .count("depth", \.depth, in: 1...8, "Convolutions of each such step."),
    .word("upsampling", \.enlarging, "How the decoder makes images larger."),
    .part("activation", \.activation, "What layers end in."),
    .part("normalization", \.normalization, "How convolutions are normalized."),
    .part("encoder", \.encoder, "Its layers written out."),
    .part("decoder", \.decoder, "Its layers written out."),
    .part("features", \.features, "How the photometry is presented."),
    .part("images", \.images, "How images are looked at."),
    .part("training", \.training, "How it is trained."),
  ]

  public init(from decoder: any Decoder) throws {
    self.init()
    try read(decoder)
    let values = try decoder.members(named: Self.settingNames)
    if let (name, problem) = unfitting(stated: Set(values.allKeys.map(\.stringValue))) {
      throw values.diagnostic(AnyName(stringValue: name), problem)
    }
  }

  public var conflict: (name: String, problem: String)? {
    if let latent, !Self.widths.contains(latent) {
      return ("latent", "must be in \(Self.widths), found \(latent)")
    }
    for (name, list) in [("hidden", hidden), ("channels", channels)] {
      guard let list, list.count > 16 || !list.allSatisfy(Self.widths.contains) else { continue }
      return (name, "must be up to 16 widths in \(Self.widths), found \(list)")
    }
    guard (encoder == nil) == (decoder == nil) else {
      return ("encoder", "and decoder must be stated together")
    }
    return nil
  }

  /// What is stated and does not go with layers that are written out, or that there are none of.
  private func unfitting(stated: Set<String>) -> (name: String, problem: String)? {
    let recipe = ["hidden", "channels", "depth", "upsampling", "activation", "normalization"]
    let isWrittenOut = encoder != nil || variant == .linear
    if isWrittenOut, let name = recipe.first(where: stated.contains) {
      return (
        name,
        variant == .linear
          ? "does not go with a linear autoencoder, which has no layers"
          : "does not go with layers that are written out"
      )
    }
    if variant == .linear, encoder != nil {
      return ("encoder", "must be left out of a linear autoencoder")
    }
    if let name = ["loss", "label_smoothing", "encoder_lr_factor"].first(
      where: training.names.contains)
    {
      return ("training", "states '\(name)', which is a matter of classifiers")
    }
    return nil
  }
}
