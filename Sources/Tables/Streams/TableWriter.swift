public import Files

/// A table being written, front to back; its file appears when ``finish()`` is done.
public protocol TableWriter: AnyObject {
  var path: String { get }
  /// May be used from many threads while the writer appends.
  var encoder: any RowEncoder { get }

  /// Adds rows behind those already there.
  func append(_ rows: EncodedRows) throws(SkysortError)

  /// Completes the file and gives it its name. Called once, last.
  func finish() throws(SkysortError) -> WrittenTable
}

/// Turns rows into their bytes in an output file.
public protocol RowEncoder: Sendable {
  /// - Parameters:
  ///   - chunk: Rows of the input; cells of the same format keep their bytes.
  ///   - added: The columns behind the input's, as declared to the writer, one row per row
  ///     of the chunk.
  func encode(_ chunk: any TableChunk, adding added: Table) throws(SkysortError) -> EncodedRows
}

/// Rows as an output file will hold them.
public struct EncodedRows: Sendable {
  public let rowCount: Int
  public let bytes: [UInt8]
  /// What rows of variable length keep elsewhere: the heap of a FITS table.
  public let heap: [UInt8]

  public init(rowCount: Int, bytes: [UInt8], heap: [UInt8] = []) {
    self.rowCount = rowCount
    self.bytes = bytes
    self.heap = heap
  }
}

/// A table that was written to the end.
public struct WrittenTable: Hashable, Sendable {
  public let path: String
  public let rowCount: Int
  /// What had to be written otherwise than the input has it, one sentence each.
  public let warnings: [String]

  public init(path: String, rowCount: Int, warnings: [String] = []) {
    self.path = path
    self.rowCount = rowCount
    self.warnings = warnings
  }
}
