internal import Glibc

/// The zero point of a magnitude scale.
public enum MagnitudeSystem: String, Hashable, Sendable, Codable {
  /// A source of 3631 Jy at every frequency has magnitude 0.
  case ab = "AB"
  /// Vega has magnitude 0 in every band.
  case vega = "Vega"
}

/// What a column's unit says of its photometry.
public enum PhotometricUnit: Hashable, Sendable {
  /// Flux by frequency, with `m = zeroPoint − 2.5 log₁₀ f` in AB magnitudes.
  case flux(zeroPoint: Double)
  /// Magnitudes; the system is `nil` where the unit does not say it.
  case magnitude(MagnitudeSystem?)
  /// Counts of a detector, or counts by second; their zero point stands elsewhere.
  case counts

  /// - Parameter text: As FITS, VOTable or ECSV write it.
  /// - Returns: `nil` for any other unit.
  public init?(_ text: String) {
    if let magnitude = Self.magnitude(text) {
      self = magnitude
    } else if let factors = UnitFactors(text), let unit = Self(factors) {
      self = unit
    } else {
      return nil
    }
  }

  /// What the square root of the inverse of a variance is in: `uJy` of `1/uJy^2`.
  ///
  /// - Returns: `nil` where the text is no inverse square of a flux.
  public init?(ofInverseVariance text: String) {
    guard let factors = UnitFactors(text), let (name, power) = factors.single, power == -2,
      let unit = Self.flux(name)
    else { return nil }
    self = .flux(zeroPoint: unit + 1.25 * log10(factors.multiplier))
  }

  /// Whether a column of this unit says one: blanks and dashes do not.
  public static func isStated(_ text: String?) -> Bool {
    guard let text else { return false }
    return !["", "-", "--", "---", "none", "unitless", "dimensionless", "null"].contains(
      text.filter { !$0.isWhitespace }.lowercased())
  }

  private init?(_ factors: UnitFactors) {
    if factors.powers == ["erg": 1, "s": -1, "cm": -2, "Hz": -1]
      || factors.powers == ["ergs": 1, "s": -1, "cm": -2, "Hz": -1]
    {
      self = .flux(zeroPoint: -48.6 - 2.5 * log10(factors.multiplier))
    } else if factors.powers == ["W": 1, "m": -2, "Hz": -1] {
      self = .flux(zeroPoint: -56.1 - 2.5 * log10(factors.multiplier))
    } else if Self.isCounts(factors) {
      self = .counts
    } else if let (name, power) = factors.single, power == 1, let zeroPoint = Self.flux(name) {
      self = .flux(zeroPoint: zeroPoint - 2.5 * log10(factors.multiplier))
    } else {
      return nil
    }
  }

  private static func isCounts(_ factors: UnitFactors) -> Bool {
    let names: Set = [
      "count", "counts", "ct", "cts", "adu", "dn", "electron", "electrons", "e", "ph", "photon",
      "photons",
    ]
    var powers = factors.powers
    if ["s", "sec", "second"].contains(where: { powers[$0] == -1 }) {
      powers = powers.filter { $0.value == 1 }
    }
    guard factors.multiplier == 1, powers.count == 1, let (name, power) = powers.first else {
      return false
    }
    return power == 1 && names.contains(name.lowercased())
  }

  // MARK: Names

  private static func magnitude(_ text: String) -> PhotometricUnit? {
    switch text.lowercased().filter(\.isLetter) {
    case "mag", "mags", "magnitude", "magnitudes", "asinhmag", "asinhmagnitude", "luptitude",
      "luptitudes":
      return text.contains { $0.isNumber || $0 == "/" } ? nil : .magnitude(nil)
    case "ab", "abmag", "abmags", "magab", "mab", "abmagnitude", "abmagnitudes", "magnitudeab":
      return .magnitude(.ab)
    case "vega", "vegamag", "vegamags", "magvega", "vegamagnitude", "vegamagnitudes":
      return .magnitude(.vega)
    default: return nil
    }
  }

  /// The zero point of a named unit of flux.
  private static func flux(_ name: String) -> Double? {
    for (base, zeroPoint) in [("Jy", 8.9), ("mgy", 0), ("Mgy", 0)] where name.hasSuffix(base) {
      let prefix = String(name.dropLast(base.count))
      if let exponent = symbols[prefix] ?? prefixes[prefix] {
        return zeroPoint + 2.5 * Double(-exponent)
      }
    }
    let word = name.lowercased()
    for (base, zeroPoint) in words where word.hasSuffix(base) {
      let prefix = String(word.dropLast(base.count))
      if let exponent = prefixes[prefix] ?? symbols[prefix] {
        return zeroPoint + 2.5 * Double(-exponent)
      }
    }
    // All in capitals, MJY could be either; the others are one thing only.
    return ["JY": 8.9, "UJY": 23.9, "NJY": 31.4, "jy": 8.9, "mjy": 16.4, "ujy": 23.9, "njy": 31.4][
      name]
  }

  private static let symbols = [
    "": 0, "m": -3, "u": -6, "mu": -6, "n": -9, "p": -12, "k": 3, "M": 6,
  ]
  private static let prefixes = ["milli": -3, "micro": -6, "nano": -9, "pico": -12]
  private static let words = [
    ("jansky", 8.9), ("janskys", 8.9), ("janskies", 8.9), ("maggy", 0), ("maggie", 0),
    ("maggies", 0),
  ]
}

extension Band {
  /// What to add to a magnitude of the Vega system for one of the AB system; `nil` for a band
  /// whose offset is not known.
  ///
  /// - Source: Blanton & Roweis 2007, AJ 133, 734, Table 1; Jarrett et al. 2011, ApJ 735, 112 for
  ///   WISE; Gaia EDR3 documentation, section 5.4.1, for Gaia.
  public var vegaToAB: Double? { Self.vegaOffsets[rawValue] }

  private static let vegaOffsets: [String: Double] = [
    "U": 0.79, "B": -0.09, "V": 0.02, "R": 0.21, "I": 0.45, "u": 0.91, "g": -0.08, "r": 0.16,
    "i": 0.37, "z": 0.54, "y": 0.634, "Y": 0.634, "J": 0.91, "H": 1.39, "K": 1.85, "Ks": 1.85,
    "W1": 2.699, "W2": 3.339, "W3": 5.174, "W4": 6.620, "BP": 0.0155, "G": 0.1136, "RP": 0.3561,
  ]
}
