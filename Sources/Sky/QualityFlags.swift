/// What is doubtful about one source; a row is trusted where no bit is set.
public struct QualityFlags: OptionSet, Hashable, Sendable, Codable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A band the model wants was not observed.
  public static let missingBand = QualityFlags(rawValue: 1 << 0)
  /// Observed, but below the detection limit in some band.
  public static let nonDetection = QualityFlags(rawValue: 1 << 1)
  /// The inputs lie where the model saw few or no training sources.
  public static let outsideTrainingRange = QualityFlags(rawValue: 1 << 2)
  /// The cutout crosses the image edge.
  public static let truncated = QualityFlags(rawValue: 1 << 3)
  /// The cutout holds masked pixels.
  public static let maskedPixels = QualityFlags(rawValue: 1 << 4)
  /// Light of a neighbour overlaps the source.
  public static let blended = QualityFlags(rawValue: 1 << 5)
  /// Some pixel reached the detector's limit.
  public static let saturated = QualityFlags(rawValue: 1 << 6)
  /// The input table's own quality column marks the source.
  public static let inputFlagged = QualityFlags(rawValue: 1 << 7)
  /// No class reaches the model's confidence threshold.
  public static let lowConfidence = QualityFlags(rawValue: 1 << 8)
  /// Too little is known to say anything; probabilities are the classes' prior.
  public static let notClassifiable = QualityFlags(rawValue: 1 << 9)

  /// One bit of the mask.
  public struct Bit: Hashable, Sendable {
    /// Position in the mask, from 0.
    public let position: Int
    /// Stable name, as printed in headers and JSON.
    public let name: String
    /// One line for people.
    public let description: String
    /// The mask with only this bit set.
    public var flag: QualityFlags { QualityFlags(rawValue: 1 << UInt16(position)) }
  }

  /// Every bit that has a meaning, by position.
  public static let registry: [Bit] = [
    Bit(position: 0, name: "missing_band", description: "a band of the model was not observed"),
    Bit(position: 1, name: "non_detection", description: "observed but not detected in a band"),
    Bit(
      position: 2, name: "outside_training_range",
      description: "inputs lie outside the training sample"),
    Bit(position: 3, name: "truncated", description: "the cutout crosses the image edge"),
    Bit(position: 4, name: "masked_pixels", description: "the cutout holds masked pixels"),
    Bit(position: 5, name: "blended", description: "light of a neighbour overlaps"),
    Bit(position: 6, name: "saturated", description: "a pixel reached the detector limit"),
    Bit(position: 7, name: "input_flagged", description: "the input's quality column is set"),
    Bit(position: 8, name: "low_confidence", description: "no class reaches the threshold"),
    Bit(position: 9, name: "not_classifiable", description: "too little data for any class"),
  ]
}
