public import Preprocessing

/// A training as the caller wants it, besides the table.
public struct ClassifierOptions: Sendable {
  public var configuration: ClassifierConfiguration
  public var split: SplitOptions
  /// Which bands and extra columns; how they are presented is the configuration's matter.
  public var features: FeatureOptions
  public var seed: UInt64
  /// Networks trained at once; the model does not depend on it.
  public var threads: Int
  /// Where unfinished trainings are kept, `.memberN` added; nowhere where `nil`.
  public var checkpointPath: String?
  /// Whether checkpoints found are gone on from.
  public var resumes: Bool
  /// What the networks begin with instead of random numbers.
  public var start: TrainingStart?
  /// Whether the test rows are judged; a search leaves them alone until it has chosen.
  public var judgesTestRows = true
  /// Of the rows that are not held back for the final judgement, how many are learned from.
  public var labelShare = 1.0
  /// Bytes of decoded images kept in memory; the model does not depend on it.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  public var toolVersion: String
  public var inputs: [ModelProvenance.InputDigest]

  public init(
    configuration: ClassifierConfiguration = ClassifierConfiguration(),
    split: SplitOptions = SplitOptions(), features: FeatureOptions = FeatureOptions(),
    seed: UInt64 = 0, threads: Int = 1, checkpointPath: String? = nil, resumes: Bool = false,
    start: TrainingStart? = nil, toolVersion: String = "",
    inputs: [ModelProvenance.InputDigest] = []
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
}
