import Files

/// Writes one column's cells in the standard's representation.
struct CellEncoder {
  let column: OutputColumn
  let path: String

  func encode(
    _ cells: DecodedColumn, on canvas: RowCanvas, offset: Int, perRow: Int
  ) throws(SkysortError) {
    switch (column.form.type, cells.values) {
    case (.logical, .bool(let values)):
      let letters = values.map { UInt8(ascii: $0 ? "T" : "F") }
      unsafe canvas.put(
        Self.masked(letters, cells.validity, by: 0), offset: offset, perRow: perRow
      ) { $0 }
    case (.float, .float(let values)), (.complexFloat, .float(let values)):
      unsafe canvas.put(
        Self.masked(values, cells.validity, by: .nan), offset: offset, perRow: perRow
      ) { $0.bitPattern }
    case (.double, .double(let values)), (.complexDouble, .double(let values)):
      unsafe canvas.put(
        Self.masked(values, cells.validity, by: .nan), offset: offset, perRow: perRow
      ) { $0.bitPattern }
    case (.character, .string(let values)):
      try requireFitting(values)
      unsafe canvas.put(
        Self.masked(values, cells.validity, by: ""), offset: offset, perRow: perRow,
        width: column.stringLength)
    case (_, .int64(let values)) where column.form.type.isInteger:
      try unsafe integers(values, cells.validity, canvas, offset, perRow)
    case (.long, .uint64(let values)):
      let stored = values.map { Int64(bitPattern: $0 ^ 1 << 63) }
      try unsafe put(Int64.self, stored, cells.validity, canvas, offset, perRow)
    default:
      preconditionFailure("expected \(column.element.rawValue) values in \(column.name)")
    }
  }

  /// The values with those that are missing replaced.
  private static func masked<Value>(
    _ values: [Value], _ validity: [Bool]?, by null: Value
  ) -> [Value] {
    guard let validity else { return values }
    return zip(values, validity).map { $1 ? $0 : null }
  }

  /// Puts each row's elements into the heap and their descriptor into the row.
  func encodeVariable(
    _ cells: DecodedColumn, on canvas: RowCanvas, offset: Int, heap: inout [UInt8]
  ) throws(SkysortError) {
    if case .string(let texts) = cells.values {
      return unsafe encodeTexts(texts, on: canvas, offset: offset, heap: &heap)
    }
    guard let offsets = cells.offsets else {
      preconditionFailure("expected rows of elements in \(column.name), found single values")
    }
    let isComplex = column.element == .complexFloat || column.element == .complexDouble
    let width = isComplex ? column.form.type.width / 2 : column.form.type.width
    let start = heap.count
    var content = [UInt8](repeating: 0, count: cells.values.count * width)
    var failure: SkysortError?
    unsafe content.withUnsafeMutableBytes { raw in
      let line = unsafe RowCanvas(bytes: raw, rowWidth: raw.count, rowCount: 1)
      do throws(SkysortError) {
        try unsafe encode(cells, on: line, offset: 0, perRow: cells.values.count)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    heap += content
    let elementsPerCount = isComplex ? 2 : 1
    var descriptors: [Int] = []
    for (first, end) in zip(offsets, offsets.dropFirst()) {
      descriptors.append((end - first) / elementsPerCount)
      descriptors.append(start + first * width)
    }
    unsafe canvas.put(descriptors, offset: offset, perRow: 2) { Int64($0) }
  }

  /// A string of any length is one cell of characters.
  private func encodeTexts(
    _ texts: [String], on canvas: RowCanvas, offset: Int, heap: inout [UInt8]
  ) {
    var descriptors: [Int] = []
    for text in texts {
      let characters = ASCIIText.of(text).utf8
      descriptors.append(characters.count)
      descriptors.append(heap.count)
      heap += characters
    }
    unsafe canvas.put(descriptors, offset: offset, perRow: 2) { Int64($0) }
  }

  private func integers(
    _ values: [Int64], _ validity: [Bool]?, _ canvas: RowCanvas, _ offset: Int, _ perRow: Int
  ) throws(SkysortError) {
    switch column.element {
    case .uint8: try unsafe put(UInt8.self, values, validity, canvas, offset, perRow)
    case .int8:
      try unsafe put(UInt8.self, values.map { $0 &+ 128 }, validity, canvas, offset, perRow)
    case .int16: try unsafe put(Int16.self, values, validity, canvas, offset, perRow)
    case .uint16:
      try unsafe put(Int16.self, values.map { $0 &- 32768 }, validity, canvas, offset, perRow)
    case .int32: try unsafe put(Int32.self, values, validity, canvas, offset, perRow)
    case .uint32:
      let stored = values.map { $0 &- 2_147_483_648 }
      try unsafe put(Int32.self, stored, validity, canvas, offset, perRow)
    default: try unsafe put(Int64.self, values, validity, canvas, offset, perRow)
    }
  }

  /// - Parameter stored: Values as stored, behind any shift.
  private func put<Raw: FixedWidthInteger>(
    _ type: Raw.Type, _ stored: [Int64], _ validity: [Bool]?, _ canvas: RowCanvas,
    _ offset: Int, _ perRow: Int
  ) throws(SkysortError) {
    let null = column.nullValue.map { Raw(truncatingIfNeeded: $0) }
    var misfits = 0
    for (index, value) in stored.enumerated() {
      let raw = Raw(truncatingIfNeeded: value)
      let isFitting = Int64(truncatingIfNeeded: raw) == value && raw != null
      if !(validity?[index] ?? true ? isFitting : null != nil) { misfits += 1 }
    }
    let values = Self.masked(stored, validity, by: column.nullValue ?? 0)
    unsafe canvas.put(values, offset: offset, perRow: perRow) { Raw(truncatingIfNeeded: $0) }
    guard misfits > 0 else { return }
    throw SkysortError(
      path: path, location: "column \(column.name)",
      problem: "\(misfits) values do not fit a column of type \(column.element.rawValue)"
        + (null == nil ? " without a null value" : " with null value \(null ?? 0)"),
      fix: "Store the column in a wider type.")
  }

  private func requireFitting(_ texts: [String]) throws(SkysortError) {
    let width = column.stringLength
    guard let text = texts.first(where: { $0.utf8.count > width }) else { return }
    throw SkysortError(
      path: path, location: "column \(column.name)",
      problem: "a string of \(text.utf8.count) bytes does not fit the column's \(width)",
      fix: "Declare the column wider.")
  }
}
