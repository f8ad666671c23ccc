public import Learning
internal import Settings

/// What a user states about the training; what is not stated follows the recipe.
///
/// `seed` and `threads` are the caller's, whatever is stated here.
public struct TrainingOverrides: Hashable, Sendable, Codable {
  /// The stated values, everything else at `TrainingConfiguration`'s own defaults.
  public var stated: TrainingConfiguration
  /// The names that were stated, as YAML writes them.
  public var names: Set<String>

  public init() {
    stated = TrainingConfiguration()
    names = []
  }

  /// Every name that may be stated.
  public static var settingNames: [String] { TrainingConfiguration.settingNames }

  public init(from decoder: any Decoder) throws {
    stated = try TrainingConfiguration(from: decoder)
    names = Set(try decoder.members(named: Self.settingNames).allKeys.map(\.stringValue))
  }

  public func encode(to encoder: any Encoder) throws { try stated.encode(to: encoder) }

  /// Sets epochs, as `--epochs` does.
  public mutating func setEpochs(_ epochs: Int) {
    stated.epochs = epochs
    names.insert("epochs")
  }

  /// Sets how fast the encoder learns, as `retrain` does.
  public mutating func setEncoderLearningRateFactor(_ rate: Double, unlessStated: Bool = false) {
    guard !unlessStated || !names.contains("encoder_lr_factor") else { return }
    stated.encoderLearningRateFactor = rate
    names.insert("encoder_lr_factor")
  }

  /// The recipe's configuration with what was stated in its place.
  func applied(to recipe: TrainingConfiguration) -> TrainingConfiguration {
    var result = stated.filled(from: recipe, stated: names)
    (result.seed, result.threads) = (stated.seed, stated.threads)
    return result
  }
}
