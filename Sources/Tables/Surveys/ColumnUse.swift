internal import Sky

/// What becomes of one column of a table.
public struct ColumnUse: Hashable, Sendable {
  public let column: String
  /// What it is used for: `band g`, `error of band g`, `identifier`; `nil` where it is not used.
  public let use: String?
  /// Why it is not used, as a clause; `nil` where it is.
  public let reason: String?
  /// How likely it is photometry all the same; columns of few chances have few.
  let promise: Int
}

/// What becomes of every column of a table.
public struct ColumnUses: Hashable, Sendable {
  /// In the table's order.
  public let all: [ColumnUse]

  /// - Parameters:
  ///   - columns: The parts that the columns play; `nil` where no survey was recognised.
  ///   - surveys: Whose names a column may have without being used.
  public init(
    _ schema: TableSchema, _ columns: PhotometryColumns?, surveys: [SurveyDescriptor]
  ) {
    let parts = columns.map { Self.parts($0, schema) } ?? [:]
    let expected = ExpectedColumns(
      surveys.filter { $0.name == columns?.survey } + surveys.filter { $0.name != columns?.survey })
    all = schema.columns.map { column in
      if let part = parts[column.name] {
        return ColumnUse(column: column.name, use: part, reason: nil, promise: 0)
      }
      let wanted = expected.part(of: column.name)
      return ColumnUse(
        column: column.name, use: nil, reason: Self.reason(column, columns, wanted),
        promise: Self.promise(column, wanted))
    }
  }

  /// The columns that are not used, the likeliest to be photometry first, a line each.
  ///
  /// - Parameter limit: More are only counted.
  public func unusedText(limit: Int = 20) -> String {
    let unused = all.filter { $0.use == nil }.enumerated()
      .sorted { ($1.element.promise, $0.offset) < ($0.element.promise, $1.offset) }
      .map(\.element)
    let lines = unused.prefix(limit).map { "\n  \($0.column): \($0.reason ?? "")" }
    let rest = unused.count - lines.count
    return lines.joined() + (rest > 0 ? "\n  and \(rest) more" : "")
  }

  // MARK: What is used

  private static func parts(
    _ columns: PhotometryColumns, _ known: TableSchema
  ) -> [String: String] {
    var parts: [String: [String]] = [:]
    func add(_ name: String?, _ part: String) {
      guard let name else { return }
      if let element = ElementName(name), !known.names.contains(name) {
        parts[element.column, default: []].append("\(part) (element \(element.index))")
      } else {
        parts[name, default: []].append(part)
      }
    }
    add(columns.identifier, "identifier")
    for name in columns.identifierScope { add(name, "identifier, together with others") }
    add(columns.rightAscension, "right ascension")
    add(columns.declination, "declination")
    for band in columns.bands where band.problem == nil {
      add(band.column, "band \(band.band.rawValue), \(band.measure.words)")
      add(band.errorColumn, "error of band \(band.band.rawValue)")
      add(band.limitColumn, "limits of band \(band.band.rawValue)")
      add(band.nullColumn, "absence of band \(band.band.rawValue)")
      add(band.extinctionColumn, "extinction of band \(band.band.rawValue)")
      add(band.transmissionColumn, "transmission of band \(band.band.rawValue)")
    }
    add(columns.reddening, "reddening E(B−V)")
    add(columns.classColumn, "class")
    for column in columns.quality { add(column.column, "quality flag") }
    for name in columns.pointSourceCut?.columns ?? [] { add(name, "the survey's star/galaxy cut") }
    return parts.mapValues { $0.joined(separator: "; ") }
  }

  // MARK: Why not

  private static func reason(
    _ column: ColumnInfo, _ columns: PhotometryColumns?, _ wanted: ExpectedColumns.Part?
  ) -> String {
    let name = column.name
    if let band = columns?.bands.first(where: { $0.column == name }), let problem = band.problem {
      return "band \(band.band.rawValue) by its name, but \(problem)"
    }
    if columns?.leaking.contains(name) ?? SpectroscopicColumns.isSpectroscopic(name: name) {
      return "a leak: it tells the class"
    }
    let band = wanted.map { "band \($0.band) by its name, but " } ?? ""
    if column.isVariableLength { return band + "a list whose length differs from row to row" }
    if !column.shape.isEmpty {
      let count = column.shape.reduce(1, *)
      return band + "an array of \(count) \(column.type == .string ? "texts" : "numbers")"
        + (column.type.isNumeric ? ": name an element in a descriptor, \(name)[0]" : "")
    }
    if column.type.isComplex { return band + "complex numbers" }
    guard column.type.isNumeric else {
      return band + (column.type == .bool ? "true or false" : wanted == nil ? "text" : "it is text")
    }
    if let wanted {
      if let taken = columns?.bands.first(where: { $0.band.rawValue == wanted.band }) {
        return wanted.isError
          ? "an error of band \(wanted.band), of other photometry than \(taken.column)"
          : "band \(wanted.band) too, but \(taken.column) is taken"
      }
      if wanted.minimumBands > 1 {
        return "\(band)such names count from \(wanted.minimumBands) bands on"
      }
    }
    return isMeasured(column)
      ? "photometry by its unit or UCD, but no name that a survey has"
      : "no part of photometry; --features \(name) would add it"
  }

  private static func isMeasured(_ column: ColumnInfo) -> Bool {
    if column.ucd?.lowercased().hasPrefix("phot.") == true { return true }
    return column.unit.flatMap { PhotometricUnit($0) } != nil
  }

  private static func promise(_ column: ColumnInfo, _ wanted: ExpectedColumns.Part?) -> Int {
    if let wanted { return wanted.isError ? 3 : 5 }
    if isMeasured(column) { return 4 }
    let name = column.name.lowercased()
    if ["mag", "flux"].contains(where: name.contains) { return 2 }
    return column.type.isNumeric && column.isScalar ? 1 : 0
  }
}

/// The names that surveys give columns of photometry.
private struct ExpectedColumns {
  struct Part {
    let band: String
    let isError: Bool
    /// Below which a survey takes such names for a chance.
    let minimumBands: Int
  }

  /// By name in lower case; of several surveys, the first one's.
  private var parts: [String: Part] = [:]

  init(_ surveys: [SurveyDescriptor]) {
    for survey in surveys {
      for pattern in survey.photometry where pattern.isPerBand {
        for band in survey.bands { add(pattern, band, of: survey.bands) }
      }
    }
  }

  private mutating func add(
    _ pattern: PhotometryPattern, _ band: BandDescriptor, of bands: [BandDescriptor]
  ) {
    let spellings = [band.name] + band.aliases
    func names(_ form: String?) -> [String] {
      guard let form = form.flatMap({ pattern.placed($0, band, of: bands) }) else { return [] }
      return spellings.map { form.replacing("{band}", with: $0) }
    }
    let isNamed = !pattern.columns.isEmpty
    let columns = isNamed ? pattern.columns[band.name] ?? [] : names(pattern.column)
    let errors = isNamed ? pattern.errors[band.name] ?? [] : names(pattern.error)
    for (name, isError) in columns.map({ ($0, false) }) + errors.map({ ($0, true) })
    where parts[name.lowercased()] == nil {
      parts[name.lowercased()] = Part(
        band: band.name, isError: isError, minimumBands: pattern.minimumBands)
    }
  }

  func part(of name: String) -> Part? { parts[name.lowercased()] }
}

extension PhotometricMeasure {
  fileprivate var words: String {
    switch self {
    case .magnitude: "magnitudes"
    case .asinhMagnitude: "asinh magnitudes"
    case .flux(let zeroPoint): "fluxes of zero point \((zeroPoint * 1000).rounded() / 1000)"
    }
  }
}
