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
  ) throws(SkysortError) {
    self.path = path
    self.encoder = encoder
    file = try AtomicFile(path: path)
    compressor = isCompressed ? GzipCompressor() : nil
    try write(heading, isLast: false)
  }

  func append(_ rows: EncodedRows) throws(SkysortError) {
    rowCount += rows.rowCount
    try write(rows.bytes, isLast: false)
  }

  func finish() throws(SkysortError) -> WrittenTable {
    try write([], isLast: true)
    guard let file = file.take() else { preconditionFailure("\(path) was finished before") }
    try file.commit()
    return WrittenTable(path: path, rowCount: rowCount)
  }

  private func write(_ bytes: [UInt8], isLast: Bool) throws(SkysortError) {
    let output = compressor?.compress(bytes, isLast: isLast) ?? bytes
    guard file != nil else { preconditionFailure("\(path) was finished before") }
    try file?.write(output)
  }
}
