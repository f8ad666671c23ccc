import Files
import Sky
public import Tables

/// A catalog that is matched with another; columns that are not named are recognised.
public struct MatchInput: Sendable, Hashable {
  public var path: String
  public var hdu: HDUSelection?
  /// Columns in degrees.
  public var rightAscension: String?
  public var declination: String?
  /// A column, or several that identify together, with commas between.
  public var identifier: String?
  /// Whose names of columns go before those of surveys that are recognised.
  public var survey = SurveyChoice.recognised

  public init(path: String) { self.path = path }

  /// The table, of a file with several the one that has the columns that are named.
  func open(wanted: [String] = []) throws(SkysortError) -> any TableReader {
    let identifiers = identifier.map { $0.split(separator: ",").map { String($0).trimmed } } ?? []
    let position = [rightAscension, declination].compactMap(\.self)
    return try TableFile.open(path, hdu: hdu, wanted: identifiers + position + wanted)
  }
}

/// What two rows are known by as one source.
public enum MatchKey: String, Sendable, Hashable, CaseIterable, Encodable {
  case position, id
  /// The identifier where both catalogs have one of the same kind, else the position.
  case auto
}

/// What a catalog's rows are found by.
struct MatchSide {
  let path: String
  let rowCount: Int
  let roles: CatalogRoles
  /// With every column that may identify rows.
  let table: Table
  /// Columns that the user named; `nil` where none.
  let namedIdentifier: [String]?
  /// `nil` where there are no columns of positions.
  let points: SkyPoints?
  let warnings: [String]

  /// - Parameter wanted: Columns that the caller asks for besides.
  init(_ input: MatchInput, wanted: [String] = []) throws {
    let reader = try input.open(wanted: wanted)
    let roles = CatalogRoles(reader.schema, survey: try input.survey.descriptor())
    let named = input.identifier.map { Self.columns($0, reader.schema) }
    let position = [
      input.rightAscension ?? roles.columns.rightAscension,
      input.declination ?? roles.columns.declination,
    ]
    let names = (named ?? []) + position.compactMap(\.self)
    for name in names where reader.schema[name] == nil {
      throw SkysortError(
        path: input.path, problem: "has no column '\(name)'",
        fix: "Its columns are \(reader.schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
    let warnings = reader.warnings
    var seen: Set<String> = []
    let wanted = (names + roles.identifierColumns).filter { seen.insert($0).inserted }
    let table = try TableFile.read(reader, columns: wanted)
    try self.init(
      table, roles: roles, namedIdentifier: named, position: (position[0], position[1]),
      path: input.path, warnings: warnings)
  }

  /// Columns as the user names them: one, or several with commas between.
  static func columns(_ text: String, _ schema: TableSchema) -> [String] {
    schema[text] == nil ? text.split(separator: ",").map { String($0).trimmed } : [text]
  }

  /// - Parameters:
  ///   - table: With the columns named.
  ///   - position: Columns of right ascension and declination.
  init(
    _ table: Table, roles: CatalogRoles, namedIdentifier: [String]? = nil,
    position: (String?, String?), path: String, warnings: [String] = []
  ) throws {
    self.path = path
    rowCount = table.rowCount
    self.roles = roles
    self.table = table
    self.namedIdentifier = namedIdentifier
    let columns = [position.0, position.1].compactMap { name in name.flatMap { table[$0] } }
    points = columns.count == 2 ? try SkyColumns(columns[0], columns[1], path: path).points : nil
    let suspicion = columns.count == 2 ? SkyColumns.suspicion(columns[0], columns[1]) : nil
    self.warnings = (warnings + [suspicion].compactMap { $0 }).map { "\(path): \($0)" }
  }
}

/// Two columns as positions on the sky.
struct SkyColumns {
  let points: SkyPoints

  init(_ right: Column, _ declination: Column, path: String) throws {
    let hours = ["h", "hr", "hour", "hours", "hourangle"]
    if let unit = right.info.unit?.lowercased(), hours.contains(unit) {
      throw SkysortError(
        path: path, problem: "column \(right.name) is in hours where degrees are expected",
        fix: "Multiply it by 15.")
    }
    let values = try [right, declination].map { column in
      guard let numbers = column.doubles() else {
        throw SkysortError(
          path: path,
          problem: "column \(column.name) holds no numbers, which positions need",
          fix: "Give degrees, not hours and minutes; or name other columns.")
      }
      return numbers
    }
    let roles = PhotometryColumns(
      survey: "", rightAscension: right.name, declination: declination.name, bands: [])
    var statistics = TableStatistics(
      TableSchema(columns: [right.info, declination.info]), photometry: roles)
    statistics.observe(Table(columns: [right, declination]))
    try statistics.checkDegrees(path: path)
    points = SkyPoints(rightAscensions: values[0], declinations: values[1])
  }

  /// What makes right ascensions look like hours: all in 0 to 24, spread evenly over them, on a
  /// high part of the sky.
  static func suspicion(_ right: Column, _ declination: Column) -> String? {
    func range(_ column: Column) -> (low: Double, high: Double) {
      (column.doubles() ?? []).reduce((.infinity, -.infinity)) {
        $1.isFinite ? (min($0.0, $1), max($0.1, $1)) : $0
      }
    }
    let (around, high) = (range(right), range(declination))
    guard around.low >= 0, around.high <= 24, around.high - around.low > 20,
      high.high - high.low > 40
    else { return nil }
    return "Column \(right.name) lies in 0 to 24: are these hours? Degrees are expected."
  }
}
