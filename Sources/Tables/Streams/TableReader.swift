public import Files

/// A table being read, front to back.
///
/// The reader hands out raw chunks one after the other, which is cheap; what costs time,
/// decoding, is done by whoever holds a chunk, on any thread.
public protocol TableReader: AnyObject {
  var path: String { get }
  var format: TableFormat { get }
  var schema: TableSchema { get }
  /// `nil` where only reading to the end would tell.
  var rowCount: Int? { get }
  /// What a careful person would say about the file, one sentence each.
  var warnings: [String] { get }

  /// The next rows, or `nil` at the end; a chunk is never empty.
  ///
  /// - Parameter maximumRows: A positive number; long rows may make a chunk smaller.
  func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)?
}

extension TableReader {
  public var warnings: [String] { [] }

  /// Refuses columns of so many rows that do not fit in memory.
  ///
  /// - Parameter copies: How often each is held at once.
  public func requireMemory(
    _ columns: [String], rows: Int, copies: Int = 1
  ) throws(SkysortError) {
    let rowBytes = columns.compactMap { schema[$0]?.memorySize }.reduce(0, +)
    try AvailableMemory.require(
      Double(copies) * rowBytes * Double(rows),
      for: "reading \(columns.count) columns of \(rows) rows", path: path,
      fix: "Use fewer rows or columns, or a machine with more memory.")
  }
}

/// Some rows as their file holds them, not decoded yet.
public protocol TableChunk: Sendable {
  /// Counted from 0 in the whole table.
  var firstRow: Int { get }
  var rowCount: Int { get }

  /// The wanted columns, in the order asked for.
  ///
  /// - Throws: `SkysortError` where a cell is damaged. Names that are not in the schema are
  ///   a mistake of the caller.
  func decode(_ names: [String]) throws(SkysortError) -> Table

  /// Some of the rows, in the order given, still as their file holds them.
  ///
  /// - Parameter rows: Counted from 0 in this chunk; a row may be named more than once.
  func selecting(_ rows: [Int]) -> any TableChunk
}
