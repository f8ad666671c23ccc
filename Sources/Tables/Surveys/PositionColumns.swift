/// Two columns that say where a source lies.
struct PositionColumns {
  let rightAscension: String
  let declination: String

  /// - Returns: `nil` unless both are columns of numbers.
  init?(_ right: ColumnInfo?, _ declination: ColumnInfo?) {
    guard let right, let declination, right.isScalar, declination.isScalar, right.type.isNumeric,
      declination.type.isNumeric
    else { return nil }
    rightAscension = right.name
    self.declination = declination.name
  }

  /// The position of a table, by the names that surveys and programs give it, by UCD, and by
  /// names that differ in `ra` and `dec` only.
  init?(_ matcher: ColumnMatcher) {
    for (right, declination) in Self.usual {
      if let found = Self(matcher.first(of: [right]), matcher.first(of: [declination])) {
        self = found
        return
      }
    }
    guard
      let found = Self(byMeaning: matcher.schema) ?? Self(byEnding: matcher)
        ?? Self(byLetters: matcher.schema)
    else { return nil }
    self = found
  }

  /// Names that people write with units and blanks: `RA (deg)`.
  private init?(byLetters schema: TableSchema) {
    func column(_ names: [String], _ ending: String) -> ColumnInfo? {
      schema.columns.first { column in
        let letters = column.name.lowercased().filter { $0.isLetter || $0.isNumber }
        return names.contains { letters == $0 + ending }
      }
    }
    for ending in ["", "deg", "degrees", "j2000", "j2000deg", "degj2000", "icrs"] {
      if let found = Self(
        column(["ra", "rightascension"], ending), column(["dec", "de", "declination"], ending))
      {
        self = found
        return
      }
    }
    return nil
  }

  private static let usual = [
    ("ra", "dec"), ("_RAJ2000", "_DEJ2000"), ("RAJ2000", "DEJ2000"), ("RA_ICRS", "DE_ICRS"),
    ("_RA.icrs", "_DE.icrs"), ("_RA_icrs", "_DE_icrs"), ("_RA", "_DE"), ("RAdeg", "DEdeg"),
    ("RA_deg", "DEC_deg"), ("RIGHT_ASCENSION", "DECLINATION"),
    ("sky_centroid.ra", "sky_centroid.dec"), ("skycoord.ra", "skycoord.dec"),
    ("coord.ra", "coord.dec"), ("coord_ra", "coord_dec"), ("i_ra", "i_dec"), ("ira", "idec"),
    ("ra2000", "dec2000"), ("RA_J2000", "DEC_J2000"), ("ALPHAWIN_J2000", "DELTAWIN_J2000"),
    ("ALPHA_J2000", "DELTA_J2000"), ("ALPHAPSF_J2000", "DELTAPSF_J2000"),
    ("ALPHAPEAK_J2000", "DELTAPEAK_J2000"), ("ALPHAWIN_SKY", "DELTAWIN_SKY"),
    ("ALPHA_SKY", "DELTA_SKY"), ("XWIN_WORLD", "YWIN_WORLD"), ("X_WORLD", "Y_WORLD"),
    ("TARGET_RA", "TARGET_DEC"), ("raMean", "decMean"), ("ra_gaia", "dec_gaia"),
    ("alpha", "delta"),
  ]

  private init?(byMeaning schema: TableSchema) {
    func column(_ meanings: [String]) -> ColumnInfo? {
      let ucds = schema.columns.map { ($0, ($0.ucd ?? "").lowercased()) }
      return meanings.lazy.compactMap { meaning in ucds.first { $0.1 == meaning }?.0 }.first
    }
    self.init(
      column(["pos.eq.ra;meta.main", "pos_eq_ra_main", "pos.eq.ra"]),
      column(["pos.eq.dec;meta.main", "pos_eq_dec_main", "pos.eq.dec"]))
  }

  /// The first two columns such as `centre.ra` and `centre.dec`.
  private init?(byEnding matcher: ColumnMatcher) {
    for column in matcher.schema.columns {
      let name = column.name
      for (right, declination) in [(".ra", ".dec"), ("_ra", "_dec"), ("_ra", "_de")]
      where name.lowercased().hasSuffix(right) {
        let partner = name.dropLast(right.count) + declination
        if let found = Self(column, matcher.first(of: [String(partner)])) {
          self = found
          return
        }
      }
    }
    return nil
  }
}
