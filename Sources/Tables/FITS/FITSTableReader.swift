import FITS
import Files

/// A table in a FITS file, being read.
final class FITSTableReader: TableReader {
  /// Rows longer than this make chunks smaller, in bytes.
  private static let maximumChunkSize = 8 << 20

  let path: String
  let format = TableFormat.fits
  let schema: TableSchema
  let warnings: [String]
  /// The table behind the rows, for a writer that keeps their bytes.
  let table: FITSTable
  private var cursor: RowCursor

  /// Opens a table of a file, or two that belong together.
  ///
  /// - Parameter wanted: Columns that the table should have.
  static func open(
    _ path: String, hdu: HDUSelection?, wanted: [String]
  ) throws(SkysortError) -> any TableReader {
    let file = try FITSFile(path)
    switch hdu {
    case .index(let index): return FITSTableReader(try file.table(at: index))
    case .name(let name): return FITSTableReader(try file.table(named: name))
    case nil: return try TableChoice(file, wanted: wanted).reader()
    }
  }

  /// - Parameter choice: How the table was chosen among others; `nil` where it was named.
  init(_ table: FITSTable, choice: String? = nil) {
    self.table = table
    path = table.path
    let names = Self.distinctNames(table.layout.columns.map(\.name))
    schema = TableSchema(
      columns: zip(table.layout.columns, names).map { ColumnInfo($0, name: $1) },
      metadata: Self.metadata(table.header))
    warnings = [choice].compactMap(\.self) + Self.warnings(table, names)
    cursor = RowCursor(table)
  }

  var rowCount: Int? { table.layout.rowCount }

  func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)? {
    precondition(maximumRows > 0, "expected a positive number of rows, found \(maximumRows)")
    let fitting = max(1, Self.maximumChunkSize / max(1, table.layout.rowWidth))
    guard let block = try cursor.next(maximumRows: min(maximumRows, fitting)) else { return nil }
    return FITSTableChunk(block: block, schema: schema)
  }

  /// Later columns of one name get a number: `flux`, `flux_2`.
  private static func distinctNames(_ names: [String]) -> [String] {
    var seen = Set(names)
    var used = Set<String>()
    return names.map { name in
      guard used.contains(name) else {
        used.insert(name)
        return name
      }
      var number = 2
      while seen.contains("\(name)_\(number)") { number += 1 }
      seen.insert("\(name)_\(number)")
      used.insert("\(name)_\(number)")
      return "\(name)_\(number)"
    }
  }

  private static func warnings(_ table: FITSTable, _ names: [String]) -> [String] {
    var warnings: [String] = []
    for (column, name) in zip(table.layout.columns, names) where column.name != name {
      warnings.append("Column \(column.number) is called \(name): \(column.name) occurs twice.")
    }
    let foreign = (table.units.prefix(1).map(\.header) + [table.header]).flatMap(\.cards)
      .filter { !$0.isStandard }.map { card in card.keyword.isEmpty ? "blank" : card.keyword }
    if !foreign.isEmpty {
      var seen: Set<String> = []
      let keys = foreign.filter { seen.insert($0).inserted }
      let list = keys.prefix(6).joined(separator: ", ") + (keys.count > 6 ? ", …" : "")
      warnings.append(
        "The header holds characters that FITS does not allow (\(list)): a FITS output has them in "
          + "ASCII, as u for µ and n for ñ.")
    }
    return warnings
  }

  /// The table's own keywords, without those that describe its layout.
  private static func metadata(_ header: Header) -> [HeaderEntry] {
    let structural: Set<String> = [
      "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP",
      "CHECKSUM", "DATASUM", "LONGSTRN", "ZHECKSUM", "ZDATASUM",
    ]
    return header.cards.compactMap { card in
      guard let value = card.value, !structural.contains(card.keyword),
        !isColumnKeyword(card.keyword), let entry = HeaderValue(value)
      else { return nil }
      return HeaderEntry(card.keyword, entry, comment: card.comment.isEmpty ? nil : card.comment)
    }
  }

  private static func isColumnKeyword(_ keyword: String) -> Bool {
    keyword.first == "T" && keyword.last?.isNumber == true
  }
}

extension HeaderValue {
  /// `nil` for keywords without a value.
  fileprivate init?(_ value: CardValue) {
    switch value {
    case .logical(let flag): self = .flag(flag)
    case .integer(let integer): self = .integer(integer)
    case .real(let real): self = .real(real)
    case .string(let text), .illegal(let text): self = .text(text)
    case .complex: self = .text(value.description)
    case .undefined: return nil
    }
  }
}

/// Some rows of a FITS table as the file holds them.
struct FITSTableChunk: TableChunk {
  let block: RowBlock
  let schema: TableSchema

  var firstRow: Int { block.firstRow }
  var rowCount: Int { block.rowCount }

  func decode(_ names: [String]) throws(SkysortError) -> Table {
    let stored = schema.storedNames(names)
    guard stored == names else { return try decode(stored).choosing(names) }
    var columns: [Column] = []
    for name in names {
      guard let position = schema.columns.firstIndex(where: { $0.name == name }) else {
        preconditionFailure("expected one of \(schema.names), found \(name)")
      }
      let decoded = try block.decode(block.table.layout.columns[position])
      columns.append(Column(decoded, info: schema.columns[position]))
    }
    return Table(columns: columns, rowCount: rowCount)
  }

  func selecting(_ rows: [Int]) -> any TableChunk {
    FITSTableChunk(block: block.selecting(rows), schema: schema)
  }
}
