import Files

/// A binary table on its way into a file: rows pass through, sums are kept, and the header, for
/// which room was left, is known at the end.
struct TableSection: ~Copyable {
  let encoder: TableRowEncoder
  private(set) var rowCount = 0
  private let plan: TablePlan
  private let headerOffset: Int64
  private let headerSize: Int
  private var sum = DataSum()
  private var heap: HeapSpool

  /// Leaves room for the header.
  ///
  /// - Parameter path: The output.
  init(
    _ plan: TablePlan, path: String, to output: inout some ByteSink & ~Copyable
  ) throws(SkysortError) {
    let header = plan.tableHeader(rowCount: 0, heapSize: 0, dataSum: 0)
    headerOffset = output.size
    headerSize = header.count
    try output.append(header)
    self.plan = plan
    heap = HeapSpool(path: path)
    encoder = TableRowEncoder(
      path: path, sourceWidth: plan.sourceWidth, columns: plan.columns, rowWidth: plan.rowWidth)
  }

  /// Adds rows behind those already there.
  mutating func append(
    _ rows: PackedRows, to output: inout some ByteSink & ~Copyable
  ) throws(SkysortError) {
    precondition(
      rows.bytes.count == rows.rowCount * plan.rowWidth,
      "expected \(rows.rowCount) rows of \(plan.rowWidth) bytes, found \(rows.bytes.count) bytes")
    rowCount += rows.rowCount
    guard !rows.heap.isEmpty else { return try write(rows.bytes, to: &output) }
    let moved = HeapSpool.moving(rows.bytes, plan: plan, by: heap.size)
    try write(moved, to: &output)
    try heap.append(rows.heap)
  }

  /// Completes the unit up to its padding.
  ///
  /// - Returns: The header, and where it belongs.
  consuming func finish(
    to output: inout some ByteSink & ~Copyable
  ) throws(SkysortError) -> (header: [UInt8], offset: Int64) {
    let heapSize = try writeHeap(to: &output)
    let size = output.size - headerOffset - Int64(headerSize)
    let padding = (DataExtent.block - size % DataExtent.block) % DataExtent.block
    try write([UInt8](repeating: 0, count: Int(padding)), to: &output)
    let header = plan.tableHeader(rowCount: rowCount, heapSize: heapSize, dataSum: sum.value)
    precondition(header.count == headerSize, "expected \(headerSize) bytes of header")
    return (header, headerOffset)
  }

  /// Copies the source's heap, or writes our own.
  ///
  /// - Returns: Its size in bytes.
  private mutating func writeHeap(
    to output: inout some ByteSink & ~Copyable
  ) throws(SkysortError) -> Int64 {
    let size = plan.source?.layout.heapSize ?? heap.size
    var done: Int64 = 0
    while done < size {
      let count = Int(min(size - done, 1 << 20))
      if let source = plan.source {
        let piece = try source.bytes.read(at: source.layout.heapOffset + done, count: count)
        try write(piece, to: &output)
      } else {
        try write(try heap.read(at: done, count: count), to: &output)
      }
      done += Int64(count)
    }
    return size
  }

  private mutating func write(
    _ bytes: [UInt8], to output: inout some ByteSink & ~Copyable
  ) throws(SkysortError) {
    sum.add(bytes)
    try output.append(bytes)
  }
}
