public import Engine
public import Files
public import Learning
public import Preprocessing

/// A head that tells classes, or answers questions that people voted on.
public struct AnswerHead: Hashable, Sendable {
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
  public var calibration: Calibration
  /// The classes' fractions that the probabilities assume, in the order of ``classes``; the mean
  /// fractions of the answers to questions.
  public var priors: [Float]
  /// Rows whose largest probability is below are flagged.
  public var confidenceThreshold: Float
}

extension AnswerHead: ModelHead {
  public static var fileKind: String? { nil }
  public static var noun: String { "a classifier" }
  public var kindName: String { kind.rawValue }
  public var inputs: SampleShape { network.inputs }
  public var layout: ParameterLayout { network.layout }
  public static func tensorPrefix(ofMember index: Int) -> String { "member\(index + 1)." }
  public var goldenAnswers: [GoldenAnswer] { [.init("probabilities", width: columnCount)] }
  public var embeddingWidth: Int { network.embeddingWidth }

  /// What is asked, where the model answers questions.
  public var questionnaire: Questionnaire? {
    questions.map { Questionnaire($0, loss: loss ?? .dirichletMultinomial) }
  }

  /// What the network's outputs are told apart by.
  var outputNames: [String] { questionnaire?.answerNames ?? classes }

  /// Numbers of a row's answer: the classes' probabilities, or the fractions of a questionnaire's
  /// answers and behind them the concentrations of its questions.
  public var columnCount: Int { questionnaire?.groups.answerCount ?? classes.count }

  static let largestMemberCount = 64

  public var inconsistency: (location: String, problem: String)? {
    let count = outputNames.count
    if network.outputs != count || count < 2 {
      return (
        "network",
        "it has \(network.outputs) outputs for \(count) "
          + (questions == nil ? "classes" : "answers")
      )
    }
    if questions != nil, !classes.isEmpty {
      return ("classes", "expected none beside questions, found \(classes)")
    }
    if (questions == nil) != (loss == nil) {
      return ("loss", "it is stated for questions, and only then")
    }
    guard priors.count == count, priors.allSatisfy({ $0 > 0 || (questions != nil && $0 == 0) })
    else { return ("priors", "expected \(count) positive fractions, found \(priors)") }
    guard (1...Self.largestMemberCount).contains(memberCount) else {
      return ("member_count", "expected 1 to \(Self.largestMemberCount), found \(memberCount)")
    }
    guard calibration.temperature > 0 else {
      return (
        "calibration", "the temperature must be positive, found \(calibration.temperature)"
      )
    }
    if let offsets = calibration.offsets,
      offsets.count != classes.count || !offsets.allSatisfy({ abs($0) < Self.largestOffset })
    {
      return (
        "calibration", "expected an offset for each of \(classes.count) classes, found \(offsets)"
      )
    }
    return nil
  }

  /// What an offset's exponential stays far from overflow with.
  private static let largestOffset: Float = 30

  public static func embedder(
    of file: SafetensorsFile, path: String, threads: Int, testTimeAugmentation: Int?
  ) throws(SkysortError) -> Embedder {
    try Embedder(
      ModelFile(file, path: path), path: path, threads: threads,
      testTimeAugmentation: testTimeAugmentation)
  }
}

extension ModelDescription<AnswerHead> {
  /// Answers whose mean is a row's: one by each member for each way an image is laid down.
  var answerCount: Int { head.memberCount * (images?.testTimeAugmentation ?? 1) }
}

extension AnswerHead: Codable {
  private typealias Key = DescriptionKey<AnswerHead>

  public static var settingNames: [String] {
    [
      "kind", "network", "member_count", "classes", "questions", "loss", "calibration", "priors",
      "confidence_threshold",
    ]
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    kind = try values.decode(ModelKind.self, forKey: Key("kind"))
    network = try values.decode(NetworkDescription.self, forKey: Key("network"))
    memberCount = try values.decode(Int.self, forKey: Key("member_count"))
    classes = try values.decode([String].self, forKey: Key("classes"))
    questions = try values.decodeIfPresent(QuestionList.self, forKey: Key("questions"))
    loss = try values.decodeIfPresent(VoteLoss.self, forKey: Key("loss"))
    calibration = try values.decode(Calibration.self, forKey: Key("calibration"))
    priors = try values.decode([Float].self, forKey: Key("priors"))
    confidenceThreshold = try values.decode(Float.self, forKey: Key("confidence_threshold"))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: Key("kind"))
    try values.encode(network, forKey: Key("network"))
    try values.encode(memberCount, forKey: Key("member_count"))
    try values.encode(classes, forKey: Key("classes"))
    try values.encodeIfPresent(questions, forKey: Key("questions"))
    try values.encodeIfPresent(loss, forKey: Key("loss"))
    try values.encode(calibration, forKey: Key("calibration"))
    try values.encode(priors, forKey: Key("priors"))
    try values.encode(confidenceThreshold, forKey: Key("confidence_threshold"))
  }
}
