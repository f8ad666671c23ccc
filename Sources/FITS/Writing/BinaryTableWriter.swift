import Files
import Glibc

/// Writes a binary table: rows stream through, the file appears whole or not at all.
///
///     var writer = try BinaryTableWriter(
///       path: "labelled.fits", copying: table, columns: [score], entries: [], history: [])
///     try writer.append(writer.encoder.encode(rows, rowCount: rows.rowCount, columns: [scores]))
///     let rowCount = try writer.finish()
///
/// Sums are kept while rows pass; the header is written last, in the room left for it.
public struct BinaryTableWriter: ~Copyable {
  /// How much is written between two requests to begin writing to the disk, in bytes.
  private static let flushInterval: Int64 = 16 << 20

  public let path: String
  public let encoder: TableRowEncoder
  private let plan: TablePlan
  private let file: AtomicFile
  private let headerOffset: Int64
  private let headerSize: Int
  private var sum = DataSum()
  private var rowCount = 0
  private var written: Int64
  private var flushed: Int64 = 0
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
    let file = try wrappingFileErrors { () throws(FileError) in try AtomicFile(path: path) }
    let headerOffset = try Self.writePrimary(plan, to: file)
    try file.put(header)
    self.path = path
    self.plan = plan
    self.file = file
    self.headerOffset = headerOffset
    headerSize = header.count
    written = headerOffset + Int64(header.count)
    heap = HeapSpool(path: path)
    encoder = TableRowEncoder(
      path: path, sourceWidth: plan.sourceWidth, columns: columns, rowWidth: plan.rowWidth)
  }

  /// Copies the source's primary unit, or writes an empty one.
  ///
  /// - Returns: Bytes written.
  private static func writePrimary(
    _ plan: TablePlan, to file: borrowing AtomicFile
  ) throws(FITSError) -> Int64 {
    guard let source = plan.source, let unit = source.units.first else {
      let header = plan.primaryHeader(dataSum: 0)
      try file.put(header)
      return Int64(header.count)
    }
    var sum = DataSum()
    try source.bytes.forEachBlock(of: unit.dataOffset, count: unit.paddedSize) { sum.add($0) }
    let header = plan.primaryHeader(dataSum: sum.value)
    try file.put(header)
    var offset = unit.dataOffset
    while offset < unit.dataOffset + unit.paddedSize {
      let count = Int(min(unit.dataOffset + unit.paddedSize - offset, 1 << 20))
      try file.put(try source.bytes.read(at: offset, count: count))
      offset += Int64(count)
    }
    return Int64(header.count) + unit.paddedSize
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
    let size = written - headerOffset - Int64(headerSize)
    let padding = (DataExtent.block - size % DataExtent.block) % DataExtent.block
    try write([UInt8](repeating: 0, count: Int(padding)))
    let header = plan.tableHeader(rowCount: rowCount, heapSize: heapSize, dataSum: sum.value)
    precondition(header.count == headerSize, "expected \(headerSize) bytes of header")
    let put = unsafe pwrite(file.descriptor, header, header.count, off_t(headerOffset))
    guard put == headerSize else {
      throw FITSError(
        path: path, problem: "its header could not be written", exitCode: .inputOutput)
    }
    let rows = rowCount
    do {
      try file.commit()
    } catch {
      throw FITSError(error)
    }
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
    try file.put(bytes)
    written += Int64(bytes.count)
    guard written - flushed >= Self.flushInterval else { return }
    // Linux begins to write dirty pages it is told will not be needed, so that the last fsync
    // finds little left; a hint, so unchecked.
    posix_fadvise(
      file.descriptor, off_t(flushed), off_t(written - flushed), POSIX_FADV_DONTNEED)
    flushed = written
  }
}

extension AtomicFile {
  /// Appends bytes, with this room's error.
  borrowing func put(_ bytes: [UInt8]) throws(FITSError) {
    do throws(FileError) {
      try write(bytes)
    } catch {
      throw FITSError(error)
    }
  }
}
