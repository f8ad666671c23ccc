/// A table in a FITS file, being read.
final class FITSTableReader: TableReader {
  let path: String
  let format = TableFormat.fits
  let schema = TableSchema(columns: [])
  let rowCount: Int? = 0

  init(path: String, hdu: HDUSelection?) throws(TableError) {
    self.path = path
    throw TableError(path: path, problem: "FITS tables are not read yet")
  }

  func next(maximumRows: Int) throws(TableError) -> (any TableChunk)? { nil }
}
