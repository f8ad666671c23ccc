/// Writes a binary table: rows stream through, the file appears whole or not at all.
///
///     var writer = try BinaryTableWriter(
///       path: "labelled.fits", copying: table, columns: [score], entries: [], history: [])
///     try writer.append(writer.encoder.encode(rows, rowCount: rows.rowCount, columns: [scores]))
///     let rowCount = try writer.finish()
///
/// Sums are kept while rows pass; the header is written last, in the room left for it.
public struct BinaryTableWriter: ~Copyable {
  public let path: String
  public let encoder: TableRowEncoder
  private let plan: TablePlan
  private var output: AlignedOutput
  private let headerOffset: Int64
  private let headerSize: Int
  private var sum = DataSum()
  private var rowCount = 0
  private var heap: HeapSpool

  /// - Parameters:
  ///   - source: The binary table whose rows begin the output's rows and whose keywords stay;
  ///     its file's primary unit is copied too. `nil` for a table of our columns alone.
  ///   - columns: Behind the source's.
  ///   - entries: Keywords of ours; they replace the source's of the same name.
  ///   - history: Lines behind the source's own.
  public init(
    path: String, copying source: FITSTable? = nil, columns: [OutputColumn],
    entries: [OutputEntry] = [], history: [String] = []
  ) throws(FITSError) {
    precondition(source?.layout.isASCII != true, "expected a binary table, found an ASCII table")
    let plan = TablePlan(source: source, columns: columns, entries: entries, history: history)
    let header = plan.tableHeader(rowCount: 0, heapSize: 0, dataSum: 0)
    var output = try AlignedOutput(path: path)
    try Self.writePrimary(plan, to: &output)
    let headerOffset = output.size
    try output.append(header)
    self.headerOffset = headerOffset
    self.path = path
    self.plan = plan
    self.output = output
    headerSize = header.count
    heap = HeapSpool(path: path)
    encoder = TableRowEncoder(
      path: path, sourceWidth: plan.sourceWidth, columns: columns, rowWidth: plan.rowWidth)
  }

  /// Copies the source's primary unit, or writes an empty one.
  private static func writePrimary(
    _ plan: TablePlan, to output: inout AlignedOutput
  ) throws(FITSError) {
    guard let source = plan.source, let unit = source.units.first else {
      return try output.append(plan.primaryHeader(dataSum: 0))
    }
    var sum = DataSum()
    try source.bytes.forEachBlock(of: unit.dataOffset, count: unit.paddedSize) { sum.add($0) }
    try output.append(plan.primaryHeader(dataSum: sum.value))
    var offset = unit.dataOffset
    while offset < unit.dataOffset + unit.paddedSize {
      let count = Int(min(unit.dataOffset + unit.paddedSize - offset, 1 << 20))
      try output.append(try source.bytes.read(at: offset, count: count))
      offset += Int64(count)
    }
  }

  /// Adds rows behind those already there.
  public mutating func append(_ rows: PackedRows) throws(FITSError) {
    precondition(
      rows.bytes.count == rows.rowCount * plan.rowWidth,
      "expected \(rows.rowCount) rows of \(plan.rowWidth) bytes, found \(rows.bytes.count) bytes")
    rowCount += rows.rowCount
    guard !rows.heap.isEmpty else { return try write(rows.bytes) }
    let moved = HeapSpool.moving(rows.bytes, plan: plan, by: heap.size)
    try write(moved)
    try heap.append(rows.heap)
  }

  /// Completes the file and gives it its name.
  ///
  /// - Returns: Rows written.
  public consuming func finish() throws(FITSError) -> Int {
    let heapSize = try writeHeap()
    let size = output.size - headerOffset - Int64(headerSize)
    let padding = (DataExtent.block - size % DataExtent.block) % DataExtent.block
    try write([UInt8](repeating: 0, count: Int(padding)))
    let header = plan.tableHeader(rowCount: rowCount, heapSize: heapSize, dataSum: sum.value)
    precondition(header.count == headerSize, "expected \(headerSize) bytes of header")
    let rows = rowCount
    try output.finish(replacing: header, at: headerOffset)
    return rows
  }

  /// Copies the source's heap, or writes our own.
  ///
  /// - Returns: Its size in bytes.
  private mutating func writeHeap() throws(FITSError) -> Int64 {
    let size = plan.source?.layout.heapSize ?? heap.size
    var done: Int64 = 0
    while done < size {
      let count = Int(min(size - done, 1 << 20))
      if let source = plan.source {
        try write(try source.bytes.read(at: source.layout.heapOffset + done, count: count))
      } else {
        try write(try heap.read(at: done, count: count))
      }
      done += Int64(count)
    }
    return size
  }

  private mutating func write(_ bytes: [UInt8]) throws(FITSError) {
    sum.add(bytes)
    try output.append(bytes)
  }
}
