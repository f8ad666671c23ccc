import Files

/// A table being written to a text file.
final class TextWriter: TableWriter {
  let path: String
  let encoder: any RowEncoder
  private var file: AtomicFile?
  private var compressor: GzipCompressor?
  private var rowCount = 0

  init(
    path: String, heading: [UInt8], isCompressed: Bool, encoder: TextRowEncoder
  ) throws(TableError) {
    self.path = path
    self.encoder = encoder
    do throws(FileError) {
      file = try AtomicFile(path: path)
    } catch {
      throw TableError(error)
    }
    compressor = isCompressed ? GzipCompressor() : nil
    try write(heading, isLast: false)
  }

  func append(_ rows: EncodedRows) throws(TableError) {
    rowCount += rows.rowCount
    try write(rows.bytes, isLast: false)
  }

  func finish() throws(TableError) -> WrittenTable {
    try write([], isLast: true)
    do throws(FileError) {
      guard let file = file.take() else { preconditionFailure("\(path) was finished before") }
      try file.commit()
    } catch {
      throw TableError(error)
    }
    return WrittenTable(path: path, rowCount: rowCount)
  }

  private func write(_ bytes: [UInt8], isLast: Bool) throws(TableError) {
    let output = compressor?.compress(bytes, isLast: isLast) ?? bytes
    do throws(FileError) {
      guard file != nil else { preconditionFailure("\(path) was finished before") }
      try file?.write(output)
    } catch {
      throw TableError(error)
    }
  }
}
