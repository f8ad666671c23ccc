import Numbers

/// Turns big-endian cells into values of the machine.
struct BinaryDecoder {
  let column: TableColumn
  let type: StoredType

  typealias Result = (values: CellValues, validity: [Bool]?)

  func decode(_ grid: CellGrid) -> Result {
    switch type {
    case .logical: return logicals(grid)
    case .bit: return (.bool(bits(grid)), nil)
    case .character: return texts(grid)
    case .byte: return integers(grid, UInt8.self)
    case .short: return integers(grid, Int16.self)
    case .int: return integers(grid, Int32.self)
    case .long: return integers(grid, Int64.self)
    case .float, .complexFloat: return floats(grid)
    case .double, .complexDouble: return doubles(grid)
    }
  }

  private func floats(_ grid: CellGrid) -> Result {
    guard column.isScaled else {
      return (.float(grid.map(UInt32.self) { Float(bitPattern: $0) }), nil)
    }
    let (scale, zero) = (column.scale, column.zero)
    return (
      .double(grid.map(UInt32.self) { zero + scale * Double(Float(bitPattern: $0)) }), nil
    )
  }

  private func doubles(_ grid: CellGrid) -> Result {
    guard column.isScaled else {
      return (.double(grid.map(UInt64.self) { Double(bitPattern: $0) }), nil)
    }
    let (scale, zero) = (column.scale, column.zero)
    return (.double(grid.map(UInt64.self) { zero + scale * Double(bitPattern: $0) }), nil)
  }

  private func integers<Raw: FixedWidthInteger>(_ grid: CellGrid, _ type: Raw.Type) -> Result {
    let validity = validity(grid, type)
    let (scale, zero) = (column.scale, column.zero)
    switch column.element {
    case .double:
      return (.double(grid.map(type) { zero + scale * Double($0) }), validity)
    case .uint64:
      let half: UInt64 = 1 << 63
      return (
        .uint64(grid.map(type) { UInt64(truncatingIfNeeded: $0) ^ half }), validity
      )
    case .int8, .uint16, .uint32:
      let shift = Int64(clamping: zero)
      return (.int64(grid.map(type) { Int64($0) + shift }), validity)
    default: return (.int64(grid.map(type) { Int64($0) }), validity)
    }
  }

  /// `TNULL` names a stored value, before any scaling.
  private func validity<Raw: FixedWidthInteger>(
    _ grid: CellGrid, _ type: Raw.Type
  ) -> [Bool]? {
    guard let null = column.nullText.flatMap({ Raw($0) }) else { return nil }
    let validity = grid.map(type) { $0 != null }
    return validity.contains(false) ? validity : nil
  }

  /// `T`, `F`, or a zero byte for neither.
  private func logicals(_ grid: CellGrid) -> Result {
    let letters = grid.map(UInt8.self) { $0 }
    let (yes, no) = (UInt8(ascii: "T"), UInt8(ascii: "F"))
    let isComplete = letters.allSatisfy { $0 == yes || $0 == no }
    return (
      .bool(letters.map { $0 == yes }), isComplete ? nil : letters.map { $0 == yes || $0 == no }
    )
  }

  /// Most significant bit first; each row starts in a byte of its own.
  private func bits(_ grid: CellGrid) -> [Bool] {
    let width = (grid.perRow + 7) / 8
    let rows = CellGrid(
      bytes: grid.bytes, start: grid.start, rowStride: grid.rowStride, rowCount: grid.rowCount,
      perRow: 1)
    let perRow = grid.perRow
    return unsafe rows.cells(width: width) { row in
      (0..<perRow).map { unsafe row[$0 / 8] & (0x80 >> UInt8($0 % 8)) != 0 }
    }.flatMap { $0 }
  }

  private func texts(_ grid: CellGrid) -> Result {
    let texts = unsafe grid.cells(width: column.stringLength ?? 0) { unsafe CellText.string($0) }
    let isComplete = !texts.contains("")
    return (.string(texts), isComplete ? nil : texts.map { !$0.isEmpty })
  }
}

/// The text of a cell.
enum CellText {
  /// Ends before a zero byte and before blanks at the end; read as UTF-8, else as Latin-1.
  static func string(_ bytes: UnsafeRawBufferPointer) -> String {
    var end = unsafe bytes.firstIndex(of: 0) ?? bytes.count
    while end > 0, unsafe bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    let used = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<end])
    if let text = unsafe String(validating: used, as: UTF8.self) { return text }
    var text = ""
    for index in 0..<end { text.unicodeScalars.append(Unicode.Scalar(unsafe used[index])) }
    return text
  }
}
