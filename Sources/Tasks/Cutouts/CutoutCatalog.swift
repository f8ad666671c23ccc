import Files
import Images
import Tables

/// Which columns of a catalog hold positions; those that its survey names where `nil`.
public struct PositionChoice: Sendable, Hashable {
  /// Degrees.
  public var rightAscension: String?
  public var declination: String?
  /// Pixels.
  public var x: String?
  public var y: String?
  /// What the first pixel is called: 1 in FITS files and most catalogs, 0 in Python's.
  public var origin = 1

  public init() {}
}

/// The sources of a catalog that cutouts are wanted of.
struct CutoutCatalog {
  /// The columns kept: identifier, label, and what is asked for.
  let table: Table
  let positions: CutoutPositions
  /// The column that names the sources, where there is one.
  let identifier: String?
  let warnings: [String]

  /// Columns of pixels, from 1, that catalogs without the sky have.
  private static let pixelNames = [
    ("x_image", "y_image"), ("xwin_image", "ywin_image"), ("x", "y"), ("xpix", "ypix"),
  ]

  /// - Parameters:
  ///   - hasSky: Whether the images have coordinates on the sky.
  ///   - kept: Columns to keep besides; `*` keeps all.
  init(
    _ path: String, hdu: HDUSelection?, _ choice: PositionChoice, hasSky: Bool, kept: [String]
  ) throws {
    let reader = try TableFile.open(path, hdu: hdu)
    let roles = CatalogRoles(reader.schema).columns
    let columns = try PositionColumns(
      choice, reader.schema, roles, hasSky: hasSky, path: path, pixelNames: Self.pixelNames)
    let names = try Self.kept(kept, reader.schema, roles, path: path)
    let wanted = names + [columns.first, columns.second].filter { !names.contains($0) }
    let rows = try TableFile.read(reader, columns: wanted)
    table = Table(columns: names.compactMap { rows[$0] }, rowCount: rows.rowCount)
    positions = try columns.positions(rows, path: path)
    identifier = roles.identifier
    warnings = reader.warnings
  }

  private static func kept(
    _ asked: [String], _ schema: TableSchema, _ roles: PhotometryColumns, path: String
  ) throws(SkysortError) -> [String] {
    guard !asked.contains("*") else { return schema.names }
    for name in asked where schema[name] == nil {
      throw SkysortError(
        path: path, problem: "has no column '\(name)' to keep",
        fix: "Its columns are \(schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
    let usual = [roles.identifier, roles.classColumn].compactMap { $0 }
    return schema.names.filter { usual.contains($0) || asked.contains($0) }
  }
}

/// The two columns that say where a catalog's sources are.
private struct PositionColumns {
  let first: String
  let second: String
  private let isSky: Bool
  private let origin: Int

  init(
    _ choice: PositionChoice, _ schema: TableSchema, _ roles: PhotometryColumns, hasSky: Bool,
    path: String, pixelNames: [(String, String)]
  ) throws(SkysortError) {
    origin = choice.origin
    let lowercase = Dictionary(
      schema.names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    let pixels = pixelNames.lazy.compactMap { names -> (String, String)? in
      guard let x = lowercase[names.0], let y = lowercase[names.1] else { return nil }
      return (x, y)
    }.first
    let isNamed = choice.rightAscension != nil || choice.declination != nil
    let areNamedPixels = choice.x != nil || choice.y != nil
    let right = choice.rightAscension ?? roles.rightAscension
    let declination = choice.declination ?? roles.declination
    if areNamedPixels, let x = choice.x ?? pixels?.0, let y = choice.y ?? pixels?.1 {
      (first, second, isSky) = (x, y, false)
    } else if hasSky || isNamed, let right, let declination {
      (first, second, isSky) = (right, declination, true)
    } else if let pixels {
      (first, second, isSky) = (pixels.0, pixels.1, false)
    } else if let right, let declination {
      (first, second, isSky) = (right, declination, true)
    } else {
      throw SkysortError(
        path: path,
        problem: "no columns of positions were recognised among "
          + schema.names.joined(separator: ", "),
        fix: "Name them with --ra and --dec, or with --x and --y.")
    }
    for name in [first, second] where schema[name] == nil {
      throw SkysortError(
        path: path, problem: "has no column '\(name)'",
        fix: "Its columns are \(schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
  }

  func positions(_ table: Table, path: String) throws -> CutoutPositions {
    let values = try [first, second].map { name in
      guard let numbers = table[name]?.doubles() else {
        throw SkysortError(
          path: path, problem: "column \(name) holds no numbers, which positions need",
          fix: "Give degrees, not hours and minutes; or name other columns.")
      }
      return numbers
    }
    var pairs: [Double] = []
    pairs.reserveCapacity(2 * table.rowCount)
    for row in 0..<table.rowCount { pairs += [values[0][row], values[1][row]] }
    guard isSky else { return .pixels(pairs.map { $0 - Double(origin) }) }
    try checkDegrees(table, path: path)
    return .sky(pairs)
  }

  private func checkDegrees(_ table: Table, path: String) throws {
    let columns = [first, second].compactMap { table[$0] }
    let roles = PhotometryColumns(
      survey: "", rightAscension: first, declination: second, bands: [])
    var statistics = TableStatistics(
      TableSchema(columns: columns.map(\.info)), photometry: roles)
    statistics.observe(Table(columns: columns, rowCount: table.rowCount))
    try statistics.checkDegrees(path: path)
  }
}
