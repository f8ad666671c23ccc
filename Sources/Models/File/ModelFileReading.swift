internal import Engine
internal import Files
internal import Learning
internal import Preprocessing
internal import Settings

extension ModelFile {
  /// Reads a model; does not run it, see ``Classifier/init(path:precision:)``.
  public init(path: String) throws(ModelFileError) {
    let file: SafetensorsFile
    do {
      file = try SafetensorsFile(path: path)
    } catch {
      throw ModelFileError(notAModel: error)
    }
    try self.init(file, path: path)
  }

  /// - Parameter path: Where the bytes are from; for messages.
  public init(bytes: [UInt8], path: String) throws(ModelFileError) {
    let file: SafetensorsFile
    do {
      file = try SafetensorsFile(bytes: bytes, path: path)
    } catch {
      throw ModelFileError(notAModel: error)
    }
    try self.init(file, path: path)
  }

  init(_ file: SafetensorsFile, path: String) throws(ModelFileError) {
    try Self.checkFormat(file.metadata["format"], path: path)
    guard file.metadata["kind"] != AutoencoderFile.kindName else {
      throw .kindDiffers(path: path, found: "an autoencoder", wanted: "a classifier")
    }
    let description = try Self.description(file.metadata["model"], path: path)
    try description.check(path: path)
    let members = try Self.members(file.tensors, description, path: path)
    let golden = try Self.golden(file.tensors, description, path: path)
    let range = try Self.pictureRange(file, description, path: path)
    let expected = members.reduce(range == nil ? 2 : 2 + Self.rangeTensorCount) { $0 + $1.count }
    guard file.tensors.count == expected else {
      throw .damaged(
        path: path, location: "tensors",
        problem: "there are \(file.tensors.count) where the model needs \(expected)")
    }
    self.init(
      description: description, members: members, golden: golden, pictureRange: range)
  }

  static func checkFormat(_ format: String?, path: String) throws(ModelFileError) {
    let prefix = "skysort-model-"
    guard let format, format.hasPrefix(prefix), let number = Int(format.dropFirst(prefix.count))
    else {
      throw .notAModel(
        path: path, problem: "is a safetensors file but no model of skysort",
        fix: "Name a model that `skysort train` wrote.", exitCode: .badData)
    }
    guard number <= Self.largestFormat else {
      throw .newerFormat(path: path, found: number, known: Self.largestFormat)
    }
  }

  private static func description(
    _ text: String?, path: String
  ) throws(ModelFileError) -> ModelDescription {
    guard let text else {
      throw .damaged(path: path, location: "metadata", problem: "there is no entry 'model'")
    }
    do {
      return try StrictSettings.decode(ModelDescription.self, from: text, path: path)
    } catch {
      throw ModelFileError(damaged: error, path: path, location: "metadata 'model'")
    }
  }

  private static func members(
    _ tensors: [String: StoredTensor], _ description: ModelDescription, path: String
  ) throws(ModelFileError) -> [[String: Tensor]] {
    let layout = description.network.layout
    var members: [[String: Tensor]] = []
    for index in 0..<description.memberCount {
      var member: [String: Tensor] = [:]
      for entry in layout.entries {
        let name = "member\(index + 1).\(entry.name)"
        let values = try values(
          tensors, name, shape: entry.shape.dimensions, path: path)
        member[entry.name] = Tensor(shape: entry.shape, values: values)
      }
      members.append(member)
    }
    return members
  }

  private static func golden(
    _ tensors: [String: StoredTensor], _ description: ModelDescription, path: String
  ) throws(ModelFileError) -> GoldenExamples {
    let rowCount = tensors["golden.features"]?.shape.first ?? 0
    return GoldenExamples(
      features: try values(
        tensors, "golden.features", shape: [rowCount, description.inputCount], path: path),
      probabilities: try values(
        tensors, "golden.probabilities", shape: [rowCount, description.columnCount], path: path))
  }

  static func values(
    _ tensors: [String: StoredTensor], _ name: String, shape: [Int], path: String
  ) throws(ModelFileError) -> [Float] {
    guard let tensor = tensors[name] else {
      throw .damaged(path: path, location: name, problem: "the tensor is missing")
    }
    guard let values = tensor.floats, tensor.shape == shape else {
      throw .damaged(
        path: path, location: name,
        problem: "expected float32 of shape \(shape), found \(tensor.element.rawValue) of shape "
          + "\(tensor.shape)")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw .damaged(path: path, location: name, problem: "there are numbers that are not finite")
    }
    return values
  }
}

extension ModelDescription {
  /// Throws where counts contradict each other.
  fileprivate func check(path: String) throws(ModelFileError) {
    func require(
      _ holds: Bool, _ location: String, _ problem: @autoclosure () -> String
    ) throws(ModelFileError) {
      guard holds else { throw .damaged(path: path, location: location, problem: problem()) }
    }
    try require(
      network.inputs == sampleShape, "network",
      "it takes \(network.inputs) for \(sampleShape)")
    let count = outputNames.count
    try require(
      network.outputs == count && count > 1, "network",
      "it has \(network.outputs) outputs for \(count) \(questions == nil ? "classes" : "answers")")
    try require(
      questions == nil || classes.isEmpty, "classes",
      "expected none beside questions, found \(classes)")
    try require(
      (questions == nil) == (loss == nil), "loss", "it is stated for questions, and only then")
    try require(
      priors.count == count && priors.allSatisfy { $0 > 0 || (questions != nil && $0 == 0) },
      "priors", "expected \(count) positive shares, found \(priors)")
    try require(
      (1...Self.largestMemberCount).contains(memberCount), "member_count",
      "expected 1 to \(Self.largestMemberCount), found \(memberCount)")
    try require(
      calibration.temperature > 0, "calibration",
      "the temperature must be positive, found \(calibration.temperature)")
    let needsFeatures = pictures == nil || features.count > 0
    if needsFeatures, let problem = features.inconsistency {
      throw .damaged(path: path, location: "features", problem: problem)
    }
  }

  /// What one sample is.
  var sampleShape: SampleShape {
    SampleShape(pictures: pictures, features: features.count)
  }

  static let largestMemberCount = 64
}
