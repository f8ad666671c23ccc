/// Where a table's rows and cells lie.
public struct TableLayout: Hashable, Sendable {
  public let columns: [TableColumn]
  /// Bytes of one row.
  public let rowWidth: Int
  public let rowCount: Int
  /// Whether cells are text.
  public let isASCII: Bool
  /// Bytes from the file's start.
  let rowsOffset: Int64
  /// Where variable-length cells lie; behind the rows and a gap that may be empty.
  let heapOffset: Int64
  let heapSize: Int64

  init(binary header: Header, dataOffset: Int64, dataSize: Int64) throws(Fault) {
    (rowWidth, rowCount) = try Self.size(header)
    columns = try Self.binaryColumns(header)
    isASCII = false
    rowsOffset = dataOffset
    let used = columns.reduce(0) { $0 + $1.width }
    guard used == rowWidth else {
      throw Fault("rows have \(rowWidth) bytes (NAXIS1), but the columns need \(used)")
    }
    let rowsSize = Int64(rowWidth) * Int64(rowCount)
    let gapEnd = header.card("THEAP") == nil ? rowsSize : header.integer("THEAP") ?? -1
    guard gapEnd >= rowsSize, gapEnd <= dataSize else {
      throw Fault("THEAP is \(gapEnd), outside \(rowsSize) to \(dataSize)")
    }
    heapOffset = dataOffset + gapEnd
    heapSize = dataSize - gapEnd
  }

  init(ascii header: Header, dataOffset: Int64) throws(Fault) {
    (rowWidth, rowCount) = try Self.size(header)
    isASCII = true
    rowsOffset = dataOffset
    heapOffset = dataOffset
    heapSize = 0
    var columns: [TableColumn] = []
    for number in 0..<(try Self.columnCount(header)) {
      let start = try DataExtent.required(header, "TBCOL\(number + 1)")
      guard (1...Int64(max(rowWidth, 1))).contains(start) else {
        throw Fault("TBCOL\(number + 1) is \(start), but rows have \(rowWidth) characters")
      }
      let column = try TableColumn(
        header, number: number + 1, offset: Int(start) - 1, isASCII: true)
      guard column.offset + column.width <= rowWidth else {
        throw Fault("column \(number + 1) ends behind the row of \(rowWidth) characters")
      }
      columns.append(column)
    }
    self.columns = columns
  }

  private static func binaryColumns(_ header: Header) throws(Fault) -> [TableColumn] {
    var columns: [TableColumn] = []
    var offset = 0
    for number in 0..<(try columnCount(header)) {
      let column = try TableColumn(header, number: number + 1, offset: offset, isASCII: false)
      offset += column.width
      columns.append(column)
    }
    return columns
  }

  private static func columnCount(_ header: Header) throws(Fault) -> Int {
    let count = try DataExtent.required(header, "TFIELDS")
    guard (0...999).contains(count) else { throw Fault("TFIELDS is \(count), outside 0 to 999") }
    return Int(count)
  }

  private static func size(_ header: Header) throws(Fault) -> (rowWidth: Int, rowCount: Int) {
    let axes = try DataExtent.axes(of: header)
    let bits = try DataExtent.required(header, "BITPIX")
    guard axes.count == 2, bits == 8 else {
      throw Fault("a table has NAXIS = 2 and BITPIX = 8, found \(axes.count) and \(bits)")
    }
    guard axes[0] > 0 || axes[1] == 0 else {
      throw Fault("the table claims \(axes[1]) rows of no bytes")
    }
    return (Int(axes[0]), Int(axes[1]))
  }
}
