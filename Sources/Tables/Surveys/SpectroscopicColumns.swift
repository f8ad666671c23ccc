internal import Sky

/// Which columns of a table come from spectra, whatever survey it is from.
///
/// A spectrum decides the class, so what comes from it gives the class away. Columns are known by
/// name, by UCD, by unit, and by those beside them.
public struct SpectroscopicColumns: Sendable {
  private let schema: TableSchema
  /// Places of columns that only a table of spectra has.
  private let anchors: [Int]

  public init(_ schema: TableSchema) {
    self.schema = schema
    anchors = schema.columns.indices.filter { Self.isCompanion(schema.columns[$0].name, schema) }
  }

  /// In the table's order.
  public var names: [String] {
    schema.columns.indices.filter(isSpectroscopic(at:)).map { schema.columns[$0].name }
  }

  public func contains(_ name: String) -> Bool {
    guard let place = schema.columns.firstIndex(where: { $0.name == name }) else {
      return Self.isSpectroscopic(name: name)
    }
    return isSpectroscopic(at: place)
  }

  private func isSpectroscopic(at place: Int) -> Bool {
    let column = schema.columns[place]
    if Self.isSpectroscopic(name: column.name) || Self.hasSpectroscopicMeaning(column) {
      return true
    }
    let name = Self.plain(column.name)
    if name == "z" { return !Self.isMeasured(column) }
    if anchors.contains(place) { return true }
    return anchors.count > 1 && (Self.fitNames.contains(name) || isAmongAnchors(place))
  }

  /// Whether a column stands between two of a spectroscopic table with hardly anything else.
  private func isAmongAnchors(_ place: Int) -> Bool {
    guard let before = anchors.last(where: { $0 < place }),
      let after = anchors.first(where: { $0 > place })
    else { return false }
    return after - before <= 3 && !Self.isMeasured(schema.columns[place])
  }

  // MARK: By itself

  /// Whether a column's name says that it comes from spectroscopy.
  public static func isSpectroscopic(name: String) -> Bool {
    let lower = name.lowercased()
    let parts = ["redshift", "specobj", "spec_obj", "mjd", "fiberid", "fiber_id", "fibreid"]
    let starts = [
      "specz", "spec_", "specclass", "subclass", "sub_class", "plate", "zspec", "z_spec", "zsp_",
    ]
    return names.contains(plain(name)) || parts.contains { lower.contains($0) }
      || starts.contains { lower.hasPrefix($0) }
      || lower.split(separator: "_").contains { $0 == "plate" || $0 == "zspec" || $0 == "specz" }
  }

  private static func hasSpectroscopicMeaning(_ column: ColumnInfo) -> Bool {
    let ucd = (column.ucd ?? "").lowercased()
    if ["redshift", "src.sptype", "spect.dopplerveloc", "spect.line", "phys.veloc"]
      .contains(where: ucd.contains)
    {
      return true
    }
    let unit = (column.unit ?? "").lowercased().filter { !$0.isWhitespace }
    return ["redshift", "km/s", "kms-1", "km.s-1", "kms**-1", "km.s**-1", "kms^-1"].contains(unit)
  }

  /// Whether a column says by its unit or UCD that it is photometry.
  private static func isMeasured(_ column: ColumnInfo) -> Bool {
    if column.ucd?.lowercased().hasPrefix("phot.") == true { return true }
    return column.unit.flatMap({ PhotometricUnit($0) }) != nil
  }

  /// Without what separates words, in small letters.
  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static let names: Set = [
    "zsp", "zspec", "specz", "zbest", "zfinal", "zhelio", "zhel", "zcmb", "ztrue", "zvi", "zpipe",
    "zlit", "zem", "zabs", "zsys", "zqso", "zgal", "znoqso", "zadopted", "zcosmo", "cz", "vhelio",
    "vrad", "rv", "hrv", "radialvelocity", "velocitydispersion", "vdisp", "veldisp", "zspecerr",
    "ezsp", "ezspec", "zsperr", "qzsp", "qzspec", "zspecflag", "spectype", "spectraltype",
    "sptype", "spclass", "fibre", "fiber", "thingid", "sourcetype",
  ]

  /// Only beside a redshift.
  private static let companions: Set = [
    "zerr", "ezerr", "zerror", "errz", "zwarn", "zwarning", "zwar", "zconf", "zqual", "zquality",
    "zflag", "qz", "nqual", "qop", "spectype", "subclass", "deltachi2", "rchi2", "rchi2diff",
    "snmedian", "snmedianall", "zbesterr",
  ]

  /// Of a fit to a spectrum, in a table that has ``companions``.
  private static let fitNames: Set = ["chi2", "coeff", "ncoeff", "npixels", "numexp", "zcat"]

  // MARK: z

  /// Why a column that a bare band name finds for z is a redshift; `nil` where it may be a band.
  func redshiftReason(ofBandColumn column: ColumnInfo) -> String? {
    if Self.hasSpectroscopicMeaning(column) { return "its UCD or unit says so" }
    if Self.isMeasured(column) { return nil }
    let bands = schema.columns.filter { ["u", "g", "r", "i"].contains($0.name.lowercased()) }
    let measured = bands.filter(Self.isMeasured)
    if !measured.isEmpty, measured.count == bands.count {
      return "\(measured.map(\.name).joined(separator: ", ")) have a unit and it has none"
    }
    let others = schema.columns.filter { $0.name != column.name }
    let hasRedshift = others.contains {
      let name = Self.plain($0.name)
      return !Self.companions.contains(name)
        && (name.contains("redshift") || Self.redshifts.contains(name)
          || ($0.ucd ?? "").lowercased().contains("redshift"))
    }
    if hasRedshift { return nil }
    let beside = others.map(\.name).filter { Self.isCompanion($0, schema) }
    let certain = beside.filter { !["spectype", "subclass"].contains(Self.plain($0)) }
    guard !certain.isEmpty || beside.count > 1 else { return nil }
    return "\(beside.joined(separator: ", ")) stand\(beside.count == 1 ? "s" : "") beside it"
  }

  private static let redshifts: Set = [
    "zsp", "zspec", "specz", "zbest", "zfinal", "zhelio", "ztrue", "zvi", "zpipe",
  ]

  private static func isCompanion(_ name: String, _ schema: TableSchema) -> Bool {
    companions.contains(plain(name)) && !isSisterError(name, of: schema)
  }

  /// Whether a name is the error of z as others are of g, r and i: `z_err` beside `g_err`.
  private static func isSisterError(_ name: String, of schema: TableSchema) -> Bool {
    let lower = name.lowercased()
    guard lower.hasPrefix("z") || lower.hasSuffix("z") else { return false }
    let rest = lower.hasPrefix("z") ? lower.dropFirst() : lower.dropLast()
    let names = Set(schema.names.map { $0.lowercased() })
    return ["g", "r", "i"].contains {
      names.contains(lower.hasPrefix("z") ? $0 + rest : rest + $0)
    }
  }
}
