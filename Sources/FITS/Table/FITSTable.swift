public import Files

/// A table of a FITS file, for any number of threads; keeps its file open.
public struct FITSTable: Sendable {
  /// As the caller named the file.
  public let path: String
  /// Of the table's own unit.
  public let header: Header
  public let layout: TableLayout
  /// The unit's place, counted from 0.
  public let index: Int
  /// Every unit of the file, this one among them.
  public let units: [HDU]
  let bytes: FileBytes

  /// Reads rows as they stand in the file.
  ///
  /// - Parameter range: Inside `0..<layout.rowCount`.
  public func rows(_ range: Range<Int>) throws(SkysortError) -> RowBlock {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= layout.rowCount,
      "expected rows inside 0..<\(layout.rowCount), found \(range)")
    let offset = layout.rowsOffset + Int64(range.lowerBound) * Int64(layout.rowWidth)
    let raw = try bytes.read(at: offset, count: range.count * layout.rowWidth)
    return RowBlock(table: self, firstRow: range.lowerBound, rowCount: range.count, bytes: raw)
  }

  func error(_ column: TableColumn, _ problem: String) -> SkysortError {
    SkysortError(
      path: path, location: "HDU \(index), column \(column.number) (\(column.name))",
      problem: problem, fix: "The file is damaged; fetch or write it again.")
  }
}

extension FITSFile {
  /// A table to read.
  ///
  /// - Parameter index: Of a table's unit; the first table that is not compressed where `nil`.
  /// - Throws: ``SkysortError`` where there is none, listing what there is.
  public func table(at index: Int? = nil) throws(SkysortError) -> FITSTable {
    let wanted = units.first { unit in
      index.map { $0 == unit.index }
        ?? (unit.kind == .binaryTable || unit.kind == .asciiTable)
    }
    guard let unit = wanted, let layout = unit.table,
      unit.kind == .binaryTable || unit.kind == .asciiTable
    else {
      let found = units.map { "\($0.index) \($0.kind)" }.joined(separator: ", ")
      let place = index.map { "HDU \($0) is not a table" } ?? "there is no table"
      throw SkysortError(
        path: path, problem: "\(place); the file holds: \(found)", fix: "Name a table's HDU.")
    }
    return FITSTable(
      path: path, header: unit.header, layout: layout, index: unit.index, units: units,
      bytes: bytes)
  }

  /// A table by its `EXTNAME`, capitals ignored.
  public func table(named name: String) throws(SkysortError) -> FITSTable {
    let unit = units.first { $0.name?.uppercased() == name.uppercased() }
    guard let unit else {
      let names = units.compactMap(\.name).joined(separator: ", ")
      throw SkysortError(
        path: path, problem: "no HDU is named \(name); names are: \(names)",
        fix: "Name one of these, or count HDUs from 0.", exitCode: .usage)
    }
    return try table(at: unit.index)
  }
}
