/// Reads the cells of one column as its type.
struct CellDecoder {
  /// A cell that is not of the column's type.
  struct Fault: Error {
    let cell: Cell
  }

  let info: ColumnInfo
  var notation = NumberNotation.plain

  func column(_ bytes: borrowing Span<UInt8>, _ cells: ArraySlice<Cell>) throws(Fault) -> Column {
    guard info.isScalar else { return try arrayColumn(bytes, cells) }
    guard notation == .plain || info.type == .string else { return try translated(bytes, cells) }
    switch info.type {
    case .bool:
      return try typed(bytes, cells, missing: false, ColumnValues.bool, Self.truth)
    case .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64:
      return try typed(bytes, cells, missing: 0, ColumnValues.int64, NumberText.integer)
    case .uint64:
      return try typed(bytes, cells, missing: 0, ColumnValues.uint64) { UInt64($1.text($0)) }
    case .float:
      return try typed(bytes, cells, missing: .nan, ColumnValues.float, Self.real)
    case .double:
      return try typed(bytes, cells, missing: .nan, ColumnValues.double, Self.real)
    case .string:
      return try typed(bytes, cells, missing: "", ColumnValues.string, Self.text)
    case .complexFloat, .complexDouble:
      preconditionFailure("complex columns are refused when a header is read")
    }
  }

  /// Cells in another notation, written anew in the plain one.
  private func translated(
    _ bytes: borrowing Span<UInt8>, _ cells: ArraySlice<Cell>
  ) throws(Fault) -> Column {
    var plain: [UInt8] = []
    var plainCells: [Cell] = []
    plainCells.reserveCapacity(cells.count)
    for cell in cells {
      let start = plain.count
      notation.plain(bytes, cell, into: &plain)
      plainCells.append(Cell(start: start, end: plain.count, isQuoted: false))
    }
    do {
      return try CellDecoder(info: info).column(plain.span, plainCells[...])
    } catch {
      let place = plainCells.firstIndex(of: error.cell) ?? 0
      throw Fault(cell: cells[cells.startIndex + place])
    }
  }

  private func typed<Value>(
    _ bytes: borrowing Span<UInt8>, _ cells: ArraySlice<Cell>, missing: Value,
    _ wrap: ([Value]) -> ColumnValues, _ parse: (borrowing Span<UInt8>, Cell) -> Value?
  ) throws(Fault) -> Column {
    var values: [Value] = []
    values.reserveCapacity(cells.count)
    var missingRows: [Int] = []
    for cell in cells {
      if let value = parse(bytes, cell) {
        values.append(value)
      } else if SpecialWord(bytes, cell) == .missing {
        missingRows.append(values.count)
        values.append(missing)
      } else {
        throw Fault(cell: cell)
      }
    }
    return Column(
      info: info, values: wrap(values), validity: Self.validity(missingRows, of: cells.count))
  }

  /// Bits for the rows, `nil` where all are there.
  static func validity(_ missingRows: [Int], of count: Int) -> [Bool]? {
    guard !missingRows.isEmpty else { return nil }
    var validity = [Bool](repeating: true, count: count)
    for row in missingRows { validity[row] = false }
    return validity
  }

  private static func truth(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> Bool? {
    guard case .truth(let value) = SpecialWord(bytes, cell) else { return nil }
    return value
  }

  private static func real<Real: TextReal>(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> Real? {
    if let value = NumberText.real(bytes, cell, as: Real.self) { return value }
    guard case .infinity(let isNegative) = SpecialWord(bytes, cell) else { return nil }
    return isNegative ? -.infinity : .infinity
  }

  private static func text(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> String? {
    SpecialWord(bytes, cell) == .missing ? nil : cell.text(bytes)
  }
}
