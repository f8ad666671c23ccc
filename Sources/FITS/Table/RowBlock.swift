public import Files

/// Some rows of a table as their file holds them.
public struct RowBlock: Sendable {
  public let table: FITSTable
  /// Counted from 0.
  public let firstRow: Int
  public let rowCount: Int
  /// Rows end to end.
  public let bytes: [UInt8]

  /// The elements of one of the table's columns.
  ///
  /// - Throws: `SkysortError` where a cell points outside the heap or is not a number.
  public func decode(_ column: TableColumn) throws(SkysortError) -> DecodedColumn {
    switch column.form {
    case .ascii(let form): return try ASCIIDecoder(column: column, form: form).decode(self)
    case .binary(let form) where form.descriptor != nil:
      return try HeapDecoder(column: column, form: form).decode(self)
    case .binary(let form): return decode(column, form)
    }
  }

  private func decode(_ column: TableColumn, _ form: BinaryForm) -> DecodedColumn {
    let isComplex = column.element == .complexFloat || column.element == .complexDouble
    let perRow = column.shape.reduce(isComplex ? 2 : 1, *)
    let decoder = BinaryDecoder(column: column, type: form.type)
    let (values, validity) = decoder.decode(grid(column, perRow: perRow))
    guard !column.shape.isEmpty || isComplex else {
      return DecodedColumn(values: values, validity: validity)
    }
    return DecodedColumn(
      values: values, validity: validity, offsets: (0...rowCount).map { $0 * perRow })
  }

  /// Some of the rows, in the order given; a row may be named more than once.
  ///
  /// - Parameter rows: Counted from 0 in this block.
  public func selecting(_ rows: [Int]) -> RowBlock {
    let width = table.layout.rowWidth
    var chosen: [UInt8] = []
    chosen.reserveCapacity(rows.count * width)
    for row in rows { chosen += bytes[row * width..<(row + 1) * width] }
    return RowBlock(table: table, firstRow: firstRow, rowCount: rows.count, bytes: chosen)
  }

  /// Where a column's cells lie.
  func grid(_ column: TableColumn, perRow: Int = 1) -> CellGrid {
    CellGrid(
      bytes: bytes, start: column.offset, rowStride: table.layout.rowWidth, rowCount: rowCount,
      perRow: perRow)
  }
}
