import Sky

/// What a column's numbers are: as its unit says, else as the descriptor does.
struct BandUnit {
  private(set) var measure: PhotometricMeasure
  private(set) var system: MagnitudeSystem?
  /// Why the column cannot be used.
  private(set) var problem: String?
  /// What a careful person would say.
  private(set) var warning: String?

  private let column: ColumnInfo
  private let pattern: PhotometryPattern

  /// Zero points that differ by less are the same, however they were rounded.
  private static let tolerance = 0.005

  init(
    _ column: ColumnInfo, _ pattern: PhotometryPattern, _ band: BandDescriptor,
    _ descriptor: SurveyDescriptor, metadata: [HeaderEntry]
  ) {
    (self.column, self.pattern) = (column, pattern)
    let declared = pattern.unit.flatMap({ PhotometricUnit($0) })
    var zeroPoint = pattern.zeroPoint
    if case .flux(let own) = declared { zeroPoint = zeroPoint ?? own }
    measure =
      switch pattern.kind {
      case .magnitude: .magnitude
      case .asinhMagnitude: .asinhMagnitude(softening: band.softening ?? 0)
      case .flux: .flux(zeroPoint: zeroPoint ?? 0)
      }
    system = descriptor.magnitudeSystem
    let header = HeaderZeroPoint(metadata, band: band.name)
    guard PhotometricUnit.isStated(column.unit), let text = column.unit else {
      guard pattern.kind == .flux else { return }
      if let header, let zeroPoint, abs(header.value - zeroPoint) >= Self.tolerance {
        warning =
          "\(column.name) has no unit, and the header a zero point of \(header.value), where "
          + "\(zeroPoint) would be expected: the header's is taken"
      }
      takeHeader(header, orElse: zeroPoint, "neither it nor the survey's descriptor has a unit")
      return
    }
    switch PhotometricUnit(text) ?? withoutForeign(text, declared) {
    case nil: problem = "its unit '\(text)' is none of fluxes or magnitudes that is known"
    case .flux(let own): take(.flux(zeroPoint: own), instead: pattern.kind == .flux, text)
    case .magnitude(let stated):
      system = stated ?? HeaderZeroPoint.system(metadata) ?? system
      if pattern.kind == .flux { take(.magnitude, instead: false, text) }
    case .counts:
      if pattern.kind != .flux { warn(text) }
      let usual = declared == .counts ? pattern.zeroPoint : nil
      takeHeader(header, orElse: usual, "it holds counts")
    }
  }

  /// The descriptor's unit, where the column's is that one with letters beyond ASCII behind it.
  private mutating func withoutForeign(
    _ text: String, _ declared: PhotometricUnit?
  ) -> PhotometricUnit? {
    let rest = String(text.prefix(while: \.isASCII))
    let letters = text.dropFirst(rest.count)
    guard !letters.isEmpty, letters.allSatisfy({ $0.isLetter && !$0.isASCII }), let declared,
      PhotometricUnit(rest) == declared
    else { return nil }
    warning = "\(column.name) is in '\(text)', which is taken for \(rest)"
    return declared
  }

  private mutating func take(
    _ stated: PhotometricMeasure, instead isSameKind: Bool, _ unit: String
  ) {
    if case .flux = stated { system = .ab }
    if isSameKind, let own = stated.zeroPoint, let usual = measure.zeroPoint,
      pattern.zeroPoint != nil || pattern.unit != nil
    {
      if abs(own - usual) < Self.tolerance { return }
      warn(unit)
    } else if !isSameKind {
      warn(unit)
    }
    measure = stated
  }

  private mutating func warn(_ unit: String) {
    let expected = pattern.unit ?? (pattern.kind == .flux ? "other fluxes" : "magnitudes")
    warning =
      "\(column.name) is in \(unit), where \(expected) would be expected: the column's unit is taken"
  }

  private mutating func takeHeader(
    _ header: HeaderZeroPoint?, orElse usual: Double?, _ reason: String
  ) {
    if let header, abs(header.value - (usual ?? .infinity)) >= Self.tolerance {
      measure = .flux(zeroPoint: header.value)
    } else if let usual {
      measure = .flux(zeroPoint: usual)
    } else {
      problem =
        "\(reason), and no zero point (\(HeaderZeroPoint.keys.prefix(4).joined(separator: ", "))) "
        + "stands in the header"
    }
  }

  /// The column of errors, where its unit goes with the column's.
  ///
  /// - Returns: `nil` with a warning where it does not.
  mutating func errorColumn(_ error: ColumnInfo?, of meaning: ErrorMeaning) -> ColumnInfo? {
    guard let error, let zeroPoint = measure.zeroPoint, let text = error.unit,
      PhotometricUnit.isStated(text)
    else { return error }
    let unit =
      meaning == .inverseVariance
      ? PhotometricUnit(ofInverseVariance: text) : PhotometricUnit(text)
    let isSame =
      switch unit {
      case .flux(let own): abs(own - zeroPoint) < Self.tolerance
      case .counts: column.unit.map { PhotometricUnit($0) == .counts } ?? false
      case .magnitude: false
      // A unit that says nothing of flux, such as `1/nanomaggy^2` spelt some other way.
      case nil: true
      }
    if isSame { return error }
    let own = "\(error.name) is in \(text), which does not go with \(column.name): "
    warning = [warning, own + "it is not used"].compactMap { $0 }.joined(separator: "; ")
    return nil
  }
}

extension PhotometricMeasure {
  fileprivate var zeroPoint: Double? {
    if case .flux(let zeroPoint) = self { zeroPoint } else { nil }
  }
}

/// The zero point of counts that a table's header states.
struct HeaderZeroPoint {
  let value: Double

  static let keys = [
    "MAGZERO", "ZP", "PHOTZP", "MAGZPT", "ZEROPOINT", "ZEROPT", "ZPT", "MAGZP", "MAG_ZP",
    "MAG_ZERO", "ZERO_POINT", "PHOT_ZP",
  ]

  /// - Parameter band: Keywords that name it go before others: `MAGZERO_R`, `ZP_R`, `ZPR`.
  init?(_ metadata: [HeaderEntry], band: String) {
    let entries = Dictionary(
      metadata.map { ($0.key.uppercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    let ending = band.uppercased()
    let names =
      Self.keys.flatMap { ["\($0)_\(ending)", "\($0)\(ending)", "\(ending)_\($0)"] } + Self.keys
    let found = names.lazy.compactMap { entries[$0]?.number }.first { (-60...60).contains($0) }
    if let found {
      value = found
    } else if let flux = ["FLUXMAG0_\(ending)", "FLUXMAG0"].lazy.compactMap({ entries[$0]?.number })
      .first(where: { $0 > 0 })
    {
      value = MagnitudeScale.logarithmic(zeroPoint: 0).magnitude(flux: 1 / flux)
    } else {
      return nil
    }
  }

  /// The system that a header states for all of a table's magnitudes.
  static func system(_ metadata: [HeaderEntry]) -> MagnitudeSystem? {
    for entry in metadata where ["MAGSYS", "MAG_SYS", "PHOTSYS"].contains(entry.key.uppercased()) {
      let word = entry.value.description.lowercased()
      if word.hasPrefix("ab") { return .ab }
      if word.hasPrefix("vega") { return .vega }
    }
    return nil
  }
}

extension HeaderValue {
  /// `nil` for words and flags.
  fileprivate var number: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    case .text(let text): Double(text.filter { !$0.isWhitespace })
    case .flag: nil
    }
  }
}
