/// Where the text of a cell lies among its block's bytes, quotes and outer blanks left out.
struct Cell: Hashable, Sendable {
  let start: Int
  let end: Int
  /// Whether doubled quotes inside stand for one.
  let isQuoted: Bool

  var count: Int { end - start }
}

/// Why a record cannot be cut into cells.
enum CellFault: Error, Hashable {
  case unclosedQuote
  case textBehindQuote

  var problem: String {
    switch self {
    case .unclosedQuote: "a quoted cell is not closed"
    case .textBehindQuote: "text follows the closing quote of a cell"
    }
  }
}

/// Cuts records into cells, after RFC 4180.
///
/// A quote opens a quoted cell only where the cell begins; elsewhere it is text.
struct CellScanner: Sendable {
  let delimiter: TextDelimiter
  /// Ends a cell; a space for blanks.
  private let first: UInt8
  /// Ends a cell too; a tab for blanks, else as `first`.
  private let second: UInt8

  init(_ delimiter: TextDelimiter) {
    self.delimiter = delimiter
    switch delimiter {
    case .byte(let byte): (first, second) = (byte, byte)
    case .blanks: (first, second) = (Ascii.space, Ascii.tab)
    }
  }

  @inline(__always)
  private func ends(_ byte: UInt8) -> Bool { byte == first || byte == second }

  /// Where a record's first cell begins; beyond `end` for a record without cells.
  func begin(_ bytes: borrowing Span<UInt8>, at start: Int, end: Int) -> Int {
    guard delimiter == .blanks else { return start }
    let position = skipBlanks(bytes, from: start, end: end)
    return position < end ? position : end + 1
  }

  /// The cell at a position.
  ///
  /// - Parameter end: Of the record, its newline left out.
  /// - Returns: The cell and where the next begins; beyond `end` behind the last.
  @inline(__always)
  func next(
    _ bytes: borrowing Span<UInt8>, at start: Int, end: Int
  ) throws(CellFault) -> (cell: Cell, next: Int) {
    var position = start
    while position < end, Ascii.isBlank(bytes[position]), !ends(bytes[position]) { position += 1 }
    if position < end, bytes[position] == Ascii.quote {
      return try quoted(bytes, at: position, end: end)
    }
    let cellStart = position
    while position < end, !ends(bytes[position]) { position += 1 }
    var cellEnd = position
    while cellEnd > cellStart, Ascii.isBlank(bytes[cellEnd - 1]) { cellEnd -= 1 }
    return (
      Cell(start: cellStart, end: cellEnd, isQuoted: false), behind(bytes, position, end: end)
    )
  }

  private func quoted(
    _ bytes: borrowing Span<UInt8>, at start: Int, end: Int
  ) throws(CellFault) -> (cell: Cell, next: Int) {
    guard let closing = closingQuote(bytes, from: start + 1, end: end) else {
      throw .unclosedQuote
    }
    var position = closing + 1
    while position < end, Ascii.isBlank(bytes[position]), !ends(bytes[position]) { position += 1 }
    guard position == end || ends(bytes[position]) else { throw .textBehindQuote }
    let cell = Cell(start: start + 1, end: closing, isQuoted: true)
    return (cell, behind(bytes, position, end: end))
  }

  /// The quote that closes a cell; `nil` where there is none before `end`.
  private func closingQuote(_ bytes: borrowing Span<UInt8>, from start: Int, end: Int) -> Int? {
    var position = start
    while position < end {
      if bytes[position] == Ascii.quote {
        guard position + 1 < end, bytes[position + 1] == Ascii.quote else { return position }
        position += 1
      }
      position += 1
    }
    return nil
  }

  /// The start of the cell behind a delimiter, or beyond `end`.
  @inline(__always)
  private func behind(_ bytes: borrowing Span<UInt8>, _ position: Int, end: Int) -> Int {
    guard delimiter == .blanks else { return position + 1 }
    let next = skipBlanks(bytes, from: position, end: end)
    return next < end ? next : end + 1
  }

  private func skipBlanks(_ bytes: borrowing Span<UInt8>, from start: Int, end: Int) -> Int {
    var position = start
    while position < end, Ascii.isBlank(bytes[position]) { position += 1 }
    return position
  }

  /// Where a record that holds quotes ends: its newline, or `end` itself.
  ///
  /// - Parameter isWhole: Whether nothing follows `end`; then a missing newline is fine.
  /// - Returns: `nil` where more bytes are needed.
  func recordEnd(
    _ bytes: borrowing Span<UInt8>, from start: Int, end: Int, isWhole: Bool
  ) throws(CellFault) -> Int? {
    var position = start
    while true {
      while position < end, Ascii.isBlank(bytes[position]), bytes[position] != first {
        position += 1
      }
      if position < end, bytes[position] == Ascii.quote {
        guard let closing = closingQuote(bytes, from: position + 1, end: end) else {
          if isWhole { throw .unclosedQuote }
          return nil
        }
        position = closing + 1
      }
      while position < end, !ends(bytes[position]), bytes[position] != Ascii.newline {
        position += 1
      }
      guard position < end else { return isWhole ? end : nil }
      if bytes[position] == Ascii.newline { return position }
      position += 1
    }
  }

  /// All cells of a record.
  func cells(
    _ bytes: borrowing Span<UInt8>, in range: Range<Int>
  ) throws(CellFault) -> [Cell] {
    var cells: [Cell] = []
    var position = begin(bytes, at: range.lowerBound, end: range.upperBound)
    while position <= range.upperBound {
      let (cell, next) = try next(bytes, at: position, end: range.upperBound)
      cells.append(cell)
      position = next
    }
    return cells
  }
}

extension Cell {
  /// The cell's text; bytes that are no UTF-8 become U+FFFD.
  func text(_ bytes: borrowing Span<UInt8>) -> String {
    let raw = unsafe bytes.withUnsafeBytes { raw in
      unsafe String(decoding: raw[start..<end], as: UTF8.self)
    }
    guard isQuoted, raw.utf8.contains(Ascii.quote) else { return raw }
    return Self.undoubled(raw)
  }

  private static func undoubled(_ text: String) -> String {
    var result: [UInt8] = []
    var isSecond = false
    for byte in text.utf8 {
      isSecond = byte == Ascii.quote && !isSecond
      if !isSecond { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
