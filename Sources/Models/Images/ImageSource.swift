public import Files
public import Images
public import Tables

/// Where the images of a table's rows are.
public protocol ImageSource: Sendable {
  /// Columns of the table that tell which image belongs to a row.
  var columnNames: [String] { get }
  /// What tells these images from others, for checkpoints.
  var identity: String { get }

  /// - Parameters:
  ///   - table: With at least ``columnNames``.
  ///   - firstRow: Where the table's first row stands in the whole.
  func reader(of table: Table, firstRow: Int) throws(SkysortError) -> any ImageReader
}

/// Reads the images of some rows; any number of threads may ask.
public protocol ImageReader: Sendable {
  /// - Parameter row: Of the reader's table.
  /// - Returns: Without opacity; `nil` where the row has none.
  /// - Throws: `SkysortError` where it should be there and cannot be read.
  func image(ofRow row: Int) throws(SkysortError) -> Image?
}
