public import Engine
internal import Learning
internal import Preprocessing
internal import Settings

/// A trained autoencoder as a file: weights, and everything needed to use them.
///
/// A safetensors file as ``ModelFile``, of format 3. Its tensors are `network.…`, the weights, and
/// `golden.features`, `golden.codes` and `golden.errors`, a few samples with what they must give;
/// its metadata are `format`, `kind` (`autoencoder`) and `model`, an ``AutoencoderDescription`` as
/// JSON. Equal trainings give equal bytes.
public struct AutoencoderFile: Hashable, Sendable {
  public var description: AutoencoderDescription
  /// Parameters by name.
  public var weights: [String: Tensor]
  public var golden: Golden

  /// Samples an autoencoder must always answer alike.
  public struct Golden: Hashable, Sendable {
    /// Shape `[samples, inputs]`.
    public var features: [Float]
    /// Shape `[samples, latent]`.
    public var codes: [Float]
    /// By sample, the mean square of what the reconstruction leaves.
    public var errors: [Float]

    public init(features: [Float] = [], codes: [Float] = [], errors: [Float] = []) {
      self.features = features
      self.codes = codes
      self.errors = errors
    }
  }

  public init(
    description: AutoencoderDescription, weights: [String: Tensor], golden: Golden
  ) {
    self.description = description
    self.weights = weights
    self.golden = golden
  }

  static let format = 3
  static let kindName = "autoencoder"

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(ModelFileError) {
    do {
      try file.write(to: path)
    } catch {
      throw .notWritten(
        path: path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
    }
  }

  /// The file's bytes.
  public var bytes: [UInt8] { file.bytes }

  private var file: SafetensorsFile {
    var tensors: [String: StoredTensor] = [:]
    for (name, tensor) in weights {
      tensors["network.\(name)"] = StoredTensor(
        floats: tensor.values, shape: tensor.shape.dimensions)
    }
    let count = golden.errors.count
    tensors["golden.features"] = StoredTensor(
      floats: golden.features, shape: [count, description.inputCount])
    tensors["golden.codes"] = StoredTensor(
      floats: golden.codes, shape: [count, description.latent])
    tensors["golden.errors"] = StoredTensor(floats: golden.errors, shape: [count])
    return SafetensorsFile(
      tensors: tensors,
      metadata: [
        "format": "skysort-model-\(Self.format)", "kind": Self.kindName,
        "model": CanonicalText.json(description),
      ])
  }
}

extension AutoencoderFile {
  /// Reads an autoencoder; does not run it, see ``Autoencoder/init(path:threads:)``.
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
    try ModelFile.checkFormat(file.metadata["format"], path: path)
    guard file.metadata["kind"] == Self.kindName else {
      throw .kindDiffers(path: path, found: "a classifier", wanted: "an autoencoder")
    }
    description = try Self.description(file.metadata["model"], path: path)
    let layout = description.network.layout
    guard file.tensors.count == layout.entries.count + 3 else {
      throw .damaged(
        path: path, location: "tensors",
        problem: "there are \(file.tensors.count) where the model needs "
          + "\(layout.entries.count + 3)")
    }
    weights = [:]
    for entry in layout.entries {
      let values = try ModelFile.values(
        file.tensors, "network.\(entry.name)", shape: entry.shape.dimensions, path: path)
      weights[entry.name] = Tensor(shape: entry.shape, values: values)
    }
    let count = file.tensors["golden.errors"]?.shape.first ?? 0
    golden = Golden(
      features: try ModelFile.values(
        file.tensors, "golden.features", shape: [count, description.inputCount], path: path),
      codes: try ModelFile.values(
        file.tensors, "golden.codes", shape: [count, description.latent], path: path),
      errors: try ModelFile.values(file.tensors, "golden.errors", shape: [count], path: path))
  }

  private static func description(
    _ text: String?, path: String
  ) throws(ModelFileError) -> AutoencoderDescription {
    guard let text else {
      throw .damaged(path: path, location: "metadata", problem: "there is no entry 'model'")
    }
    let description: AutoencoderDescription
    do {
      description = try StrictSettings.decode(AutoencoderDescription.self, from: text, path: path)
    } catch {
      throw ModelFileError(damaged: error, path: path, location: "metadata 'model'")
    }
    guard description.network.inputs == description.sampleShape else {
      throw .damaged(
        path: path, location: "network",
        problem: "it takes \(description.network.inputs) for \(description.sampleShape)")
    }
    if description.pictures == nil, let problem = description.features.inconsistency {
      throw .damaged(path: path, location: "features", problem: problem)
    }
    return description
  }
}
