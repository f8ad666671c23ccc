public import Files

/// The door to tables in files, whatever their format.
public enum TableFile {
  /// Opens a table for reading; its content decides the format.
  ///
  /// - Parameters:
  ///   - hdu: For FITS files. Where `nil`, the table that has the columns wanted; of several,
  ///     the one that has photometry, then positions, then most columns that are known; then the
  ///     first. The reader's warnings say which one was taken, and name the others.
  ///   - wanted: Columns that the caller is about to ask for.
  /// - Throws: `SkysortError` where the file is not a table, damaged, or not there.
  public static func open(
    _ path: String, hdu: HDUSelection? = nil, wanted: [String] = []
  ) throws(SkysortError) -> any TableReader {
    let kind = try contentKind(path)
    if kind == .fits { return try FITSTableReader.open(path, hdu: hdu, wanted: wanted) }
    guard hdu == nil else {
      throw SkysortError(
        path: path, problem: "has no HDUs: it is \(kind.explanation)",
        fix: "Leave --hdu away, or name a FITS file.", exitCode: .usage)
    }
    return try TextTable.open(path, kind: kind)
  }

  /// Starts an output that holds every column of an input and some more.
  ///
  /// - Parameters:
  ///   - path: Its ending chooses the format.
  ///   - input: Gives the first columns and the table's own keywords. Its rows come later,
  ///     through the writer's encoder.
  ///   - added: The columns behind the input's.
  ///   - header: Keywords of ours.
  ///   - history: What was done, a line each.
  public static func create(
    _ path: String, copying input: any TableReader, adding added: [ColumnInfo] = [],
    header: [HeaderEntry] = [], history: [String] = []
  ) throws(SkysortError) -> any TableWriter {
    guard let (format, isCompressed) = TableFormat.forWriting(path) else {
      throw SkysortError(
        path: path, problem: "the ending names no format that can be written",
        fix: "Use one of \(TableFormat.writableEndings).", exitCode: .usage)
    }
    switch format {
    case .fits where isCompressed:
      throw SkysortError(
        path: path, problem: "FITS tables are written uncompressed", fix: "Drop the .gz.",
        exitCode: .usage)
    case .fits:
      return try FITSTableWriter(
        path: path, copying: input, adding: added, header: header, history: history)
    case .csv, .tsv, .ecsv:
      return try TextTable.create(
        path, format: format, isCompressed: isCompressed, copying: input, adding: added,
        header: header, history: history)
    }
  }

  /// Reads a whole table.
  ///
  /// - Parameter columns: All where `nil`.
  public static func read(
    _ path: String, columns: [String]? = nil, hdu: HDUSelection? = nil
  ) throws(SkysortError) -> Table {
    let reader = try open(path, hdu: hdu)
    return try read(reader, columns: columns ?? reader.schema.names)
  }

  /// Reads what is left of an open table.
  ///
  /// - Parameter check: Called with every part as it comes, to refuse the table before more is read.
  /// - Throws: `SkysortError`, also where the columns do not fit in memory.
  public static func read(
    _ reader: any TableReader, columns: [String],
    check: (Table) throws(SkysortError) -> Void = { (_) throws(SkysortError) in }
  ) throws(SkysortError) -> Table {
    // The parts, and the whole that they become.
    if let rows = reader.rowCount { try reader.requireMemory(columns, rows: rows, copies: 2) }
    var (parts, rows) = ([Table](), 0)
    while let chunk = try reader.next(maximumRows: 65_536) {
      let part = try chunk.decode(columns)
      try check(part)
      parts.append(part)
      rows += part.rowCount
      // What is there counts already; the whole is still to come.
      if reader.rowCount == nil, parts.count.isMultiple(of: 16) {
        try reader.requireMemory(columns, rows: rows)
      }
    }
    guard !parts.isEmpty else { return .empty(reader.schema, columns: columns) }
    return .concatenate(parts)
  }

  /// Writes a whole table.
  @discardableResult
  public static func write(
    _ table: Table, to path: String, header: [HeaderEntry] = [], history: [String] = []
  ) throws(SkysortError) -> WrittenTable {
    let reader = MemoryTableReader(table)
    let writer = try create(path, copying: reader, header: header, history: history)
    while let chunk = try reader.next(maximumRows: 65_536) {
      try writer.append(
        writer.encoder.encode(chunk, adding: Table(columns: [], rowCount: chunk.rowCount)))
    }
    return try writer.finish()
  }

  /// What a file holds, looked at through its compression.
  private static func contentKind(_ path: String) throws(SkysortError) -> FileKind {
    let kind = try FileProbe(path).kind
    guard kind == .gzip || kind == .bzip2 else { return kind }
    var source = try ByteSource(path: path)
    return FileKind(head: try source.bytes(atMost: FileKind.headLength))
  }
}

extension Table {
  /// No rows of some columns.
  static func empty(_ schema: TableSchema, columns: [String]) -> Table {
    Table(
      columns: columns.map { name in
        guard let info = schema[name] else {
          preconditionFailure("expected one of \(schema.names), found \(name)")
        }
        return Column(info: info, values: .empty(info))
      }, rowCount: 0)
  }
}

extension ColumnValues {
  /// No rows, in the case that holds such a column.
  static func empty(_ info: ColumnInfo) -> ColumnValues {
    let element: ColumnValues =
      switch info.type {
      case .bool: .bool([])
      case .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64: .int64([])
      case .uint64: .uint64([])
      case .float, .complexFloat: .float([])
      case .double, .complexDouble: .double([])
      case .string: .string([])
      }
    guard info.isScalar, !info.type.isComplex else {
      return .array(ColumnArrays(elements: element, offsets: [0]))
    }
    return element
  }
}
