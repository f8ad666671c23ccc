import Files
import Tables

/// The columns a matched catalog has behind those of its input: the other catalog's, and how far
/// apart the two positions are.
///
/// Where the input has a column of one of these names, ours becomes `match_NAME`.
struct MatchedColumns {
  /// In the order of the output.
  let infos: [ColumnInfo]
  /// The other catalog's columns, by their names there.
  let names: [String]

  static let prefix = "match_"

  /// - Parameters:
  ///   - kept: The other catalog's columns that are wanted; all where `nil`.
  ///   - hasGaps: Whether rows without a partner are kept.
  init(
    _ other: TableSchema, kept: [String]?, besides input: TableSchema, hasGaps: Bool,
    path: String
  ) throws(SkysortError) {
    for name in kept ?? [] where other[name] == nil {
      throw SkysortError(
        path: path, problem: "has no column '\(name)' to keep",
        fix: "Its columns are \(other.names.joined(separator: ", ")).", exitCode: .usage)
    }
    names = other.names.filter { kept?.contains($0) ?? true }
    var taken = Set(input.names.map { $0.lowercased() })
    var infos: [ColumnInfo] = []
    for info in names.compactMap({ other[$0] }) + [Self.separation] {
      var info = info
      info.name = Self.free(info.name, among: taken)
      taken.insert(info.name.lowercased())
      // Rows without a partner need a value that says so.
      if hasGaps, info.type.isInteger { info.nullValue = info.nullValue ?? "" }
      infos.append(info)
    }
    self.infos = infos
  }

  private static let separation = ColumnInfo(
    name: "separation", type: .double, unit: "arcsec", ucd: "pos.angDistance",
    description: "angle between the matched positions")

  private static func free(_ name: String, among taken: Set<String>) -> String {
    guard taken.contains(name.lowercased()) else { return name }
    let base = prefix + name
    var (candidate, number) = (base, 2)
    while taken.contains(candidate.lowercased()) {
      candidate = "\(base)_\(number)"
      number += 1
    }
    return candidate
  }

  /// - Parameters:
  ///   - other: With the columns of ``names``.
  ///   - partners: Its rows, `nil` for none.
  ///   - separations: Arcseconds, NaN for none.
  func table(_ other: Table, partners: [Int?], separations: [Double]) -> Table {
    var columns = names.compactMap { other[$0]?.selecting(partners) }
    columns.append(Column(info: Self.separation, values: .double(separations)))
    return Table(
      columns: zip(infos, columns).map {
        Column(info: $0, values: $1.values, validity: $1.validity)
      }, rowCount: partners.count)
  }
}
