import Engine
import Files
import Settings

/// What makes two trainings the same: network and configuration as text, data by digest.
struct TrainingIdentity: Hashable, Sendable {
  let network: String
  let configuration: String
  let data: String

  init(_ trainer: Trainer, rows: TrainingData, validation: TrainingData?) {
    // The thread count changes nothing in the result, so a training may go on with another.
    var settings = trainer.configuration
    settings.threads = 1
    network = CanonicalJSON.encode(trainer.network)
    configuration = CanonicalJSON.encode(settings) + " " + trainer.precision.rawValue
    data = [rows, validation].map { $0?.digest ?? "none" }.joined(separator: " ")
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
