/// Elements that lie at equal distances: `perRow` side by side, rows `rowStride` bytes apart.
struct CellGrid {
  let bytes: [UInt8]
  /// Bytes from the first row's start.
  let start: Int
  let rowStride: Int
  let rowCount: Int
  let perRow: Int

  var count: Int { rowCount * perRow }

  /// Loads big-endian integers of any width and changes each.
  @inline(__always)
  func map<Raw: FixedWidthInteger, Value>(
    _ type: Raw.Type, _ change: (Raw) -> Value
  ) -> [Value] {
    let width = MemoryLayout<Raw>.size
    requireInside(width: width)
    guard count > 0 else { return [] }
    return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe bytes.withUnsafeBytes { raw in
        guard let target = buffer.baseAddress, let base = raw.baseAddress else { return }
        if perRow == 1 {
          for row in 0..<rowCount {
            let raw = unsafe (base + (start + row * rowStride)).loadUnaligned(as: Raw.self)
            unsafe (target + row).initialize(to: change(Raw(bigEndian: raw)))
          }
        } else {
          for row in 0..<rowCount {
            let cell = unsafe base + (start + row * rowStride)
            let values = unsafe target + row * perRow
            for element in 0..<perRow {
              let raw = unsafe (cell + element * width).loadUnaligned(as: Raw.self)
              unsafe (values + element).initialize(to: change(Raw(bigEndian: raw)))
            }
          }
        }
      }
      initialized = count
    }
  }

  /// The bytes of each of `perRow` cells of `width` bytes.
  func cells<Value>(width: Int, _ change: (UnsafeRawBufferPointer) -> Value) -> [Value] {
    requireInside(width: width)
    var values: [Value] = []
    values.reserveCapacity(count)
    unsafe bytes.withUnsafeBytes { raw in
      for row in 0..<rowCount {
        for element in 0..<perRow {
          let first = start + row * rowStride + element * width
          let cell = unsafe UnsafeRawBufferPointer(rebasing: raw[first..<(first + width)])
          values.append(unsafe change(cell))
        }
      }
    }
    return values
  }

  private func requireInside(width: Int) {
    let end = rowCount == 0 ? 0 : (rowCount - 1) * rowStride + start + perRow * width
    precondition(
      start >= 0 && end <= bytes.count, "expected cells inside \(bytes.count) bytes, found \(end)")
  }
}
