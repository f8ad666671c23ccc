public import Learning
public import Preprocessing

/// How an autoencoder's training went.
public struct AutoencoderReport: Hashable, Sendable, Codable {
  public var variant: String
  public var latent: Int
  /// Names of the photometry's features; empty for images.
  public var features: [String]
  /// Features that were the same in every training row and tell nothing.
  public var constantFeatures: [String]
  public var dereddening: FittedFeatures.Dereddening
  public var split: SplitReport
  public var history: TrainingHistory
  public var trainRows: Int
  public var training: ReconstructionScore?
  public var validation: ReconstructionScore?
  public var test: ReconstructionScore?
  /// How images were changed at random; `nil` where there are none.
  public var augmentation: Augmentation?
  /// Rows learned per second.
  public var samplesPerSecond: Double
  /// `nil` without images.
  public var loader: LoaderFigures?
  /// Wall clock of the training.
  public var seconds: Double

  enum CodingKeys: String, CodingKey {
    case variant, latent, features, dereddening, split, history, training, validation, test
    case augmentation, loader, seconds
    case constantFeatures = "constant_features"
    case trainRows = "train_rows"
    case samplesPerSecond = "samples_per_second"
  }
}

/// How near reconstructions come.
public struct ReconstructionScore: Hashable, Sendable, Codable {
  public var rows: Int
  /// Of the numbers that were measured, in scaled units.
  public var meanSquaredError: Double

  public init(rows: Int, meanSquaredError: Double) {
    self.rows = rows
    self.meanSquaredError = meanSquaredError
  }

  enum CodingKeys: String, CodingKey {
    case rows
    case meanSquaredError = "mean_squared_error"
  }
}
