internal import Evaluation
public import Learning
public import Preprocessing
internal import Sky

/// How a training went.
public struct TrainingReport: Hashable, Sendable, Codable {
  public var kind: ModelKind
  public var classes: [String]
  /// By answer, the training rows' mean fraction of all voters; `nil` where classes are told.
  public var meanFractionsOfAll: [Float]?
  /// Names of the network's inputs.
  public var features: [String]
  /// Features that were the same in every training row and tell nothing.
  public var constantFeatures: [String]
  public var dereddening: FittedFeatures.Dereddening
  public var split: SplitReport
  /// By member of the ensemble.
  public var histories: [TrainingHistory]
  public var temperature: Float
  public var trainRows: Int
  public var validation: HeldOutScore?
  public var test: HeldOutScore?
  /// How images were changed at random; `nil` where there are none.
  public var augmentation: Augmentation?
  /// Rows learned per second, all members together.
  public var samplesPerSecond: Double
  /// Images that one background thread loads per second, and how many seconds the networks
  /// waited for them; `nil` without images.
  public var loader: LoaderFigures?
  /// Wall clock of the networks' training.
  public var seconds: Double

  enum CodingKeys: String, CodingKey {
    case kind, classes, features, dereddening, split, histories, temperature
    case validation, test, seconds, augmentation, loader
    case constantFeatures = "constant_features"
    case meanFractionsOfAll = "mean_fractions_of_all"
    case trainRows = "train_rows"
    case samplesPerSecond = "samples_per_second"
  }
}

/// How the loading of images kept step with the training.
public struct LoaderFigures: Hashable, Sendable, Codable {
  public var samplesPerSecond: Double
  public var waitingSeconds: Double

  enum CodingKeys: String, CodingKey {
    case samplesPerSecond = "samples_per_second"
    case waitingSeconds = "waiting_seconds"
  }
}

/// The headline of rows a model did not learn from.
public struct HeldOutScore: Hashable, Sendable, Codable {
  public var rows: Int
  public var accuracy: Double
  /// Mean negative natural logarithm of the truth's probability.
  public var logLoss: Double
  /// Fraction of rows outside the training range.
  public var outsideFraction: Double
  /// The accuracy of always saying the commonest class of these rows; `nil` where the model answers
  /// questions, and in records of earlier versions.
  public var commonestClassAccuracy: Double?

  enum CodingKeys: String, CodingKey {
    case rows, accuracy
    case commonestClassAccuracy = "commonest_class_accuracy"
    case logLoss = "log_loss"
    case outsideFraction = "outside_fraction"
  }
}

/// Rows of known class with what the model says of them.
public struct EvaluatedRows: Hashable, Sendable {
  /// Positions in the training table.
  public let rows: [Int]
  /// By row of these, an index into the model's classes; empty where it answers questions.
  public let truth: [Int]
  /// Of these rows, where the model answers questions.
  public let votes: VoteTable?
  public let classified: ClassifiedRows

  /// `nil` where there are no rows, or no classes.
  public var score: HeldOutScore? {
    guard !rows.isEmpty, votes == nil else { return nil }
    let predictions = LabelledPredictions(
      classes: (0..<classified.classCount).map { "\($0)" }, truth: truth,
      predicted: classified.best.map { Int($0) }, probabilities: classified.probabilities)
    let outside = classified.flags.count { $0.contains(.outsideTrainingRange) }
    let confusion = predictions.confusion
    let most = predictions.classes.indices.map(confusion.support).max() ?? 0
    return HeldOutScore(
      rows: rows.count, accuracy: confusion.accuracy ?? 0,
      logLoss: predictions.logLoss ?? .nan,
      outsideFraction: Double(outside) / Double(rows.count),
      commonestClassAccuracy: most / Double(rows.count))
  }
}
