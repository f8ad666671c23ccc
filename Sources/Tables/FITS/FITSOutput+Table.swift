public import FITS
public import Files

extension FITSOutput {
  /// Appends a table in memory as a binary table.
  ///
  /// - Parameters:
  ///   - name: `EXTNAME`.
  ///   - header: Keywords of the table's own.
  /// - Throws: `SkysortError` where the disk fails or a value does not fit its column.
  public mutating func appendTable(
    _ table: Table, name: String? = nil, header: [HeaderEntry] = [], history: [String] = []
  ) throws(SkysortError) {
    let names = OutputNames.legal(table.columns.map(\.name))
    let columns = zip(table.columns, names).map {
      OutputColumn($0.info, name: $1, isNullable: $0.validity != nil)
    }
    try appendTable(
      columns: columns, cells: table.columns.map(\.cells), rowCount: table.rowCount, name: name,
      cards: header.map(OutputEntry.init), history: history)
  }
}
