public import Sky

/// What a model shall look at.
public struct FeatureOptions: Hashable, Sendable {
  /// Bands to use; all the table has where `nil`.
  public var bands: [Band]?
  /// Columns besides the photometry.
  public var extras: [ExtraFeature]
  /// Whether columns that give the class away may be used.
  public var allowsLeaks: Bool
  /// Whether to take dust away where the table tells how much there is.
  public var dereddens: Bool
  public var scaling: Scaling
  /// How far scaled features may lie from 0.
  public var clip: Float
  public var colours: ColourChoice
  public var magnitudes: MagnitudeChoice

  /// Which colours become features.
  public enum ColourChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of neighbouring bands: `u−g`, `g−r`, …
    case adjacent
    /// Of every two bands.
    case all
    case none
  }

  /// Which magnitudes become features.
  public enum MagnitudeChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// The reference band's: r, or the middle one.
    case reference
    case all
    case none
  }

  public init(
    bands: [Band]? = nil, extras: [ExtraFeature] = [], allowsLeaks: Bool = false,
    dereddens: Bool = true, scaling: Scaling = .zscore, clip: Float = 6,
    colours: ColourChoice = .adjacent, magnitudes: MagnitudeChoice = .all
  ) {
    self.bands = bands
    self.extras = extras
    self.allowsLeaks = allowsLeaks
    self.dereddens = dereddens
    self.scaling = scaling
    self.clip = clip
    self.colours = colours
    self.magnitudes = magnitudes
  }
}

/// A numeric column that is not a photometry.
public struct ExtraFeature: Hashable, Sendable, Codable {
  public var column: String
  public var transform: FeatureTransform

  /// - Parameter transform: Chosen by the column's name where `nil`.
  public init(_ column: String, transform: FeatureTransform? = nil) {
    self.column = column
    self.transform = transform ?? .usual(for: column)
  }
}

/// What is done to an extra column before scaling.
public enum FeatureTransform: Hashable, Sendable, Codable {
  case identity
  /// `asinh(x / softening)`: linear near 0, logarithmic far from it.
  case asinh(softening: Float)

  /// Stars have |redshift| < 0.001 and quasars up to 7: both must be told apart.
  static let redshift = FeatureTransform.asinh(softening: 0.0005)

  static func usual(for column: String) -> FeatureTransform {
    let name = column.lowercased()
    let isRedshift = name.contains("redshift") || ["zsp", "z_sp", "zspec", "specz"].contains(name)
    return isRedshift ? .redshift : .identity
  }
}
