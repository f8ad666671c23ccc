public import Files
public import Learning
public import Preprocessing
public import Settings

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
public struct ClassifierConfiguration: Hashable, Sendable {
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
  public struct FeatureSettings: Hashable, Sendable {
    public var colours = FeatureOptions.ColourChoice.all
    public var magnitudes = FeatureOptions.MagnitudeChoice.all
    public var scaling = Scaling.zscore
    /// How far scaled features may lie from 0.
    public var clip: Float = 6

    public init() {}
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
}

extension ClassifierConfiguration.FeatureSettings: SettingGroup {
  public static let settings: [Setting<Self>] = [
    .part("colours", \.colours, "Which colours are made: all, adjacent or none."),
    .part(
      "magnitudes", \.magnitudes, "Which magnitudes stand beside them: all, reference or none."),
    .part("scaling", \.scaling, "How features are scaled: zscore, minmax or robust."),
    .number("clip", \.clip, .positive, "How far scaled features may lie from 0."),
  ]
}

extension ClassifierConfiguration: SettingGroup {
  public init() { self.init(.mlp) }

  public static let settings: [Setting<ClassifierConfiguration>] = [
    .part("model", \.kind, "The kind of model."),
    .count(
      "ensemble", \.memberCount, in: 1...AnswerHead.largestMemberCount,
      "Networks whose probabilities are averaged."),
    .part("hidden", \.hidden, "Units of each hidden layer of the photometry."),
    .part("activation", \.activation, "What hidden layers end in."),
    .part("normalization", \.normalization, "How hidden layers are normalized."),
    .number("dropout", \.dropout, .fraction, "The fraction of hidden units left out in training."),
    .truth(
      "residual", \.isResidual,
      "Whether a hidden layer as wide as the one before adds its input to its output."),
    .part("features", \.features, "How the photometry is presented."),
    .part(
      "balance", \.balance,
      "How rare classes count while training; answers are for the mix of the training rows."),
    .number(
      "confidence", \.confidenceThreshold, .fractionOrOne,
      "Rows whose largest probability is below are flagged."),
    .part("training", \.training, "How it is trained."),
    .part("labels", \.labels, "Which labels become one class, and which are left out."),
    .part("images", \.images, "How images are looked at."),
    .part("questions", \.questions, "What is asked, where the model answers questions."),
    .part("loss", \.loss, "What answers to questions say."),
  ]

  public init(from decoder: any Decoder) throws {
    let values = try decoder.members(named: Self.settingNames)
    let kind = AnyName(stringValue: "model")
    self.init(try values.decodeIfPresent(ModelKind.self, forKey: kind) ?? .mlp)
    try read(decoder)
    if let (name, problem) = unfitting(stated: Set(values.allKeys.map(\.stringValue))) {
      throw values.diagnostic(AnyName(stringValue: name), problem)
    }
  }

  public var conflict: (name: String, problem: String)? {
    guard hidden.count <= 64, hidden.allSatisfy({ (1...65_536).contains($0) }) else {
      return ("hidden", "must be widths in 1...65536, found \(hidden)")
    }
    guard kind.hasHiddenLayers || hidden.isEmpty else {
      return ("hidden", "must be empty for a \(kind.rawValue) model, found \(hidden)")
    }
    return nil
  }

  /// What is stated and does not go with what is learned: questions leave no room for what is said
  /// of classes.
  private func unfitting(stated: Set<String>) -> (name: String, problem: String)? {
    guard questions != nil else {
      guard loss != nil else { return nil }
      return (
        "loss", "is that of questions; name some, or set training: {loss: …} for classes"
      )
    }
    if let name = ["labels", "balance", "confidence"].first(where: stated.contains) {
      return (name, "is a matter of classes, which questions do not have")
    }
    if let name = ["loss", "label_smoothing"].first(where: training.names.contains) {
      return ("training", "states '\(name)', which is a matter of classes")
    }
    return nil
  }
}

extension ClassifierConfiguration {
  /// What is asked and how it is learned; `nil` where the model tells classes.
  public var questionnaire: Questionnaire? {
    questions.map { Questionnaire($0, loss: loss ?? .dirichletMultinomial) }
  }
}
