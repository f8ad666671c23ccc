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

  /// What ``epochs`` may be.
  public static let epochCounts = 1...1_000_000

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

  public init(patience: Int = 10, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }
}

extension EarlyStopping: SettingGroup {
  public init() { self.init(patience: 10) }

  public static let settings: [Setting<EarlyStopping>] = [
    .count(
      "patience", \.patience, in: TrainingConfiguration.epochCounts,
      "Epochs in a row without improvement that are borne."),
    .number(
      "minimum_improvement", \.minimumImprovement, .notNegative,
      "How far below the best so far a validation loss must lie to count."),
  ]
}

extension TrainingConfiguration: SettingGroup {
  public static let settings: [Setting<TrainingConfiguration>] = [
    .count("epochs", \.epochs, in: epochCounts, "Passes over the training rows."),
    .count("batch_size", \.batchSize, in: 1...1_000_000, "Rows of each step."),
    .word("loss", \.loss, "What the training makes small."),
    .part("optimizer", \.optimizer, "The rule that turns gradients into steps, and its constants."),
    .number("learning_rate", \.learningRate, .positive, "The schedule's peak."),
    .part("schedule", \.schedule, "How the learning rate changes over the epochs."),
    .number("warm_up", \.warmUpEpochs, .notNegative, "Epochs over which the rate rises from 0."),
    .number(
      "label_smoothing", \.labelSmoothing, .fraction,
      "The fraction of each target given to all classes alike."),
    .number("l2", \.l2, .notNegative, "The factor of half the squared weights in the loss."),
    .number(
      "max_grad_norm", \.maxGradientNorm, .positive,
      "The largest norm of the whole gradient; longer ones are shortened."),
    .part("early_stopping", \.earlyStopping, "When a training that no longer improves ends."),
    .truth(
      "restore_best_epoch", \.restoresBestEpoch,
      "Whether the result is the epoch of least validation loss, not the last."),
    .number(
      "ema_decay", \.emaDecay, .fraction,
      "The fraction of the weights' moving average that stays at every step."),
    .number(
      "encoder_lr_factor", \.encoderLearningRateFactor, .fractionOrOne,
      "What the learning rate is multiplied with for all but the last layers; 0 freezes them."),
    .seed("seed", \.seed, "Seed of everything random; the command line's counts."),
    .count("threads", \.threads, in: 1...1024, "Threads to use; the command line's count."),
  ]

  public var conflict: (name: String, problem: String)? {
    guard case .adamw = optimizer, l2 > 0 else { return nil }
    return (
      "l2",
      "does not go with adamw, which decays weights itself; set its weight_decay, or choose adam"
    )
  }
}
