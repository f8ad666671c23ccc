public import Evaluation

/// What fewer labels would have given: the same rows evaluated after trainings on parts of the
/// labels.
public struct LearningCurve: Sendable, Hashable, Encodable {
  /// What the networks of a series began with.
  public enum Start: String, Sendable, Encodable, CaseIterable {
    /// Random numbers.
    case scratch
    /// The model that is trained on.
    case base
  }

  /// One training.
  public struct Point: Sendable, Hashable {
    public let start: Start
    /// Of the labels there are, in 0...1.
    public let fraction: Double
    /// Rows learned from, and rows that chose the epoch and the temperature.
    public let labels: Int
    public let accuracy: Estimate
    public let balancedAccuracy: Estimate
    public let logLoss: Estimate

    public init(start: Start, fraction: Double, labels: Int, metrics: ClassificationMetrics) {
      self.start = start
      self.fraction = fraction
      self.labels = labels
      accuracy = metrics.accuracy
      balancedAccuracy = metrics.balancedAccuracy
      logLoss = metrics.logLoss
    }
  }

  /// Rows evaluated, the same at every point.
  public let rows: Int
  /// Of the model that is trained on, before it was; `nil` without one.
  public let accuracyBefore: Double?
  /// By start and growing fraction.
  public let points: [Point]

  public init(rows: Int, accuracyBefore: Double?, points: [Point]) {
    self.rows = rows
    self.accuracyBefore = accuracyBefore
    self.points = points
  }

  enum CodingKeys: String, CodingKey {
    case rows, points
    case accuracyBefore = "accuracy_before"
  }

  /// Points of one start, the fewest labels first.
  func series(_ start: Start) -> [Point] {
    points.filter { $0.start == start }.sorted { $0.labels < $1.labels }
  }
}

extension LearningCurve.Point: Encodable {
  private enum CodingKeys: String, CodingKey {
    case start, fraction, labels, accuracy
    case accuracyLow = "accuracy_low"
    case accuracyHigh = "accuracy_high"
    case balancedAccuracy = "balanced_accuracy"
    case logLoss = "log_loss"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(start, forKey: .start)
    try container.encode(fraction, forKey: .fraction)
    try container.encode(labels, forKey: .labels)
    try container.encode(accuracy.value, forKey: .accuracy)
    try container.encode(accuracy.low, forKey: .accuracyLow)
    try container.encode(accuracy.high, forKey: .accuracyHigh)
    try container.encode(balancedAccuracy.value, forKey: .balancedAccuracy)
    try container.encode(logLoss.value, forKey: .logLoss)
  }
}
