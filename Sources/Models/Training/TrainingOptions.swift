internal import Files
public import Preprocessing
internal import Sky

/// What kind of model to train and how, as far as every kind is told the same.
public protocol ModelConfiguration: Sendable, Encodable {
  /// How the photometry is presented.
  var features: ClassifierConfiguration.FeatureSettings { get }
  /// How images are looked at.
  var images: ImageSettings { get }
  var training: TrainingOverrides { get set }
  /// Networks whose answers are averaged.
  var memberCount: Int { get }
  /// Whether labels are learned, which a feature could give away.
  static var learnsLabels: Bool { get }
}

/// A training as the caller wants it, besides the table.
public struct TrainingOptions<Configuration: ModelConfiguration>: Sendable {
  public var configuration: Configuration
  public var split: SplitOptions
  /// Which bands and extra columns; how they are presented is the configuration's matter.
  public var features: FeatureOptions
  public var seed: UInt64
  /// Networks trained at once; the model does not depend on it.
  public var threads: Int
  /// Where unfinished trainings are kept, `.memberN` added; nowhere where `nil`.
  public var checkpointPath: String?
  /// Whether trainings are resumed from checkpoints that are found.
  public var resumes: Bool
  /// What the networks begin with instead of random numbers.
  public var start: TrainingStart?
  /// Whether the test rows are evaluated; a search leaves them alone until it has chosen.
  public var evaluatesTestRows = true
  /// Of the rows that are not held back for the final evaluation, how many are learned from.
  public var labelFraction = 1.0
  /// Bytes of decoded images kept in memory; the model does not depend on it.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  public var toolVersion: String
  public var inputs: [ModelProvenance.InputDigest]

  public init(
    configuration: Configuration, split: SplitOptions = SplitOptions(),
    features: FeatureOptions = FeatureOptions(), seed: UInt64 = 0, threads: Int = 1,
    checkpointPath: String? = nil, resumes: Bool = false, start: TrainingStart? = nil,
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
    self.start = start
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
        DigestedOptions(
          configuration: configuration, statedTraining: configuration.training.names.sorted(),
          bands: features.bands?.map(\.rawValue), extras: features.extras,
          allowsLeaks: Configuration.learnsLabels ? features.allowsLeaks : nil,
          dereddens: features.dereddens, split: split, seed: seed)))
  }
}

private struct DigestedOptions<Configuration: Encodable>: Encodable {
  let configuration: Configuration
  let statedTraining: [String]
  let bands: [String]?
  let extras: [ExtraFeature]
  /// `nil` where no labels are learned.
  let allowsLeaks: Bool?
  let dereddens: Bool
  let split: SplitOptions
  let seed: UInt64
}
