public import Files
public import Images
public import Tables

/// Where the pictures of a table's rows are.
public protocol PictureSource: Sendable {
  /// Columns of the table that tell which picture belongs to a row.
  var columnNames: [String] { get }
  /// What tells these pictures from others, for checkpoints.
  var identity: String { get }

  /// - Parameters:
  ///   - table: With at least ``columnNames``.
  ///   - firstRow: Where the table's first row stands in the whole.
  func reader(of table: Table, firstRow: Int) throws(SkysortError) -> any PictureReader
}

/// Reads the pictures of some rows; any number of threads may ask.
public protocol PictureReader: Sendable {
  /// - Parameter row: Of the reader's table.
  /// - Returns: Without opacity; `nil` where the row has none.
  /// - Throws: ``SkysortError`` where it should be there and cannot be read.
  func picture(ofRow row: Int) throws(SkysortError) -> Picture?
}
