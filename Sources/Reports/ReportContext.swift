/// What the report says beside the evaluated predictions; what is not given is left out.
public struct ReportContext: Sendable, Encodable {
  /// A name and what it stands for.
  public struct Entry: Sendable, Hashable, Encodable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Something that was looked into, such as rows shared by two parts of a split.
  public struct Check: Sendable, Hashable, Encodable {
    public enum Verdict: String, Sendable, Encodable { case pass, warning, failure, information }

    public let name: String
    public let value: String
    public let verdict: Verdict

    public init(_ name: String, _ value: String, verdict: Verdict = .information) {
      self.name = name
      self.value = value
      self.verdict = verdict
    }
  }

  /// A file that was read.
  public struct InputFile: Sendable, Hashable, Encodable {
    public let path: String
    /// Hexadecimal.
    public let sha256: String
    public let rows: Int?

    public init(path: String, sha256: String, rows: Int? = nil) {
      self.path = path
      self.sha256 = sha256
      self.rows = rows
    }
  }

  /// A figure from elsewhere, to stand beside.
  public struct PublishedFigure: Sendable, Hashable, Encodable {
    public let data: String
    public let result: String
    public let source: String

    public init(data: String, result: String, source: String) {
      self.data = data
      self.result = result
      self.source = source
    }
  }

  public var title = "Validation report"
  /// One or two sentences on what was evaluated by what.
  public var abstract: String?
  /// One per trained network; several for an ensemble.
  public var training: [TrainingCurve] = []
  /// The split and the search for leaks.
  public var checks: [Check] = []
  /// What calibration changed: temperature, offsets.
  public var calibration: [Entry] = []
  /// The evaluated magnitude, of the training rows; NaN where missing.
  public var trainingMagnitudes: [Float] = []
  public var published: [PublishedFigure] = []
  public var inputs: [InputFile] = []
  /// Model and configuration digests, tool version, command, seeds.
  public var provenance: [Entry] = []

  /// Where a model was trained on.
  public var changes: ClassChanges?

  /// Where trainings on parts of the labels were asked for.
  public var learningCurve: LearningCurve?

  /// Of a model of images; on the page only.
  public var images: ImageGallery?

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case title, abstract, training, checks, calibration, published, inputs, provenance
    case changes
    case learningCurve = "learning_curve"
  }
}

/// How one network learnt, epoch by epoch.
public struct TrainingCurve: Sendable, Hashable, Encodable {
  public struct Epoch: Sendable, Hashable {
    /// From 1.
    public let number: Int
    public let trainingLoss: Double
    public let validationLoss: Double?
    public let validationAccuracy: Double?
    public let learningRate: Double?

    public init(
      number: Int, trainingLoss: Double, validationLoss: Double? = nil,
      validationAccuracy: Double? = nil, learningRate: Double? = nil
    ) {
      self.number = number
      self.trainingLoss = trainingLoss
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
      self.learningRate = learningRate
    }
  }

  public let name: String
  public let epochs: [Epoch]
  /// The number of the epoch whose weights were kept.
  public let bestEpoch: Int?

  public init(name: String, epochs: [Epoch], bestEpoch: Int? = nil) {
    self.name = name
    self.epochs = epochs
    self.bestEpoch = bestEpoch
  }

  private enum CodingKeys: String, CodingKey {
    case name, epochs
    case bestEpoch = "best_epoch"
  }
}

extension TrainingCurve.Epoch: Encodable {
  private enum CodingKeys: String, CodingKey {
    case epoch
    case trainingLoss = "training_loss"
    case validationLoss = "validation_loss"
    case validationAccuracy = "validation_accuracy"
    case learningRate = "learning_rate"
  }

  /// A loss that is not finite becomes null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .epoch)
    let finite = { (value: Double?) in value.flatMap { $0.isFinite ? $0 : nil } }
    try container.encode(finite(trainingLoss), forKey: .trainingLoss)
    try container.encode(finite(validationLoss), forKey: .validationLoss)
    try container.encode(finite(validationAccuracy), forKey: .validationAccuracy)
    try container.encode(finite(learningRate), forKey: .learningRate)
  }
}
