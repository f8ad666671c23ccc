public import Files
public import Learning
public import Preprocessing
import Settings

/// What kind of classifier to train and how; what `--config` holds.
///
///     model: mlp
///     ensemble: 6
///     hidden: [128, 128, 128, 128, 128]
///     residual: true
///     activation: silu
///     features: {colours: all, magnitudes: all, scaling: zscore}
///     training: {epochs: 40, batch_size: 512}
///
/// Whatever is not stated follows the recipe of the kind.
public struct ClassifierConfiguration: Hashable, Sendable, Codable {
  public var kind: ModelKind
  /// Networks whose probabilities are averaged.
  public var memberCount: Int
  /// Units of each hidden layer of the photometry.
  public var hidden: [Int]
  public var activation: DenseLayer.Activation
  public var normalization: DenseLayer.Normalization
  public var dropout: Double
  /// Whether a hidden layer as wide as the one before adds its input to its output.
  public var isResidual: Bool
  public var features: FeatureSettings
  public var balance: ClassBalance
  /// Rows whose largest probability is below are flagged.
  public var confidenceThreshold: Double
  public var training: TrainingOverrides
  /// Which labels become one class, and which are left out.
  public var labels = LabelSettings()
  /// What is asked, where the model answers questions instead of telling classes.
  public var questions: QuestionList?
  /// What answers to ``questions`` say: concentrations, where it is not stated.
  public var loss: VoteLoss?
  /// How images are looked at, by kinds that do.
  public var images = ImageSettings()

  /// How the photometry is presented.
  public struct FeatureSettings: Hashable, Sendable, Codable {
    public var colours = FeatureOptions.ColourChoice.all
    public var magnitudes = FeatureOptions.MagnitudeChoice.all
    public var scaling = Scaling.zscore
    /// How far scaled features may lie from 0.
    public var clip: Float = 6

    public init() {}

    enum CodingKeys: String, CodingKey, CaseIterable {
      case colours, magnitudes, scaling, clip
    }

    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      colours = try values.decodeIfPresent(forKey: .colours, or: colours)
      magnitudes = try values.decodeIfPresent(forKey: .magnitudes, or: magnitudes)
      scaling = try values.decodeIfPresent(forKey: .scaling, or: scaling)
      clip = try values.decodeIfPresent(forKey: .clip, or: clip)
      guard clip > 0 else { throw values.mistake(.clip, "must be positive, found \(clip)") }
    }
  }

  /// The recipe of a kind.
  public init(_ kind: ModelKind = .mlp) {
    self.kind = kind
    memberCount = kind == .mlp ? 6 : 1
    switch kind {
    case .mlp: hidden = [128, 128, 128, 128, 128]
    case .fused: hidden = [128, 128]
    default: hidden = []
    }
    activation = .silu
    normalization = .layer
    dropout = kind.seesImages ? 0.3 : 0
    isResidual = kind == .mlp
    features = FeatureSettings()
    balance = kind.seesImages ? .rootWeights : .none
    confidenceThreshold = 0.5
    training = TrainingOverrides()
  }

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SkysortError) {
    self = try StrictSettings.load(Self.self, path: path)
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case hidden, activation, normalization, dropout, features, balance, training, labels, images
    case questions, loss
    case kind = "model"
    case memberCount = "ensemble"
    case confidenceThreshold = "confidence"
    case isResidual = "residual"
  }

  /// Every name that a configuration may state.
  public static var settingNames: [String] { CodingKeys.allCases.map(\.stringValue) }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try values.decodeIfPresent(forKey: .kind, or: .mlp))
    memberCount = try values.decodeIfPresent(forKey: .memberCount, or: memberCount)
    hidden = try values.decodeIfPresent(forKey: .hidden, or: hidden)
    activation = try values.decodeIfPresent(forKey: .activation, or: activation)
    normalization = try values.decodeIfPresent(forKey: .normalization, or: normalization)
    dropout = try values.decodeIfPresent(forKey: .dropout, or: dropout)
    isResidual = try values.decodeIfPresent(forKey: .isResidual, or: isResidual)
    features = try values.decodeIfPresent(forKey: .features, or: features)
    balance = try values.decodeIfPresent(forKey: .balance, or: balance)
    confidenceThreshold = try values.decodeIfPresent(
      forKey: .confidenceThreshold, or: confidenceThreshold)
    training = try values.decodeIfPresent(forKey: .training, or: training)
    labels = try values.decodeIfPresent(forKey: .labels, or: labels)
    images = try values.decodeIfPresent(forKey: .images, or: images)
    questions = try values.decodeIfPresent(QuestionList.self, forKey: .questions)
    loss = try values.decodeIfPresent(VoteLoss.self, forKey: .loss)
    try check(values)
  }

  private func check(_ values: KeyedDecodingContainer<CodingKeys>) throws {
    let members = 1...AnswerHead.largestMemberCount
    guard members.contains(memberCount) else {
      throw values.mistake(.memberCount, "must be in \(members), found \(memberCount)")
    }
    guard hidden.count <= 64, hidden.allSatisfy({ (1...65_536).contains($0) }) else {
      throw values.mistake(.hidden, "must be widths in 1...65536, found \(hidden)")
    }
    guard kind.hasHiddenLayers || hidden.isEmpty else {
      throw values.mistake(
        .hidden, "must be empty for a \(kind.rawValue) model, found \(hidden)")
    }
    guard (0..<1).contains(dropout) else {
      throw values.mistake(.dropout, "must be in 0..<1, found \(dropout)")
    }
    try checkQuestions(values)
    guard (0...1).contains(confidenceThreshold) else {
      throw values.mistake(
        .confidenceThreshold, "must be in 0...1, found \(confidenceThreshold)")
    }
  }

  /// Questions leave no room for what is said of classes.
  private func checkQuestions(_ values: KeyedDecodingContainer<CodingKeys>) throws {
    guard questions != nil else {
      guard loss == nil else {
        throw values.mistake(
          .loss, "is that of questions; name some, or set training: {loss: …} for classes")
      }
      return
    }
    let ofClasses = [CodingKeys.labels, .balance, .confidenceThreshold]
    if let key = ofClasses.first(where: { values.contains($0) }) {
      throw values.mistake(key, "is a matter of classes, which questions do not have")
    }
    if let name = ["loss", "label_smoothing"].first(where: training.names.contains) {
      throw values.mistake(.training, "states '\(name)', which is a matter of classes")
    }
  }
}

extension ClassifierConfiguration {
  /// What is asked and how it is learned; `nil` where the model tells classes.
  public var questionnaire: Questionnaire? {
    questions.map { Questionnaire($0, loss: loss ?? .dirichletMultinomial) }
  }
}

extension KeyedDecodingContainer {
  fileprivate func decodeIfPresent<Value: Decodable>(
    forKey key: Key, or standard: Value
  ) throws -> Value {
    try decodeIfPresent(Value.self, forKey: key) ?? standard
  }

  fileprivate func mistake(_ key: Key, _ problem: String) -> DecodingError {
    .dataCorruptedError(forKey: key, in: self, debugDescription: problem)
  }
}
