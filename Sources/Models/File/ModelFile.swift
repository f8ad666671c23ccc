public import Engine
public import Files
internal import Learning
public import Preprocessing

/// A trained model as a file: weights, and everything needed to use them.
///
/// A safetensors file. Its tensors are the weights of each network, `memberN.…` or, where there is
/// only one, `network.…`, and `golden.…`, a few samples with what they must give; its metadata are
/// `format`, `model`, a ``ModelDescription`` as JSON, and `kind`, which names
/// the head. A classifier of images has `range.…` and `image_range` too, where its training
/// images lie. Models of photometry know by `training_rows` which rows they learned from. Equal
/// trainings give equal bytes.
public struct ModelFile<Head: ModelHead>: Hashable, Sendable {
  public var description: ModelDescription<Head>
  /// One network per member, parameters by name.
  public var members: [[String: Tensor]]
  public var golden: GoldenExamples
  /// Where the training images lie; `nil` without images, and in files of format 1.
  public var imageRange: ImageRange?
  /// Which rows were learned from; `nil` without photometry, and in files of earlier programs.
  public var trainingRows: TrainingRows?

  public init(
    description: ModelDescription<Head>, members: [[String: Tensor]],
    golden: GoldenExamples = GoldenExamples(), imageRange: ImageRange? = nil,
    trainingRows: TrainingRows? = nil
  ) {
    precondition(
      description.head.memberCount == members.count,
      "expected \(description.head.memberCount) members, found \(members.count)")
    self.description = description
    self.members = members
    self.golden = golden
    self.imageRange = imageRange
    self.trainingRows = trainingRows
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(SkysortError) {
    try file.write(to: path)
  }

  private var file: SafetensorsFile {
    var tensors: [String: StoredTensor] = [:]
    for (index, member) in members.enumerated() {
      for (name, tensor) in member {
        tensors[Head.tensorPrefix(ofMember: index) + name] = StoredTensor(
          floats: tensor.values, shape: tensor.shape.dimensions)
      }
    }
    let count = golden.features.count / max(1, description.inputCount)
    tensors["golden.features"] = StoredTensor(
      floats: golden.features, shape: [count, description.inputCount])
    for (answer, values) in zip(description.head.goldenAnswers, golden.answers) {
      tensors["golden.\(answer.name)"] = StoredTensor(
        floats: values, shape: answer.shape(count: count))
    }
    var metadata = [
      "format": "\(ModelFormat.prefix)\(ModelFormat.largest)",
      "model": CanonicalText.json(description),
    ]
    metadata["kind"] = Head.fileKind
    if let trainingRows { metadata.merge(trainingRows.metadata) { _, new in new } }
    if let imageRange {
      metadata[ImageRange.fileName] = CanonicalText.json(imageRange.summary)
      tensors.merge(imageRange.tensors) { _, new in new }
    }
    return SafetensorsFile(tensors: tensors, metadata: metadata)
  }

  /// The file's bytes.
  public var bytes: [UInt8] { file.bytes }
}

/// What a file says of how it is to be read.
public enum ModelFormat {
  static let prefix = "skysort-model-"
  /// Written; older ones are read. 2 brought questions and the range of training images, 3 heads by
  /// name, 4 the present names of settings.
  public static let largest = 4
}

/// Samples a model must always answer alike.
public struct GoldenExamples: Hashable, Sendable {
  /// Shape `[samples, inputs]`.
  public var features: [Float]
  /// What is said of them, by ``ModelHead/goldenAnswers``.
  public var answers: [[Float]]

  public init(features: [Float] = [], answers: [[Float]] = []) {
    self.features = features
    self.answers = answers
  }
}
