public import Learning

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

  private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    stated = try TrainingConfiguration(from: decoder)
    names = Set(try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue))
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
    var result = stated
    func keepRecipe<Value>(
      _ name: String, _ path: WritableKeyPath<TrainingConfiguration, Value>
    ) {
      if !names.contains(name) { result[keyPath: path] = recipe[keyPath: path] }
    }
    keepRecipe("epochs", \.epochs)
    keepRecipe("batch_size", \.batchSize)
    keepRecipe("loss", \.loss)
    keepRecipe("optimizer", \.optimizer)
    keepRecipe("learning_rate", \.learningRate)
    keepRecipe("schedule", \.schedule)
    keepRecipe("warm_up", \.warmUpEpochs)
    keepRecipe("label_smoothing", \.labelSmoothing)
    keepRecipe("l2", \.l2)
    keepRecipe("max_grad_norm", \.maxGradientNorm)
    keepRecipe("early_stopping", \.earlyStopping)
    keepRecipe("restore_best_epoch", \.restoresBestEpoch)
    keepRecipe("ema_decay", \.emaDecay)
    keepRecipe("encoder_lr_factor", \.encoderLearningRateFactor)
    return result
  }
}
