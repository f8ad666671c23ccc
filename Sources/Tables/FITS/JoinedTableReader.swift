import FITS
import Files

/// Two tables of one FITS file whose rows are of the same targets, read as one.
///
/// The rows are those of the first; the second's columns stand behind its own. Memory holds the
/// second's identifiers where its rows stand in another order.
final class JoinedTableReader: TableReader {
  /// The column that tells targets apart in both tables.
  static let key = "TARGETID"

  let path: String
  let format = TableFormat.fits
  let schema: TableSchema
  let warnings: [String]
  /// The columns that are the second table's.
  private let foreign: Set<String>
  private let base: FITSTableReader
  private let partner: FITSTableReader
  /// By row of the first table, the second's, -1 where it has none; `nil` where the rows stand in
  /// one order.
  private let partners: [Int]?

  /// - Parameters:
  ///   - partnerLabel: For messages.
  ///   - choice: What is read, for the warnings.
  init(
    _ base: FITSTableReader, _ partner: FITSTableReader, partnerLabel: String, choice: String
  ) throws(SkysortError) {
    self.base = base
    self.partner = partner
    path = base.path
    let taken = Set(base.schema.names.map { $0.uppercased() })
    let added = partner.schema.columns.filter { !taken.contains($0.name.uppercased()) }
    foreign = Set(added.map(\.name))
    schema = TableSchema(
      columns: base.schema.columns + added, metadata: base.schema.metadata)
    let keys = try (Self.keys(base.table), Self.keys(partner.table))
    var warnings = [choice]
    if keys.0 == keys.1 {
      partners = nil
    } else {
      let first = Dictionary(zip(keys.1, keys.1.indices)) { first, _ in first }
      let rows = keys.0.map { first[$0] ?? -1 }
      partners = rows
      let alone = rows.count { $0 < 0 }
      if alone > 0 { warnings.append("\(alone) rows have no target in \(partnerLabel).") }
      if first.count < keys.1.count {
        warnings.append(
          "\(keys.1.count - first.count) rows of \(partnerLabel) name a target once more: the "
            + "first of each is taken.")
      }
    }
    self.warnings = warnings + base.warnings + partner.warnings
  }

  private static func keys(_ table: FITSTable) throws(SkysortError) -> [Int64] {
    let reader = FITSTableReader(table)
    let column = try TableFile.read(reader, columns: [key]).column(known: key)
    return column.values.int64s ?? (column.values.uint64s ?? []).map(Int64.init(bitPattern:))
  }

  var rowCount: Int? { base.rowCount }

  func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)? {
    guard let chunk = try base.next(maximumRows: maximumRows) else { return nil }
    let range = chunk.firstRow..<(chunk.firstRow + chunk.rowCount)
    let rows = range.map { partners?[$0] ?? $0 }
    // Rows without a partner are given the first one's numbers, which are masked.
    let hasRows = partner.table.layout.rowCount > 0
    let block = hasRows ? try partner.table.rows(rows.map { max($0, 0) }) : nil
    return JoinedTableChunk(
      base: chunk,
      partner: block.map { FITSTableChunk(block: $0, schema: partner.schema) },
      isPresent: rows.contains { $0 < 0 } ? rows.map { $0 >= 0 } : nil,
      partnerSchema: partner.schema, schema: schema, foreign: foreign)
  }
}

/// Some rows of two tables side by side, as their file holds them.
private struct JoinedTableChunk: TableChunk {
  let base: any TableChunk
  /// `nil` where the second table is empty.
  let partner: FITSTableChunk?
  /// By row, whether the second table has it; `nil` where it has all.
  let isPresent: [Bool]?
  let partnerSchema: TableSchema
  let schema: TableSchema
  /// The columns that are the second table's.
  let foreign: Set<String>

  var firstRow: Int { base.firstRow }
  var rowCount: Int { base.rowCount }

  func decode(_ names: [String]) throws(SkysortError) -> Table {
    let stored = schema.storedNames(names)
    guard stored == names else { return try decode(stored).choosing(names) }
    let first = try base.decode(names.filter { !foreign.contains($0) })
    let second = try partnerColumns(names.filter(foreign.contains))
    return Table(columns: names.compactMap { first[$0] ?? second[$0] }, rowCount: rowCount)
  }

  private func partnerColumns(_ names: [String]) throws(SkysortError) -> Table {
    guard let partner else {
      let columns = names.compactMap { partnerSchema[$0] }.map {
        Column.missing($0, count: rowCount)
      }
      return Table(columns: columns, rowCount: rowCount)
    }
    let table = try partner.decode(names)
    guard let isPresent else { return table }
    return table.selecting(isPresent.indices.map { isPresent[$0] ? $0 : nil })
  }

  func selecting(_ rows: [Int]) -> any TableChunk {
    JoinedTableChunk(
      base: base.selecting(rows),
      partner: (partner?.selecting(rows)).flatMap { $0 as? FITSTableChunk },
      isPresent: isPresent.map { present in rows.map { present[$0] } },
      partnerSchema: partnerSchema, schema: schema, foreign: foreign)
  }
}
