import Files
import Tables

/// Some rows of a table, in an order of their own, with columns of ours behind.
struct ChosenRows {
  let path: String
  let hdu: HDUSelection?
  /// The columns by which the table is found among others.
  let wanted: [String]
  /// Places in the table; a row may be named more than once.
  let rows: [Int]
  let added: [Column]

  func write(to output: String, history: [String]) throws -> OutputFile {
    let table = try selected()
    let infos = CatalogColumns.renamed(added.map(\.info), table.schema.names)
    let columns = zip(infos, added).map { Column(info: $0, values: $1.values) }
    let whole = Table(columns: table.columns + columns, rowCount: rows.count)
    return try OutputFile(
      TableFile.write(
        whole, to: output,
        header: [HeaderEntry("SKYTOOL", .text(Version.tool), comment: "chosen by")],
        history: history))
  }

  /// The rows with every column.
  private func selected() throws -> Table {
    let reader = try TableFile.open(path, hdu: hdu, wanted: wanted)
    let sorted = Set(rows).sorted()
    var parts: [Table] = []
    var next = sorted[...]
    while let chunk = try reader.next(maximumRows: 65_536) {
      let end = chunk.firstRow + chunk.rowCount
      let here = next.prefix { $0 < end }
      next = next.dropFirst(here.count)
      guard !here.isEmpty || parts.isEmpty else { continue }
      parts.append(
        try chunk.selecting(here.map { $0 - chunk.firstRow }).decode(reader.schema.names))
    }
    let places = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($0.element, $0.offset) })
    return Table.concatenate(parts).selecting(rows.compactMap { places[$0] })
  }
}
