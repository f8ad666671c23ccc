public import FITS

/// What the image of a unit is for, as its header says it.
///
/// Read from ESO's `HDUCLAS2` and `HDUCLAS3`, the Dark Energy Survey's `DES_EXT`, else from the
/// words of `EXTNAME`: `SCI`, `CH1.SCI`, `MASK_g`, `IVAR`.
public enum ImageRole: Hashable, Sendable {
  /// The sky.
  case science
  /// Nothing is said: the sky, where no other image says that it is.
  case unnamed
  /// How far to believe the pixels of another image.
  case weight(WeightKind)
  /// Which pixels of another image to set aside.
  case mask
  /// Something beside the sky: an exposure map, a background, a distortion.
  case auxiliary
}

/// What the numbers of a weight image are.
public enum WeightKind: String, Hashable, Sendable, CaseIterable, Encodable {
  case inverseVariance = "inverse variance"
  case variance
  case standardDeviation = "standard deviation"
  /// Exposure times, relative weights, or inverse variances: only 0 says for sure what it means.
  case unknown = "unknown scale"

  /// The inverse variance that a pixel stands for; 0 where there is no measurement.
  ///
  /// - Returns: `nil` where the scale is not known.
  public func inverseVariance(_ value: Float) -> Float? {
    switch self {
    case .inverseVariance: value > 0 ? value : 0
    case .variance: value > 0 ? 1 / value : 0
    case .standardDeviation: value > 0 ? 1 / (value * value) : 0
    case .unknown: nil
    }
  }
}

extension HDU {
  /// What its image is for.
  public var role: ImageRole { ImageName(header).role }
}

/// An image's name in parts: what it is for, and what is left of the name, which tells whose.
struct ImageName: Hashable {
  let role: ImageRole
  /// `CH1` of `CH1.RMS`, `G` of `MASK_g`, empty of `DQ`.
  let owner: String

  init(_ header: Header) {
    let words = Self.words(header.text("EXTNAME") ?? "")
    let spelt = Self.role(of: words)
    role = Self.stated(header) ?? spelt
    owner = Self.rest(of: words)
  }

  /// Capitals, digits at the end of a word as a word of their own: `SCI1` is `SCI 1`.
  private static func words(_ name: String) -> [String] {
    name.uppercased().split { !$0.isLetter && !$0.isNumber }.flatMap { part -> [String] in
      let stem = part.reversed().drop(while: \.isNumber)
      let isRole = roles[String(stem.reversed())] != nil && stem.count < part.count
      return isRole
        ? [String(stem.reversed()), String(part.dropFirst(stem.count))] : [String(part)]
    }
  }

  private static let inverse: Set<String> = ["INV", "INVERSE"]

  private static func role(of words: [String]) -> ImageRole {
    let known = words.compactMap { roles[$0] }
    if known.contains(.auxiliary) { return .auxiliary }
    if words.contains(where: inverse.contains), known.contains(.weight(.variance)) {
      return .weight(.inverseVariance)
    }
    // `IMAGE MASK` is a mask: what speaks against the sky counts.
    return known.first { $0 != .science } ?? known.first ?? .unnamed
  }

  private static func rest(of words: [String]) -> String {
    words.filter {
      roles[$0] == nil && !inverse.contains($0) && !["PRIMARY", "COMPRESSED"].contains($0)
    }.joined(separator: " ")
  }

  /// What keywords made for it say.
  private static func stated(_ header: Header) -> ImageRole? {
    switch header.text("DES_EXT")?.uppercased() {
    case "IMAGE": return .science
    case "MASK": return .mask
    case "WEIGHT": return .weight(.inverseVariance)
    default: break
    }
    let detail = header.text("HDUCLAS3")?.uppercased()
    switch header.text("HDUCLAS2")?.uppercased() {
    case "DATA": return .science
    case "ERROR": return .weight(detail.flatMap { errors[$0] } ?? .unknown)
    // Of good pixels, or of a kind that is not known.
    case "QUALITY": return detail == "MASKONE" ? .auxiliary : .mask
    default: return nil
    }
  }

  private static let errors: [String: WeightKind] = [
    "MSE": .variance, "RMSE": .standardDeviation, "INVMSE": .inverseVariance,
  ]

  private static let roles: [String: ImageRole] = {
    let groups: [(ImageRole, [String])] = [
      (.science, ["SCI", "SCIENCE", "IMAGE", "DATA", "SIGNAL"]),
      (.weight(.inverseVariance), ["IVAR", "INVVAR", "IVM", "WGT"]),
      (.weight(.variance), ["VAR", "VARIANCE"]),
      (
        .weight(.standardDeviation),
        ["ERR", "ERROR", "RMS", "SIGMA", "STD", "STDEV", "STDDEV", "UNC", "UNCERT", "UNCERTAINTY"]
      ),
      (.weight(.unknown), ["WHT", "WEIGHT", "WEIGHTS", "WTMAP"]),
      (
        .mask,
        ["DQ", "MSK", "MASK", "FLAG", "FLAGS", "FLG", "BPM", "BADPIX", "QUALITY", "DQM", "OOD"]
      ),
      (
        .auxiliary,
        [
          "CTX", "CON", "CONTEXT", "AREA", "EXP", "EXPMAP", "NEXP", "EXPOSURE", "COVERAGE", "COV",
          "POISSON", "RNOISE", "FLAT", "BKG", "BACK", "BACKGROUND", "SKY", "MODEL", "RESIDUAL",
          "PSF", "SEG", "SEGM", "SEGMAP", "SEGMENTATION", "CHI2", "D2IMARR", "WCSDVARR", "WCSCORR",
          "HDRLET", "THUMBNAIL", "WAVELENGTH", "PATHLOSS", "ASDF", "SAMP",
        ]
      ),
    ]
    return Dictionary(
      groups.flatMap { role, names in names.map { ($0, role) } },
      uniquingKeysWith: { first, _ in first })
  }()
}
