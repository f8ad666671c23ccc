public import Files

/// A table in memory, given out as a reader would.
public final class MemoryTableReader: TableReader {
  public let path: String
  public let format: TableFormat
  public let schema: TableSchema
  public var rowCount: Int? { table.rowCount }
  private let table: Table
  private var position = 0

  /// - Parameters:
  ///   - path: For messages.
  ///   - metadata: Keywords an output should carry over.
  public init(_ table: Table, path: String = "memory", metadata: [HeaderEntry] = []) {
    self.table = table
    self.path = path
    format = .csv
    schema = TableSchema(columns: table.columns.map(\.info), metadata: metadata)
  }

  public func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)? {
    precondition(maximumRows > 0, "expected a positive number of rows, found \(maximumRows)")
    let end = min(position + maximumRows, table.rowCount)
    guard position < end else { return nil }
    defer { position = end }
    return MemoryChunk(table.rows(position..<end), firstRow: position)
  }
}

/// Rows that are decoded already.
public struct MemoryChunk: TableChunk {
  public let firstRow: Int
  public var rowCount: Int { table.rowCount }
  private let table: Table

  public init(_ table: Table, firstRow: Int = 0) {
    self.table = table
    self.firstRow = firstRow
  }

  public func decode(_ names: [String]) throws(SkysortError) -> Table {
    table.choosing(names)
  }

  public func selecting(_ rows: [Int]) -> any TableChunk {
    MemoryChunk(table.selecting(rows), firstRow: firstRow)
  }
}
