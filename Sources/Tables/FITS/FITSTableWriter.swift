/// A table being written to a FITS file.
final class FITSTableWriter: TableWriter {
  let path: String
  var encoder: any RowEncoder { preconditionFailure("FITS tables are not written yet") }

  init(
    path: String, copying input: any TableReader, adding added: [ColumnInfo],
    header: [HeaderEntry], history: [String]
  ) throws(TableError) {
    self.path = path
    throw TableError(path: path, problem: "FITS tables are not written yet")
  }

  func append(_ rows: EncodedRows) throws(TableError) {}
  func finish() throws(TableError) -> WrittenTable { WrittenTable(path: path, rowCount: 0) }
}
