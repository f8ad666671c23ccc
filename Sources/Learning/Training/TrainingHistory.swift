/// The course of a training, epoch by epoch.
///
/// It holds nothing of time or machine, so that equal trainings have equal histories.
public struct TrainingHistory: Hashable, Sendable, Codable {
  public internal(set) var epochs: [EpochRecord] = []
  /// The epoch whose numbers were returned, counted from 1; `nil` before the first.
  public internal(set) var bestEpoch: Int?

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case epochs
    case bestEpoch = "best_epoch"
  }

  /// The record of the best epoch.
  public var best: EpochRecord? { bestEpoch.map { epochs[$0 - 1] } }
}

/// What one epoch came to.
public struct EpochRecord: Hashable, Sendable, Codable {
  /// Counted from 1.
  public let epoch: Int
  /// The mean loss of the epoch's batches as each was met, label smoothing included.
  public let trainLoss: Double
  /// Without label smoothing; `nil` without validation rows.
  public let validationLoss: Double?
  /// The fraction of validation rows whose likeliest class is the true one; `nil` without such
  /// rows or for a loss that knows no classes.
  public let validationAccuracy: Double?
  /// Of the epoch's last step.
  public let learningRate: Double

  private enum CodingKeys: String, CodingKey {
    case epoch
    case trainLoss = "train_loss"
    case validationLoss = "validation_loss"
    case validationAccuracy = "validation_accuracy"
    case learningRate = "learning_rate"
  }
}
