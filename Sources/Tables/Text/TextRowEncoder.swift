import Files

/// Turns rows into lines of text.
struct TextRowEncoder: RowEncoder {
  let delimiter: UInt8
  private let format: TableFormat
  private let inputNames: [String]
  private let addedNames: [String]
  private let cellText: CellText
  private let copying: Copying

  /// How the input's cells come into the output.
  private enum Copying: Hashable {
    /// Each record's text as it stands.
    case records
    /// Each cell's text, quoted anew.
    case cells
    /// Each value, written afresh.
    case values
  }

  init(format: TableFormat, copying input: any TableReader, adding added: [ColumnInfo]) {
    self.format = format
    inputNames = input.schema.names
    addedNames = added.map(\.name)
    let text = input as? TextReader
    let isCopied = text.map { ($0.format == .ecsv) == (format == .ecsv) } ?? false
    delimiter = Self.delimiter(format, text?.layout, isCopied: isCopied)
    cellText = CellText(delimiter: delimiter, isECSV: format == .ecsv)
    if let text, isCopied {
      let isSame =
        text.layout.delimiter == .byte(delimiter)
        || (text.layout.delimiter == .blanks && delimiter == Ascii.space)
      let hasFormulas = format != .ecsv && text.hasFormulas.contains(true)
      let isPlain = text.notations.allSatisfy { $0 == .plain }
      self.copying = isSame && !hasFormulas && isPlain ? .records : .cells
    } else {
      self.copying = .values
    }
  }

  private static func delimiter(
    _ format: TableFormat, _ layout: TextLayout?, isCopied: Bool
  ) -> UInt8 {
    switch format {
    case .tsv: Ascii.tab
    case .ecsv where isCopied && layout?.delimiter == .blanks: Ascii.space
    default: UInt8(ascii: ",")
    }
  }

  /// The line of column names.
  var names: [UInt8] {
    var bytes: [UInt8] = []
    for name in inputNames + addedNames {
      if !bytes.isEmpty { bytes.append(delimiter) }
      cellText.append(text: name, to: &bytes)
    }
    bytes.append(Ascii.newline)
    return bytes
  }

  func encode(
    _ chunk: any TableChunk, adding added: Table
  ) throws(SkysortError) -> EncodedRows {
    precondition(
      added.rowCount == chunk.rowCount && added.columns.map(\.name) == addedNames,
      "expected \(chunk.rowCount) rows of \(addedNames), found \(added.rowCount) of "
        + "\(added.columns.map(\.name))")
    guard let text = chunk as? TextChunk, copying != .values else {
      return lines(try chunk.decode(inputNames), added)
    }
    return copying == .records ? copied(text, added) : try requoted(text, added)
  }

  private func copied(_ chunk: TextChunk, _ added: Table) -> EncodedRows {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(chunk.block.bytes.count + chunk.rowCount * added.columns.count * 12)
    for (row, record) in chunk.block.records.enumerated() {
      bytes.append(contentsOf: chunk.block.bytes[record])
      append(added, row: row, isFirst: false, to: &bytes)
    }
    return EncodedRows(rowCount: chunk.rowCount, bytes: bytes)
  }

  private func requoted(
    _ chunk: TextChunk, _ added: Table
  ) throws(SkysortError) -> EncodedRows {
    let scanner = CellScanner(chunk.layout.delimiter)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(chunk.block.bytes.count * 5 / 4)
    for (row, record) in chunk.block.records.enumerated() {
      let cells: [Cell]
      do {
        cells = try scanner.cells(chunk.block.bytes.span, in: record)
      } catch {
        throw chunk.layout.error(.cell(error), block: chunk.block, record: record)
      }
      for (column, cell) in cells.enumerated() {
        if column > 0 { bytes.append(delimiter) }
        let notation = column < chunk.notations.count ? chunk.notations[column] : .plain
        if notation != .plain {
          var plain: [UInt8] = []
          notation.plain(chunk.block.bytes.span, cell, into: &plain)
          cellText.append(text: String(decoding: plain, as: UTF8.self), to: &bytes)
        } else if cell.isQuoted {
          cellText.append(text: cell.text(chunk.block.bytes.span), to: &bytes)
        } else {
          cellText.append(text: chunk.block.bytes.span, cell, to: &bytes)
        }
      }
      append(added, row: row, isFirst: cells.isEmpty, to: &bytes)
    }
    return EncodedRows(rowCount: chunk.rowCount, bytes: bytes)
  }

  private func lines(_ input: Table, _ added: Table) -> EncodedRows {
    var bytes: [UInt8] = []
    for row in 0..<input.rowCount {
      for (index, column) in input.columns.enumerated() {
        if index > 0 { bytes.append(delimiter) }
        cellText.append(column, row: row, to: &bytes)
      }
      append(added, row: row, isFirst: input.columns.isEmpty, to: &bytes)
    }
    return EncodedRows(rowCount: input.rowCount, bytes: bytes)
  }

  /// Appends a row's added cells and ends the line.
  @inline(__always)
  private func append(_ added: Table, row: Int, isFirst: Bool, to bytes: inout [UInt8]) {
    for (index, column) in added.columns.enumerated() {
      if index > 0 || !isFirst { bytes.append(delimiter) }
      cellText.append(column, row: row, to: &bytes)
    }
    bytes.append(Ascii.newline)
  }
}
