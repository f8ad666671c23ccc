public import Engine
public import Learning
public import Preprocessing

/// Everything about a model but its numbers.
public struct ModelDescription: Hashable, Sendable, Codable {
  public var kind: ModelKind
  /// Of each member of the ensemble.
  public var network: NetworkDescription
  /// Networks whose probabilities are averaged.
  public var memberCount: Int
  /// In the order of the network's outputs; empty where it answers questions.
  public var classes: [String]
  /// Put to votes, in the order of the network's outputs; `nil` where it tells classes.
  public var questions: QuestionList?
  /// What the answers to ``questions`` say.
  public var loss: VoteLoss?
  /// The photometry; without features where only pictures are looked at.
  public var features: FittedFeatures
  /// `nil` where no pictures are looked at.
  public var pictures: PictureInputs?
  public var calibration: Calibration
  /// The classes' shares that the probabilities assume, in the order of ``classes``; the mean
  /// shares of the answers to questions.
  public var priors: [Float]
  /// Rows whose largest probability is below are flagged.
  public var confidenceThreshold: Float
  public var provenance: ModelProvenance

  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, network, classes, questions, loss, features, pictures, calibration, priors
    case provenance
    case memberCount = "member_count"
    case confidenceThreshold = "confidence_threshold"
  }
}

extension ModelDescription {
  /// Numbers of one sample.
  public var inputCount: Int { (pictures?.count ?? 0) + features.count }

  /// What is asked, where the model answers questions.
  public var questionnaire: Questionnaire? {
    questions.map { Questionnaire($0, loss: loss ?? .dirichletMultinomial) }
  }

  /// What the network's outputs are told apart by.
  var outputNames: [String] { questionnaire?.answerNames ?? classes }

  /// Numbers of a row's answer: the classes' probabilities, or the shares of a questionnaire's
  /// answers and behind them the concentrations of its questions.
  public var columnCount: Int { questionnaire?.groups.answerCount ?? classes.count }

  /// Answers whose mean is a row's: one by each member for each way a picture is laid down.
  var answerCount: Int { memberCount * (pictures?.orientations ?? 1) }

  /// What a model is trained and run in. Catalogs of tables should not differ from processor to
  /// processor, and reading a table takes longer than its network; pictures take the processor's
  /// fastest.
  public var precision: Precision { pictures == nil ? .float32 : .automatic }
}

/// Where a model comes from; nothing of time or machine, so that equal trainings agree.
public struct ModelProvenance: Hashable, Sendable, Codable {
  public var toolVersion: String
  /// SHA-256 of the settings the training ran with, as canonical JSON.
  public var configurationDigest: String
  public var seed: UInt64
  public var trainingRows: Int
  public var validationRows: Int
  public var inputs: [InputDigest]

  /// A file the model learned from.
  public struct InputDigest: Hashable, Sendable, Codable {
    /// Without its folder.
    public var name: String
    public var sha256: String

    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case seed, inputs
    case toolVersion = "tool_version"
    case configurationDigest = "configuration_digest"
    case trainingRows = "training_rows"
    case validationRows = "validation_rows"
  }
}
