import Files
import Glibc

/// Whole records of a text table, as its file holds them.
struct RecordBlock: Sendable {
  let bytes: [UInt8]
  /// By record: where its text lies in ``bytes``, the newline left out.
  let records: [Range<Int>]
  /// Counted from 0 in the table.
  let firstRow: Int
  /// Of the first byte, counted from 1 in the file.
  let firstLine: Int

  /// The line on which a byte of the block lies, counted from 1 in the file.
  func line(at position: Int) -> Int {
    bytes[..<position].reduce(into: firstLine) { if $1 == Ascii.newline { $0 += 1 } }
  }
}

/// Reads a text table's records in blocks, with memory bounded by the block's size.
struct RecordStream: ~Copyable {
  /// A longer record is taken for damage: a quote that was never closed.
  static let longestRecord = 16 << 20
  /// A block ends behind the record that crosses this size.
  static let largestBlock = 8 << 20
  private static let readSize = 1 << 20

  private let layout: TextLayout
  private let scanner: CellScanner
  private var source: TextSource
  /// Read, from ``position`` on not handed out yet.
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var row = 0
  /// Of the buffer's first byte.
  private var line: Int
  /// Before ``position``.
  private var linesHandedOut = 0
  /// Where the first quote at or behind the scan lies, as far as ``buffer`` goes.
  private var nextQuote = -1

  init(_ layout: TextLayout) throws(SkysortError) {
    self.layout = layout
    scanner = CellScanner(layout.delimiter)
    line = layout.firstDataLine
    source = try Self.source(layout)
  }

  /// Bytes so far that were read as Windows-1252.
  var foreignBytes: Int { source.foreignBytes }

  /// The file's text from the first record on.
  private static func source(_ layout: TextLayout) throws(SkysortError) -> TextSource {
    var source = try TextSource(path: layout.path, form: layout.form)
    var rest = layout.dataOffset
    while rest > 0 {
      let skipped = try source.bytes(atMost: min(rest, readSize)).count
      guard skipped > 0 else { break }
      rest -= skipped
    }
    return source
  }

  /// The next records, or `nil` at the end.
  mutating func next(maximumRows: Int) throws(SkysortError) -> RecordBlock? {
    discard()
    var records: [Range<Int>] = []
    records.reserveCapacity(min(maximumRows, 65_536))
    while records.count < maximumRows, position < Self.largestBlock {
      guard let (range, next, newlines) = try record(from: position) else {
        if isAtEnd { break }
        try fill()
        continue
      }
      if !isSkipped(range) { records.append(range) }
      position = next
      linesHandedOut += newlines
    }
    guard records.isEmpty else { return block(records) }
    return position < buffer.count || !isAtEnd ? try next(maximumRows: maximumRows) : nil
  }

  private mutating func block(_ records: [Range<Int>]) -> RecordBlock {
    defer { row += records.count }
    return RecordBlock(
      bytes: Array(buffer[..<position]), records: records, firstRow: row, firstLine: line)
  }

  /// Forgets the bytes handed out.
  private mutating func discard() {
    line += linesHandedOut
    linesHandedOut = 0
    buffer.removeSubrange(..<position)
    position = 0
    nextQuote = -1
  }

  /// Reads as much again as a record in the making already has.
  private mutating func fill() throws(SkysortError) {
    let unfinished = buffer.count - position
    guard unfinished <= Self.longestRecord else {
      throw layout.error(
        line: currentLine, "a record of more than \(Self.longestRecord >> 20) MiB begins here",
        fix: "Close the quote that was left open, or check that this is a text table.")
    }
    let more = try source.bytes(atMost: max(Self.readSize, unfinished))
    isAtEnd = more.isEmpty
    buffer += more
    nextQuote = -1
  }

  private var currentLine: Int { line + linesHandedOut }

  /// The record at a position, where the next begins, and how many lines it takes; `nil`
  /// where it is not complete.
  private mutating func record(
    from start: Int
  ) throws(SkysortError) -> (range: Range<Int>, next: Int, newlines: Int)? {
    guard start < buffer.count else { return nil }
    var newline = find(Ascii.newline, from: start)
    if nextQuote < start { nextQuote = find(Ascii.quote, from: start) ?? buffer.count }
    var newlines = 1
    if nextQuote < newline ?? buffer.count, !isComment(start..<(newline ?? buffer.count)) {
      do {
        newline = try scanner.recordEnd(
          buffer.span, from: start, end: buffer.count, isWhole: isAtEnd)
      } catch {
        throw layout.error(line: currentLine, error.problem, fix: "Close the quote.")
      }
      newlines += buffer[start..<(newline ?? start)].count { $0 == Ascii.newline }
    }
    guard let end = newline ?? (isAtEnd ? buffer.count : nil) else { return nil }
    let hasReturn = end > start && buffer[end - 1] == Ascii.carriageReturn
    return (start..<(hasReturn ? end - 1 : end), min(end + 1, buffer.count), newlines)
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    unsafe buffer.withUnsafeBytes { bytes in
      guard let found = unsafe memchr(bytes.baseAddress! + start, Int32(byte), bytes.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - bytes.baseAddress!
    }
  }

  /// Whether a line is blank or a comment. Tabs alone are a row of empty cells where they
  /// separate.
  private func isSkipped(_ range: Range<Int>) -> Bool {
    guard let first = range.first else { return true }
    guard Ascii.isBlank(buffer[first]) || buffer[first] == Ascii.hash else { return false }
    return visible(range) == nil || isComment(range)
  }

  private func isComment(_ range: Range<Int>) -> Bool {
    layout.hasComments && visible(range) == Ascii.hash
  }

  /// The first byte of a line that is more than a blank.
  private func visible(_ range: Range<Int>) -> UInt8? {
    buffer[range].first { byte in
      layout.delimiter == .tab ? byte != Ascii.space : !Ascii.isBlank(byte)
    }
  }
}
