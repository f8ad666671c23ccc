import Files

/// Records of a text table, not decoded yet.
struct TextChunk: TableChunk {
  let block: RecordBlock
  let layout: TextLayout
  let schema: TableSchema
  let hasFormulas: [Bool]
  let notations: [NumberNotation]

  var firstRow: Int { block.firstRow }
  var rowCount: Int { block.records.count }

  func decode(_ names: [String]) throws(SkysortError) -> Table {
    let stored = schema.storedNames(names)
    guard stored == names else { return try decode(stored).choosing(names) }
    let wanted = names.map { name in
      guard let index = layout.names.firstIndex(of: name) else {
        preconditionFailure("expected one of \(layout.names), found \(name)")
      }
      return index
    }
    let cells = try cells(of: wanted)
    var columns: [Column] = []
    for (slot, index) in wanted.enumerated() {
      let part = cells[(slot * rowCount)..<((slot + 1) * rowCount)]
      do {
        let decoder = CellDecoder(info: schema.columns[index], notation: notations[index])
        columns.append(try decoder.column(block.bytes.span, part))
      } catch {
        throw unreadable(error, column: index)
      }
    }
    return Table(columns: columns, rowCount: rowCount)
  }

  func selecting(_ rows: [Int]) -> any TableChunk {
    TextChunk(
      block: RecordBlock(
        bytes: block.bytes, records: rows.map { block.records[$0] }, firstRow: firstRow,
        firstLine: block.firstLine),
      layout: layout, schema: schema, hasFormulas: hasFormulas, notations: notations)
  }

  /// The wanted columns' cells, one column after the other.
  private func cells(of wanted: [Int]) throws(SkysortError) -> [Cell] {
    let scanner = CellScanner(layout.delimiter)
    // Columns behind the last wanted one are not looked at.
    var slots = [Int](repeating: -1, count: (wanted.max() ?? -1) + 1)
    for (slot, index) in wanted.enumerated() where slots[index] < 0 { slots[index] = slot }
    var cells = [Cell](
      repeating: Cell(start: 0, end: 0, isQuoted: false), count: wanted.count * rowCount)
    let bytes = block.bytes.span
    for (row, record) in block.records.enumerated() {
      do {
        try locate(bytes, record, scanner, slots, row: row, into: &cells)
      } catch {
        throw layout.error(error, block: block, record: record)
      }
    }
    for (slot, index) in wanted.enumerated() where slots[index] != slot {
      for row in 0..<rowCount {
        cells[slot * rowCount + row] = cells[slots[index] * rowCount + row]
      }
    }
    return cells
  }

  @inline(__always)
  private func locate(
    _ bytes: borrowing Span<UInt8>, _ record: Range<Int>, _ scanner: CellScanner,
    _ slots: [Int], row: Int, into cells: inout [Cell]
  ) throws(RecordFault) {
    let end = record.upperBound
    var position = scanner.begin(bytes, at: record.lowerBound, end: end)
    for (column, slot) in slots.enumerated() {
      guard position <= end else { throw .ragged(cells: column) }
      do {
        let (cell, next) = try scanner.next(bytes, at: position, end: end)
        if slot >= 0 { cells[slot * rowCount + row] = cell }
        position = next
      } catch {
        throw .cell(error)
      }
    }
  }

  private func unreadable(_ fault: CellDecoder.Fault, column: Int) -> SkysortError {
    layout.error(
      .unreadable(
        column: column, type: schema.columns[column].type,
        text: fault.cell.text(block.bytes.span)),
      block: block, record: fault.cell.start..<fault.cell.end)
  }
}
