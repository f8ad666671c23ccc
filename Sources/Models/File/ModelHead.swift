public import Engine
public import Files
public import Learning

/// What a model's networks end in, and so what a model says: classes or answers to questions, or
/// what went in.
///
/// A head says of itself everything that a ``ModelFile`` must know; reading, writing and checking
/// are the file's. A new head is one more conforming type and one more line in ``ModelHeads``.
public protocol ModelHead: Hashable, Sendable, Codable {
  /// What a file's metadata say of models with this head; `nil` for the head that came before
  /// files said it.
  static var fileKind: String? { get }
  /// For messages: "a classifier".
  static var noun: String { get }
  /// Names that this head has in the description of a model, besides those of every model.
  static var settingNames: [String] { get }

  /// The kind of model, as users name it.
  var kindName: String { get }
  /// One sample as it goes in.
  var inputs: SampleShape { get }
  var memberCount: Int { get }
  /// Of each member's parameters.
  var layout: ParameterLayout { get }
  /// What stands before the names of a member's tensors.
  static func tensorPrefix(ofMember index: Int) -> String
  /// What the model's own examples must give, in the order of ``GoldenExamples/answers``.
  var goldenAnswers: [GoldenAnswer] { get }
  /// Numbers of an embedding that one orientation of a sample gives.
  var embeddingWidth: Int { get }

  /// What contradicts itself, and where; `nil` where all is well.
  var inconsistency: (location: String, problem: String)? { get }

  /// A model of a file as one that makes embeddings.
  static func embedder(
    of file: SafetensorsFile, path: String, threads: Int, testTimeAugmentation: Int?
  ) throws(SkysortError) -> Embedder
}

/// The heads that there are.
enum ModelHeads {
  static let all: [any ModelHead.Type] = [AnswerHead.self, ReconstructionHead.self]

  /// The head of the models that a file's metadata name.
  static func head(ofFile kind: String?) -> (any ModelHead.Type)? {
    all.first { $0.fileKind == kind }
  }
}

/// One of the things that a model says of its own examples.
public struct GoldenAnswer: Hashable, Sendable {
  /// Behind `golden.` in the file.
  public let name: String
  /// Numbers for each example; `nil` for one number, which needs no axis.
  public let width: Int?

  public init(_ name: String, width: Int?) { (self.name, self.width) = (name, width) }

  func shape(count: Int) -> [Int] { [count] + (width.map { [$0] } ?? []) }
}

/// A name in the description of a model with one kind of head.
struct DescriptionKey<Head: ModelHead>: CodingKey, CaseIterable {
  let stringValue: String
  var intValue: Int? { nil }

  init?(intValue: Int) { nil }
  init?(stringValue: String) {
    guard Self.names.contains(stringValue) else { return nil }
    self.init(stringValue)
  }

  /// - Precondition: One of the names.
  init(_ name: String) { stringValue = name }

  static var allCases: [DescriptionKey] { names.map { DescriptionKey($0) } }
  private static var names: [String] {
    Head.settingNames + ["features", "images", "provenance"]
  }
}
