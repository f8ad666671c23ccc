public import Files

/// Rows of a binary table, ready to be appended.
public struct PackedRows: Hashable, Sendable {
  public let rowCount: Int
  /// Rows end to end.
  public let bytes: [UInt8]
  /// Cells of variable length; their descriptors count from this heap's start.
  public let heap: [UInt8]

  public init(rowCount: Int, bytes: [UInt8], heap: [UInt8]) {
    self.rowCount = rowCount
    self.bytes = bytes
    self.heap = heap
  }
}

/// Lays out rows: the source's bytes as they are, our columns behind them.
///
/// Used from many threads at once.
public struct TableRowEncoder: Sendable {
  /// The output, for messages.
  let path: String
  let sourceWidth: Int
  let columns: [OutputColumn]
  let rowWidth: Int

  /// - Parameters:
  ///   - source: Rows of the table the output was started from; `nil` where there is none.
  ///   - values: One for each column of ours, as many rows as the source's.
  /// - Throws: `SkysortError` where a value does not fit its column.
  public func encode(
    _ source: RowBlock?, rowCount: Int, columns values: [DecodedColumn]
  ) throws(SkysortError) -> PackedRows {
    precondition(
      values.count == columns.count, "expected \(columns.count) columns, found \(values.count)")
    precondition(
      (source?.bytes.count ?? 0) == sourceWidth * rowCount,
      "expected \(rowCount) rows of \(sourceWidth) bytes, found \(source?.bytes.count ?? 0) bytes")
    var heap: [UInt8] = []
    var failure: SkysortError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: rowCount * rowWidth) { buffer, count in
      let canvas = unsafe RowCanvas(
        bytes: UnsafeMutableRawBufferPointer(buffer), rowWidth: rowWidth, rowCount: rowCount)
      if let source { unsafe canvas.copy(source.bytes, width: sourceWidth) }
      do throws(SkysortError) {
        try unsafe draw(values, on: canvas, heap: &heap)
      } catch {
        failure = error
        unsafe buffer.initialize(repeating: 0)
      }
      count = rowCount * rowWidth
    }
    if let failure { throw failure }
    return PackedRows(rowCount: rowCount, bytes: bytes, heap: heap)
  }

  private func draw(
    _ values: [DecodedColumn], on canvas: RowCanvas, heap: inout [UInt8]
  ) throws(SkysortError) {
    var offset = sourceWidth
    for (column, cells) in zip(columns, values) {
      let encoder = CellEncoder(column: column, path: path)
      if column.form.descriptor == nil {
        try unsafe encoder.encode(
          cells, on: canvas, offset: offset, perRow: column.elementsPerRow)
      } else {
        try unsafe encoder.encodeVariable(cells, on: canvas, offset: offset, heap: &heap)
      }
      offset += column.form.rowWidth
    }
  }
}

/// The bytes of rows being laid out; every byte is written once.
@unsafe struct RowCanvas {
  let bytes: UnsafeMutableRawBufferPointer
  let rowWidth: Int
  let rowCount: Int

  /// Puts the source's rows at the rows' starts.
  func copy(_ source: [UInt8], width: Int) {
    guard width > 0, unsafe rowCount > 0 else { return }
    unsafe source.withUnsafeBytes { raw in
      guard let from = raw.baseAddress, let to = unsafe bytes.baseAddress else { return }
      for row in 0..<(unsafe rowCount) {
        unsafe (to + row * rowWidth).copyMemory(from: from + row * width, byteCount: width)
      }
    }
  }

  /// Puts integers, most significant byte first; element `i` of row `r` is `r * perRow + i`.
  @inline(__always)
  func put<Value, Raw: FixedWidthInteger>(
    _ values: [Value], offset: Int, perRow: Int, _ change: (Value) -> Raw
  ) {
    precondition(
      unsafe values.count == rowCount * perRow,
      "expected \(unsafe rowCount * perRow) elements, found \(values.count)")
    let width = MemoryLayout<Raw>.size
    unsafe values.withUnsafeBufferPointer { source in
      guard let base = unsafe bytes.baseAddress, let first = source.baseAddress else { return }
      if perRow == 1 {
        for row in 0..<(unsafe rowCount) {
          let value = unsafe change(first[row]).bigEndian
          unsafe (base + (row * rowWidth + offset)).storeBytes(of: value, as: Raw.self)
        }
        return
      }
      for row in 0..<(unsafe rowCount) {
        let cell = unsafe base + (row * rowWidth + offset)
        for index in 0..<perRow {
          let value = unsafe change(first[row * perRow + index]).bigEndian
          unsafe (cell + index * width).storeBytes(of: value, as: Raw.self)
        }
      }
    }
  }

  /// Puts text, cut or filled with blanks to `width` bytes.
  func put(_ texts: [String], offset: Int, perRow: Int, width: Int) {
    guard let base = unsafe bytes.baseAddress, width > 0 else { return }
    var last: (text: String, cell: UnsafeMutableRawPointer)?
    for row in 0..<(unsafe rowCount) {
      for index in 0..<perRow {
        let cell = unsafe base + (row * rowWidth + offset + index * width)
        let text = texts[row * perRow + index]
        // Class names come in runs; comparing is cheaper than looking at each byte.
        if let known = unsafe last, unsafe known.text == text {
          unsafe cell.copyMemory(from: known.cell, byteCount: width)
        } else {
          unsafe Self.put(text, into: UnsafeMutableRawBufferPointer(start: cell, count: width))
          unsafe last = (text, cell)
        }
      }
    }
  }

  private static func put(_ text: String, into cell: UnsafeMutableRawBufferPointer) {
    // Never longer than the text itself, whose bytes the column has room for.
    var text = ASCIIText.of(text, keepsLength: true)
    let used = text.withUTF8 { utf8 in
      let count = min(utf8.count, cell.count)
      for index in 0..<count { unsafe cell[index] = utf8[index] }
      return count
    }
    for index in used..<cell.count { unsafe cell[index] = UInt8(ascii: " ") }
  }
}
