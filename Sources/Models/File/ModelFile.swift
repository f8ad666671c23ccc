public import Engine
internal import Learning
public import Preprocessing

/// A trained classifier as a file: weights, and everything needed to use them.
///
/// A safetensors file. Its tensors are `memberN.…`, the weights of each network, and `golden.…`,
/// a few rows of features with the probabilities they must give; its metadata are `format` and
/// `model`, a ``ModelDescription`` as JSON. A model of pictures has `range.…` and `picture_range`
/// too, where its training pictures lie. Equal trainings give equal bytes.
public struct ModelFile: Hashable, Sendable {
  /// Raised when older programs could no longer read the file; see ``format``.
  public static let largestFormat = 3

  /// Models that answer questions or know where their pictures lie came with format 2; all others
  /// are read by older programs too. Format 3 is that of an ``AutoencoderFile``.
  public var format: Int { description.questions == nil && pictureRange == nil ? 1 : 2 }

  public var description: ModelDescription
  /// One network per member, parameters by name.
  public var members: [[String: Tensor]]
  public var golden: GoldenExamples
  /// Where the training pictures lie; `nil` without pictures, and in files of format 1.
  public var pictureRange: PictureRange?

  public init(
    description: ModelDescription, members: [[String: Tensor]], golden: GoldenExamples,
    pictureRange: PictureRange? = nil
  ) {
    precondition(
      description.memberCount == members.count,
      "expected \(description.memberCount) members, found \(members.count)")
    self.description = description
    self.members = members
    self.golden = golden
    self.pictureRange = pictureRange
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(ModelFileError) {
    do {
      try file.write(to: path)
    } catch {
      throw .notWritten(
        path: path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
    }
  }

  private var file: SafetensorsFile {
    var tensors: [String: StoredTensor] = [:]
    for (index, member) in members.enumerated() {
      for (name, tensor) in member {
        tensors["member\(index + 1).\(name)"] = StoredTensor(
          floats: tensor.values, shape: tensor.shape.dimensions)
      }
    }
    let rowCount = golden.rowCount(columnCount: description.columnCount)
    tensors["golden.features"] = StoredTensor(
      floats: golden.features, shape: [rowCount, description.inputCount])
    tensors["golden.probabilities"] = StoredTensor(
      floats: golden.probabilities, shape: [rowCount, description.columnCount])
    var metadata = [
      "format": "skysort-model-\(format)", "model": CanonicalText.json(description),
    ]
    if let pictureRange {
      metadata[Self.rangeName] = CanonicalText.json(pictureRange.summary)
      tensors.merge(pictureRange.tensors) { _, new in new }
    }
    return SafetensorsFile(tensors: tensors, metadata: metadata)
  }

  /// The file's bytes.
  public var bytes: [UInt8] { file.bytes }
}

/// Rows a model must always answer alike.
public struct GoldenExamples: Hashable, Sendable {
  /// Shape `[rows, features]`.
  public var features: [Float]
  /// Shape `[rows, classes]`, or of what a questionnaire's answer is.
  public var probabilities: [Float]

  public init(features: [Float], probabilities: [Float]) {
    self.features = features
    self.probabilities = probabilities
  }

  func rowCount(columnCount: Int) -> Int { probabilities.count / columnCount }
}
