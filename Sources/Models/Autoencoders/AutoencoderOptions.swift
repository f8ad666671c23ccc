internal import Files
public import Preprocessing
internal import Sky

/// A training of an autoencoder as the caller wants it, besides the table.
public struct AutoencoderOptions: Sendable {
  public var configuration: AutoencoderConfiguration
  public var split: SplitOptions
  /// Which bands and extra columns; how they are presented is the configuration's matter.
  public var features: FeatureOptions
  public var seed: UInt64
  /// The model does not depend on it.
  public var threads: Int
  /// Where an unfinished training is kept; nowhere where `nil`.
  public var checkpointPath: String?
  /// Whether a checkpoint found is gone on from.
  public var resumes: Bool
  /// Bytes of decoded images kept in memory; the model does not depend on it.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  public var toolVersion: String
  public var inputs: [ModelProvenance.InputDigest]

  public init(
    configuration: AutoencoderConfiguration = AutoencoderConfiguration(),
    split: SplitOptions = SplitOptions(), features: FeatureOptions = FeatureOptions(),
    seed: UInt64 = 0, threads: Int = 1, checkpointPath: String? = nil, resumes: Bool = false,
    toolVersion: String = "", inputs: [ModelProvenance.InputDigest] = []
  ) {
    precondition(threads > 0, "threads must be positive, found \(threads)")
    self.configuration = configuration
    self.split = split
    self.features = features
    self.seed = seed
    self.threads = threads
    self.checkpointPath = checkpointPath
    self.resumes = resumes
    self.toolVersion = toolVersion
    self.inputs = inputs
  }

  /// The features as bands and columns of the caller, presented as configured.
  var resolvedFeatures: FeatureOptions {
    var result = features
    result.colours = configuration.features.colours
    result.magnitudes = configuration.features.magnitudes
    result.scaling = configuration.features.scaling
    result.clip = configuration.features.clip
    return result
  }

  /// SHA-256 of everything that decides about a model besides the table.
  var digest: String {
    Digest.sha256(
      CanonicalText.json(
        Record(
          configuration: configuration, statedTraining: configuration.training.names.sorted(),
          bands: features.bands?.map(\.rawValue), extras: features.extras,
          dereddens: features.dereddens, split: split, seed: seed)))
  }

  private struct Record: Encodable {
    let configuration: AutoencoderConfiguration
    let statedTraining: [String]
    let bands: [String]?
    let extras: [ExtraFeature]
    let dereddens: Bool
    let split: SplitOptions
    let seed: UInt64
  }
}
