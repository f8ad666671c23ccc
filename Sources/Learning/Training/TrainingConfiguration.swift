public import Files
public import Settings

/// Everything about a training that is neither the network nor the data.
///
///     epochs: 40
///     batch_size: 512
///     learning_rate: 4e-3
///     optimizer: {kind: adamw, weight_decay: 0.01}
///     schedule: {kind: one_cycle}
///     early_stopping: {patience: 8}
public struct TrainingConfiguration: Hashable, Sendable {
  public var epochs = 40
  public var batchSize = 512
  public var loss = TrainingLoss.crossEntropy
  public var optimizer = OptimizerConfiguration.standard
  /// The schedule's peak.
  public var learningRate = 2e-3
  public var schedule = LearningRateSchedule.constant
  /// Epochs, or parts of one, over which the rate rises from 0 in a straight line.
  public var warmUpEpochs = 0.0
  /// The fraction of each target given to all classes alike; in 0..<1.
  public var labelSmoothing = 0.0
  /// The factor `λ` of `λ/2 ‖w‖²` in the loss, over every trained number; not with `adamw`, which
  /// has a decay of its own. It acts through the gradient, reported losses are without it.
  public var l2 = 0.0
  /// The largest norm of the whole gradient; `nil` does not clip.
  public var maxGradientNorm: Double?
  public var earlyStopping: EarlyStopping?
  /// Whether the result is the epoch of least validation loss, not the last.
  public var restoresBestEpoch = true
  /// The fraction of the moving average that stays at every step; with it, the average is what is
  /// validated and returned. `nil` averages nothing.
  public var emaDecay: Double?
  /// What the learning rate is multiplied with for all but the network's last layers (`head` and
  /// output): 1 trains all alike, less keeps what was learned before, 0 freezes it.
  public var encoderLearningRateFactor = 1.0
  public var seed: UInt64 = 0
  public var threads = 1

  public init() {}

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SkysortError) {
    self = try StrictSettings.load(Self.self, path: path)
  }
}

/// What a training makes small.
public enum TrainingLoss: String, Hashable, Sendable, SettingsWord {
  /// Of classes that exclude each other; the network's outputs are logits.
  case crossEntropy = "cross_entropy"
  /// Of yes-or-no answers, one per output; outputs are logits.
  case binaryCrossEntropy = "binary_cross_entropy"
  case squaredError = "squared_error"
  /// Squared for differences below 1, straight beyond.
  case huber
}

/// When a training that no longer improves ends.
public struct EarlyStopping: Hashable, Sendable {
  /// Epochs in a row without improvement that are borne.
  public var patience: Int
  /// How far below the best so far a validation loss must lie to count as improvement.
  public var minimumImprovement: Double

  public init(patience: Int, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }
}

extension EarlyStopping: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case patience
    case minimumImprovement = "minimum_improvement"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    patience = try values.count(.patience, default: 10)
    minimumImprovement = try values.number(
      .minimumImprovement, default: 0, in: .notNegative)
  }
}

extension TrainingConfiguration: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case epochs, loss, optimizer, schedule, l2, seed, threads
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case warmUpEpochs = "warm_up"
    case labelSmoothing = "label_smoothing"
    case maxGradientNorm = "max_grad_norm"
    case earlyStopping = "early_stopping"
    case restoresBestEpoch = "restore_best_epoch"
    case emaDecay = "ema_decay"
    case encoderLearningRateFactor = "encoder_lr_factor"
  }

  /// Every name that a configuration may state.
  public static var settingNames: [String] { CodingKeys.allCases.map(\.stringValue) }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try values.count(.epochs, default: epochs)
    batchSize = try values.count(.batchSize, default: batchSize)
    loss = try values.value(.loss, default: loss)
    optimizer = try values.value(.optimizer, default: optimizer)
    learningRate = try values.number(.learningRate, default: learningRate, in: .positive)
    schedule = try values.value(.schedule, default: schedule)
    warmUpEpochs = try values.number(.warmUpEpochs, default: 0, in: .notNegative)
    labelSmoothing = try values.number(.labelSmoothing, default: 0, in: .fraction)
    l2 = try values.number(.l2, default: 0, in: .notNegative)
    if case .adamw = optimizer, l2 > 0 {
      throw values.diagnostic(
        .l2,
        "does not go with adamw, which decays weights itself; set its weight_decay, or"
          + " choose adam")
    }
    maxGradientNorm = try values.optionalNumber(.maxGradientNorm, in: .positive)
    earlyStopping = try values.decodeIfPresent(EarlyStopping.self, forKey: .earlyStopping)
    restoresBestEpoch = try values.value(.restoresBestEpoch, default: true)
    emaDecay = try values.optionalNumber(.emaDecay, in: .fraction)
    encoderLearningRateFactor = try values.number(
      .encoderLearningRateFactor, default: 1, in: .fractionOrOne)
    seed = try values.value(.seed, default: 0)
    threads = try values.count(.threads, default: 1)
  }
}

extension KeyedDecodingContainer {
  fileprivate func optionalNumber(_ key: Key, in range: NumberRange) throws -> Double? {
    guard try decodeIfPresent(Double.self, forKey: key) != nil else { return nil }
    return try number(key, default: 0, in: range)
  }
}
