public import Sky

/// How rows of a table become inputs of a network, as fitted on training rows.
///
/// Kept in the model file and applied again to every table the model sees. Bands are known by
/// name, never by column, so a model reads any table that has its bands.
public struct FittedFeatures: Hashable, Sendable, Codable {
  /// The survey whose table it was fitted on.
  public let survey: String
  public let dereddening: Dereddening
  public let bands: [FittedBand]
  public let extras: [FittedExtra]
  public let features: [FittedFeature]
  /// Where the training rows lie, for the score of how unusual a row is.
  public let range: TrainingRange
  /// The text of the user's descriptor that the training table was read by; `nil` for a survey that
  /// comes with the program.
  public var descriptor: String?

  /// Whether the photometry has dust taken away.
  public enum Dereddening: String, Hashable, Sendable, Codable {
    case none
    /// By us, from the table's own reddening, extinction or transmission.
    case applied
    /// Before the table was written.
    case inTable = "in_table"
  }

  /// No features at all, for models that look at images only.
  public static func none(survey: String) -> FittedFeatures {
    FittedFeatures(
      survey: survey, dereddening: .none, bands: [], extras: [], features: [],
      range: .everywhere(dimension: 0))
  }

  /// Inputs of the network, in order.
  public var names: [String] { features.map(\.name) }
  /// Inputs of the network.
  public var count: Int { features.count }
  /// Features that were the same in every training row.
  public var constantFeatures: [String] {
    features.filter(\.scale.isConstant).map(\.name)
  }
}

/// A band as a model knows it.
public struct FittedBand: Hashable, Sendable, Codable {
  public let band: Band
  /// Of the asinh magnitudes it is held in, in units of the flux of magnitude 0; `nil` for
  /// Pogson magnitudes.
  public let softening: Double?
  /// What stands in for an absent magnitude: the first other band that is there, plus the
  /// training rows' median colour.
  public let substitutes: [Substitute]
  /// What stands in for a magnitude below the detection limit: faint, as training knows faint.
  public let faintMagnitude: Float
  /// The missing-value states that training rows showed.
  public let knownMissingStates: [MissingValueState]
  /// Of the training table's column; `nil` where it had none.
  public var unit: String?
  /// Of the magnitudes, where ``unit`` told it.
  public var system: MagnitudeSystem?

  public struct Substitute: Hashable, Sendable, Codable {
    /// Position among the model's bands.
    public let band: Int
    /// To be added to that band's magnitude.
    public let colour: Float
  }

  var scale: MagnitudeScale {
    softening.map { .asinh(softening: $0) } ?? .logarithmic(zeroPoint: 0)
  }

  enum CodingKeys: String, CodingKey {
    case band, softening, substitutes, unit, system
    case faintMagnitude = "faint_magnitude"
    case knownMissingStates = "known_missing_values"
  }
}

/// A column besides the photometry, as a model knows it.
public struct FittedExtra: Hashable, Sendable, Codable {
  public let feature: ExtraFeature
  /// What stands in for an absent value, after the transform: the training rows' median.
  public let substitute: Float
  /// Whether training rows lacked it.
  public let isKnownAbsent: Bool
  /// Of the training table's column; `nil` where it had none.
  public var unit: String?

  enum CodingKeys: String, CodingKey {
    case feature, substitute, unit
    case isKnownAbsent = "is_known_absent"
  }
}

/// One input of the network.
public struct FittedFeature: Hashable, Sendable, Codable {
  public let name: String
  public let definition: Definition
  public let scale: FittedScale

  /// What it is made of; positions count a model's bands, or its extras.
  public enum Definition: Hashable, Sendable, Codable {
    case magnitude(band: Int)
    /// The first band's magnitude less the second's.
    case colour(first: Int, second: Int)
    case extra(Int)
    /// 1 where the band is absent for this reason, else 0.
    case missingState(band: Int, MissingValueState)
    /// 1 where the extra column is absent, else 0.
    case extraMissingState(Int)

    /// Whether it tells of missing-value state and not of a quantity.
    public var isIndicator: Bool {
      switch self {
      case .missingState, .extraMissingState: true
      default: false
      }
    }
  }
}
