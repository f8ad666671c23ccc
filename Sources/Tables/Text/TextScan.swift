import Files

/// What one pass over a whole text table finds: its rows and every column's type.
///
/// The pass is what lets a late odd cell widen a column instead of breaking a run, and what
/// finds every ragged record before anything is written.
struct TextScan: Hashable, Sendable {
  /// A longer cell is taken for damage.
  static let longestCell = 1 << 20

  private(set) var rowCount = 0
  private(set) var profiles: [ColumnProfile]
  /// Bytes that were read as Windows-1252.
  private(set) var foreignBytes = 0

  init(_ layout: TextLayout) throws(SkysortError) {
    profiles = Array(repeating: ColumnProfile(), count: layout.names.count)
    var stream = try RecordStream(layout)
    let scanner = CellScanner(layout.delimiter)
    while let block = try stream.next(maximumRows: 65_536) {
      try observe(block, scanner, layout)
      rowCount += block.records.count
    }
    foreignBytes = stream.foreignBytes
  }

  private mutating func observe(
    _ block: RecordBlock, _ scanner: CellScanner, _ layout: TextLayout
  ) throws(SkysortError) {
    let bytes = block.bytes.span
    for record in block.records {
      do {
        try observe(bytes, record, scanner)
      } catch {
        throw layout.error(error, block: block, record: record)
      }
    }
  }

  @inline(__always)
  private mutating func observe(
    _ bytes: borrowing Span<UInt8>, _ record: Range<Int>, _ scanner: CellScanner
  ) throws(RecordFault) {
    let end = record.upperBound
    var position = scanner.begin(bytes, at: record.lowerBound, end: end)
    var column = 0
    while position <= end {
      let (cell, next): (Cell, Int)
      do { (cell, next) = try scanner.next(bytes, at: position, end: end) } catch {
        throw .cell(error)
      }
      guard cell.count <= Self.longestCell else { throw .longCell(column: column) }
      if column < profiles.count { profiles[column].observe(bytes, cell) }
      column += 1
      position = next
    }
    guard column == profiles.count else { throw .ragged(cells: column) }
  }
}

/// What is wrong with a record.
enum RecordFault: Error, Hashable {
  case cell(CellFault)
  case ragged(cells: Int)
  case longCell(column: Int)
  case unreadable(column: Int, type: ElementType, text: String)
}

extension TextLayout {
  /// A record's fault with its place in the file.
  func error(_ fault: RecordFault, block: RecordBlock, record: Range<Int>) -> SkysortError {
    let line = block.line(at: record.lowerBound)
    switch fault {
    case .cell(let fault):
      return error(line: line, fault.problem, fix: "Double the quotes inside a quoted cell.")
    case .ragged(let cells): return raggedError(line: line, cells: cells)
    case .longCell(let column):
      return SkysortError(
        path: path, location: "line \(line), column \(names[min(column, names.count - 1)])",
        problem: "a cell is longer than \(TextScan.longestCell >> 20) MiB",
        fix: "Close the quote that was left open, or check that this is a text table.")
    case .unreadable(let column, let type, let text):
      return SkysortError(
        path: path, location: "line \(line), column \(names[column])",
        problem: "'\(text.prefix(40))' is not of the column's type, \(type.rawValue)",
        fix: "Correct the cell, or the type in the header.")
    }
  }
}
