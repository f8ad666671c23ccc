import Files

/// How a text table is laid out: what separates cells, what the columns are called, and where
/// the rows begin.
struct TextLayout: Hashable, Sendable {
  let path: String
  var form = TextForm()
  var format: TableFormat
  var delimiter: TextDelimiter
  var names: [String]
  /// What the header declares of each column; `nil` for all where it declares nothing.
  var declared: [ColumnInfo]?
  /// Whether ``declared`` knows the types, too.
  var isTyped = false
  var metadata: [HeaderEntry] = []
  /// What a careful person would say of how the layout was understood, one sentence each.
  var notes: [String] = []
  /// Bytes before the first record, in UTF-8.
  var dataOffset: Int
  /// Counted from 1.
  var firstDataLine: Int
  /// Whether lines that begin with `#` among the rows are comments.
  var hasComments: Bool

  func error(line: Int, _ problem: String, fix: String = "") -> SkysortError {
    SkysortError(path: path, location: "line \(line)", problem: problem, fix: fix)
  }

  /// A record has another number of cells than the header.
  func raggedError(line: Int, cells: Int) -> SkysortError {
    error(
      line: line,
      "the header names \(names.count) columns, this record has \(cells) cells, "
        + "separated by \(delimiter.name)",
      fix: "Quote cells that hold the separator, or complete the record.")
  }
}
