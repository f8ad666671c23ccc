import Files

/// Reads cells of variable length, which lie behind the rows, in the heap.
struct HeapDecoder {
  let column: TableColumn
  let form: BinaryForm

  /// More than this from one block of rows is taken for damage: rows may point to one place.
  private static let maximumBytes = 1 << 30

  /// A row's elements in the heap.
  private struct Cell {
    let elements: Int
    /// From the heap's start.
    let offset: Int64
    let size: Int
  }

  func decode(_ block: RowBlock) throws(SkysortError) -> DecodedColumn {
    guard form.repeatCount > 0 else {
      let decoded = elements([], of: [])
      return DecodedColumn(
        values: decoded.values, offsets: [Int](repeating: 0, count: block.rowCount + 1))
    }
    let cells = try cells(block)
    let gathered = try gather(cells, block.table)
    if form.type == .character { return texts(gathered, cells) }
    let (values, validity) = elements(gathered, of: cells)
    let isComplex = form.type == .complexFloat || form.type == .complexDouble
    var offsets = [0]
    offsets.reserveCapacity(cells.count + 1)
    for cell in cells {
      offsets.append(offsets[offsets.count - 1] + cell.elements * (isComplex ? 2 : 1))
    }
    return DecodedColumn(values: values, validity: validity, offsets: offsets)
  }

  /// Checks that every cell lies inside the heap.
  func check(_ block: RowBlock) throws(SkysortError) { _ = try cells(block) }

  private func cells(_ block: RowBlock) throws(SkysortError) -> [Cell] {
    let isWide = form.descriptor == .wide
    let grid = block.grid(column, perRow: 2)
    let numbers =
      isWide ? grid.map(Int64.self) { $0 } : grid.map(UInt32.self) { Int64($0) }
    var cells: [Cell] = []
    cells.reserveCapacity(block.rowCount)
    var total = 0
    for row in 0..<block.rowCount {
      let cell = cell(numbers[2 * row], numbers[2 * row + 1], block.table.layout.heapSize)
      guard let cell, total + cell.size <= Self.maximumBytes else {
        throw block.table.error(
          column,
          "row \(block.firstRow + row) claims \(numbers[2 * row]) elements at heap byte "
            + "\(numbers[2 * row + 1]), the heap has \(block.table.layout.heapSize) bytes")
      }
      total += cell.size
      cells.append(cell)
    }
    return cells
  }

  private func cell(_ count: Int64, _ offset: Int64, _ heapSize: Int64) -> Cell? {
    guard count >= 0, offset >= 0 else { return nil }
    guard count > 0 else { return Cell(elements: 0, offset: 0, size: 0) }
    let (size, overflow) = form.type.size(of: Int(count))
    guard !overflow, size <= heapSize, offset <= heapSize - Int64(size) else { return nil }
    return Cell(elements: Int(count), offset: offset, size: size)
  }

  /// The cells' bytes end to end.
  private func gather(_ cells: [Cell], _ table: FITSTable) throws(SkysortError) -> [UInt8] {
    let filled = cells.filter { $0.size > 0 }
    guard let start = filled.map(\.offset).min(),
      let end = filled.map({ $0.offset + Int64($0.size) }).max()
    else { return [] }
    let total = filled.reduce(0) { $0 + $1.size }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    let heap = table.layout.heapOffset
    guard end - start <= max(4 * Int64(total), 1 << 20) else {
      for cell in filled { bytes += try table.bytes.read(at: heap + cell.offset, count: cell.size) }
      return bytes
    }
    let span = try table.bytes.read(at: heap + start, count: Int(end - start))
    for cell in filled {
      let first = Int(cell.offset - start)
      bytes += span[first..<(first + cell.size)]
    }
    return bytes
  }

  private func elements(_ bytes: [UInt8], of cells: [Cell]) -> BinaryDecoder.Result {
    let decoder = BinaryDecoder(column: column, type: form.type)
    guard form.type != .bit else { return (.bool(bits(bytes, cells)), nil) }
    let isComplex = form.type == .complexFloat || form.type == .complexDouble
    let count = bytes.count / form.type.width * (isComplex ? 2 : 1)
    return decoder.decode(
      CellGrid(bytes: bytes, start: 0, rowStride: bytes.count, rowCount: 1, perRow: count))
  }

  private func bits(_ bytes: [UInt8], _ cells: [Cell]) -> [Bool] {
    var bits: [Bool] = []
    var start = 0
    for cell in cells {
      bits += (0..<cell.elements).map { bytes[start + $0 / 8] & (0x80 >> UInt8($0 % 8)) != 0 }
      start += cell.size
    }
    return bits
  }

  /// A variable-length string is one value, not an array of characters.
  private func texts(_ bytes: [UInt8], _ cells: [Cell]) -> DecodedColumn {
    var texts: [String] = []
    var start = 0
    unsafe bytes.withUnsafeBytes { raw in
      for cell in cells {
        let slice = unsafe UnsafeRawBufferPointer(rebasing: raw[start..<(start + cell.size)])
        texts.append(unsafe CellText.string(slice))
        start += cell.size
      }
    }
    let isComplete = !texts.contains("")
    return DecodedColumn(
      values: .string(texts), validity: isComplete ? nil : texts.map { !$0.isEmpty })
  }
}
