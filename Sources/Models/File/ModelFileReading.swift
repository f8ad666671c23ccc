internal import Engine
public import Files
internal import Learning
public import Preprocessing
internal import Settings

extension ModelFile {
  /// Reads a model; does not run it, see ``Classifier/init(path:threads:mcDropoutSamples:)`` and
  /// ``Autoencoder/init(path:threads:)``.
  ///
  /// - Throws: `SkysortError`, also where the model has another head.
  public init(path: String) throws(SkysortError) {
    try self.init(SafetensorsFile(path: path), path: path)
  }

  /// - Parameter path: Where the bytes are from; for messages.
  public init(bytes: [UInt8], path: String) throws(SkysortError) {
    try self.init(SafetensorsFile(bytes: bytes, path: path), path: path)
  }

  init(_ file: SafetensorsFile, path: String) throws(SkysortError) {
    try file.checkFormat(path: path)
    guard file.metadata["kind"] == Head.fileKind else {
      throw .kindDiffers(
        path: path, found: try file.modelHead(path: path).noun, wanted: Head.noun)
    }
    let description = try Self.description(file.metadata["model"], path: path)
    if let (location, problem) = description.inconsistency {
      throw .damaged(path: path, location: location, problem: problem)
    }
    let members = try Self.members(file, description.head, path: path)
    let golden = try Self.golden(file, description, path: path)
    let range = try file.imageRange(
      width: description.head.embeddingWidth,
      channels: description.images?.channelCount ?? 0, path: path)
    let expected =
      members.reduce(0) { $0 + $1.count } + 1 + golden.answers.count
      + (range == nil ? 0 : ImageRange.tensorCount)
    guard file.tensors.count == expected else {
      throw .damaged(
        path: path, location: "tensors",
        problem: "there are \(file.tensors.count) where the model needs \(expected)")
    }
    let trainingRows = try TrainingRows(metadata: file.metadata, path: path)
    self.init(
      description: description, members: members, golden: golden, imageRange: range,
      trainingRows: trainingRows)
  }

  private static func description(
    _ text: String?, path: String
  ) throws(SkysortError) -> ModelDescription<Head> {
    guard let text else {
      throw .damaged(path: path, location: "metadata", problem: "there is no entry 'model'")
    }
    do {
      return try StrictSettings.decode(ModelDescription<Head>.self, from: text, path: path)
    } catch {
      throw SkysortError(damaged: error, path: path, location: "metadata 'model'")
    }
  }

  private static func members(
    _ file: SafetensorsFile, _ head: Head, path: String
  ) throws(SkysortError) -> [[String: Tensor]] {
    var members: [[String: Tensor]] = []
    for index in 0..<head.memberCount {
      var member: [String: Tensor] = [:]
      for entry in head.layout.entries {
        let values = try file.values(
          Head.tensorPrefix(ofMember: index) + entry.name, shape: entry.shape.dimensions,
          path: path)
        member[entry.name] = Tensor(shape: entry.shape, values: values)
      }
      members.append(member)
    }
    return members
  }

  private static func golden(
    _ file: SafetensorsFile, _ description: ModelDescription<Head>, path: String
  ) throws(SkysortError) -> GoldenExamples {
    let count = file.tensors["golden.features"]?.shape.first ?? 0
    let features = try file.values(
      "golden.features", shape: [count, description.inputCount], path: path)
    return GoldenExamples(
      features: features,
      answers: try description.head.goldenAnswers.map { answer throws(SkysortError) in
        try file.values("golden.\(answer.name)", shape: answer.shape(count: count), path: path)
      })
  }
}

extension FittedFeatures {
  /// How the model of a file looks at photometry, whatever its head.
  ///
  /// - Throws: `SkysortError` naming the file.
  public init(ofModel path: String) throws(SkysortError) {
    func read<Head: ModelHead>(
      _ head: Head.Type, _ file: SafetensorsFile
    ) throws(SkysortError) -> FittedFeatures {
      try ModelFile<Head>(file, path: path).description.features
    }
    let file = try SafetensorsFile(path: path)
    self = try read(file.modelHead(path: path), file)
  }
}

extension SafetensorsFile {
  /// What the model in the file ends in.
  func modelHead(path: String) throws(SkysortError) -> any ModelHead.Type {
    try checkFormat(path: path)
    guard let head = ModelHeads.head(ofFile: metadata["kind"]) else {
      throw .damaged(
        path: path, location: "metadata",
        problem: "there is no kind of model '\(metadata["kind"] ?? "")'")
    }
    return head
  }

  fileprivate func checkFormat(path: String) throws(SkysortError) {
    let prefix = ModelFormat.prefix
    guard let format = metadata["format"], format.hasPrefix(prefix),
      let number = Int(format.dropFirst(prefix.count))
    else {
      throw SkysortError(
        path: path, problem: "is a safetensors file but no model of skysort",
        fix: "Name a model that `skysort train` wrote.", exitCode: .badData)
    }
    guard number <= ModelFormat.largest else {
      throw .newerFormat(path: path, found: number, known: ModelFormat.largest)
    }
  }

  fileprivate func values(
    _ name: String, shape: [Int], path: String
  ) throws(SkysortError) -> [Float] {
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

  /// - Parameters:
  ///   - width: Numbers of an embedding.
  ///   - channels: Of the images; 0 without.
  fileprivate func imageRange(
    width: Int, channels: Int, path: String
  ) throws(SkysortError) -> ImageRange? {
    let name = ImageRange.fileName
    guard let text = metadata[name] ?? metadata[ImageRange.formerFileName] else { return nil }
    let summary: ImageRange.Summary
    do {
      summary = try StrictSettings.decode(ImageRange.Summary.self, from: text, path: path)
    } catch {
      throw SkysortError(damaged: error, path: path, location: "metadata '\(name)'")
    }
    if let problem = summary.inconsistency(width: width, channels: channels) {
      throw .damaged(path: path, location: "metadata '\(name)'", problem: problem)
    }
    return ImageRange(
      summary, centre: try values("range.centre", shape: [width], path: path),
      whitening: try values("range.whitening", shape: [width * (width + 1) / 2], path: path),
      offsets: try values("range.offsets", shape: [summary.classCount, width], path: path))
  }
}

/// How a model file keeps a ``ImageRange``.
extension ImageRange {
  /// The metadata's entry.
  static var fileName: String { "image_range" }
  /// Up to format 3.
  static var formerFileName: String { "picture_range" }
  static var tensorCount: Int { 3 }

  var tensors: [String: StoredTensor] {
    let summary = summary
    return [
      "range.centre": StoredTensor(floats: centre, shape: [summary.width]),
      "range.whitening": StoredTensor(floats: whitening, shape: [whitening.count]),
      "range.offsets": StoredTensor(
        floats: offsets, shape: [summary.classCount, summary.width]),
    ]
  }
}
