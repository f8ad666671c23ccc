internal import Files
internal import Preprocessing
internal import Sky

extension ClassifierOptions {
  /// SHA-256 of everything that decides about a model besides the table.
  var digest: String {
    Digest.sha256(
      CanonicalText.json(
        Record(
          configuration: configuration, statedTraining: configuration.training.names.sorted(),
          bands: features.bands?.map(\.rawValue), extras: features.extras,
          allowsLeaks: features.allowsLeaks, dereddens: features.dereddens, split: split,
          seed: seed)))
  }

  private struct Record: Encodable {
    let configuration: ClassifierConfiguration
    let statedTraining: [String]
    let bands: [String]?
    let extras: [ExtraFeature]
    let allowsLeaks: Bool
    let dereddens: Bool
    let split: SplitOptions
    let seed: UInt64
  }
}
