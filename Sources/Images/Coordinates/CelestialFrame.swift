/// The frame an image's own angles are given in.
public enum CelestialFrame: Hashable, Sendable {
  case icrs
  /// Mean equator and equinox of a Julian year.
  case fk5(equinox: Double)
  /// Of a Besselian year; positions hold the elliptic terms of aberration.
  case fk4(equinox: Double)
  /// As ``fk4(equinox:)`` without those terms.
  case fk4WithoutETerms(equinox: Double)
  /// Galactic longitude and latitude of 1958.
  case galactic
  /// Mean ecliptic and equinox of J2000.
  case ecliptic

  /// For people: `FK5 (J2000)`.
  public var description: String {
    switch self {
    case .icrs: "ICRS"
    case .fk5(let equinox): "FK5 (J\(Self.year(equinox)))"
    case .fk4(let equinox): "FK4 (B\(Self.year(equinox)))"
    case .fk4WithoutETerms(let equinox): "FK4 without E-terms (B\(Self.year(equinox)))"
    case .galactic: "galactic"
    case .ecliptic: "ecliptic (J2000)"
    }
  }

  private static func year(_ year: Double) -> String {
    Int(exactly: year).map(String.init) ?? String(year)
  }

  /// The frame of a header, by the standard's rules.
  ///
  /// - Returns: `nil` for one whose relation to the ICRS is not known here: the Sun's, a
  ///   planet's, apparent places.
  /// - Source: Calabretta & Greisen 2002, A&A 395, 1077, section 3.1.
  init?(_ facts: SkyProjection.Facts) {
    let equinox = facts.equinox
    switch facts.longitudeType {
    case "GLON": self = .galactic
    case "ELON":
      guard equinox.isNaN || equinox == 2000 else { return nil }
      self = .ecliptic
    case "RA":
      let system = facts.referenceSystem
      switch system.isEmpty ? Self.defaultSystem(equinox) : system {
      case "ICRS": self = .icrs
      case "FK5": self = .fk5(equinox: equinox.isNaN ? 2000 : equinox)
      case "FK4": self = .fk4(equinox: equinox.isNaN ? 1950 : equinox)
      case "FK4-NO-E": self = .fk4WithoutETerms(equinox: equinox.isNaN ? 1950 : equinox)
      default: return nil
      }
    default: return nil
    }
  }

  private static func defaultSystem(_ equinox: Double) -> String {
    equinox.isNaN ? "ICRS" : equinox < 1984 ? "FK4" : "FK5"
  }
}
