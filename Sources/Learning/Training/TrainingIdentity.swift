import Engine
import Files
import Settings

/// What makes two trainings the same: network and configuration as text, data by digest.
struct TrainingIdentity: Hashable, Sendable {
  let network: String
  let configuration: String
  let data: String

  init(_ training: TrainingLoop, data: DataIdentity) {
    // The thread count changes nothing in the result, so a training may go on with another.
    var settings = training.configuration
    settings.threads = 1
    network = training.model.networkIdentity
    configuration =
      CanonicalJSON.encode(settings) + " " + training.precision.rawValue
      + training.model.objectiveIdentity
    self.data = data.digests
  }
}

/// What tells the data of a training, and of its validation, from other data.
struct DataIdentity: Hashable, Sendable {
  let digests: String

  private init(_ digests: [String?]) {
    self.digests = digests.map { $0 ?? "none" }.joined(separator: " ")
  }

  static func identity(_ rows: TrainingData, _ validation: TrainingData?) -> DataIdentity {
    DataIdentity([rows.digest, validation?.digest])
  }

  static func identity(
    _ samples: any SampleSource, _ validation: (any SampleSource)?
  ) -> DataIdentity {
    DataIdentity([samples.digest, validation?.digest])
  }
}

extension TrainingData {
  /// SHA-256 over shape and numbers, in hexadecimal.
  var digest: String {
    let shape = "\(rowCount) \(featureCount) \(targetCount)"
    let parts = [features, targets, sampleWeights ?? []].map { values in
      unsafe values.withUnsafeBytes { unsafe Digest.sha256($0) }
    }
    return Digest.sha256(([shape] + parts).joined(separator: " "))
  }
}

extension SampleSource {
  /// SHA-256 over shape and ``identity``, in hexadecimal.
  fileprivate var digest: String {
    Digest.sha256("samples \(count) \(shape) \(targetCount) \(identity)")
  }
}
