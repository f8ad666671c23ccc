public import Files

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
  private var output: AlignedOutput
  private var section: TableSection

  /// - Parameters:
  ///   - source: The binary table whose rows begin the output's rows and whose keywords stay;
  ///     its file's primary unit is copied too. `nil` for a table of our columns alone.
  ///   - columns: Behind the source's.
  ///   - entries: Keywords of ours; they replace the source's of the same name.
  ///   - history: Lines behind the source's own.
  public init(
    path: String, copying source: FITSTable? = nil, columns: [OutputColumn],
    entries: [OutputEntry] = [], history: [String] = []
  ) throws(SkysortError) {
    precondition(source?.layout.isASCII != true, "expected a binary table, found an ASCII table")
    let plan = TablePlan(source: source, columns: columns, entries: entries, history: history)
    var output = try AlignedOutput(path: path)
    try Self.writePrimary(plan, to: &output)
    let section = try TableSection(plan, path: path, to: &output)
    encoder = section.encoder
    self.path = path
    self.output = output
    self.section = section
  }

  /// Copies the source's primary unit, or writes an empty one.
  private static func writePrimary(
    _ plan: TablePlan, to output: inout AlignedOutput
  ) throws(SkysortError) {
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
  public mutating func append(_ rows: PackedRows) throws(SkysortError) {
    try section.append(rows, to: &output)
  }

  /// Completes the file and gives it its name.
  ///
  /// - Returns: Rows written.
  public consuming func finish() throws(SkysortError) -> Int {
    let rowCount = section.rowCount
    let (header, offset) = try section.finish(to: &output)
    try output.finish(replacing: header, at: offset)
    return rowCount
  }
}
