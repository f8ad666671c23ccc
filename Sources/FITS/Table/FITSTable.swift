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

extension FITSTable {
  /// Some rows as they stand in the file, in the order given.
  ///
  /// - Parameter numbers: Inside `0..<layout.rowCount`; a row may be named more than once.
  public func rows(_ numbers: [Int]) throws(SkysortError) -> RowBlock {
    var raw: [UInt8] = []
    raw.reserveCapacity(numbers.count * layout.rowWidth)
    var start = 0
    while start < numbers.count {
      var end = start + 1
      while end < numbers.count, numbers[end] == numbers[end - 1] + 1 { end += 1 }
      raw += try rows(numbers[start]..<(numbers[end - 1] + 1)).bytes
      start = end
    }
    return RowBlock(table: self, firstRow: 0, rowCount: numbers.count, bytes: raw)
  }
}

extension FITSFile {
  /// The units that hold a table which is not compressed.
  public var tableUnits: [HDU] { units.filter(\.holdsTable) }

  /// A table to read.
  ///
  /// - Parameter index: Of a table's unit; the first table that is not compressed where `nil`.
  /// - Throws: `SkysortError` where there is none, listing what there is.
  public func table(at index: Int? = nil) throws(SkysortError) -> FITSTable {
    let unit =
      if let index { units.first { $0.index == index } } else { tableUnits.first }
    guard let unit, unit.holdsTable, let layout = unit.table else {
      let place = index.map { "HDU \($0) is not a table" } ?? "there is no table"
      throw SkysortError(
        path: path, problem: "\(place); the file holds: \(unitList)",
        fix: tableUnits.isEmpty ? "Name a file with a table." : "Name a table's HDU.",
        exitCode: index == nil ? .badData : .usage)
    }
    return FITSTable(
      path: path, header: unit.header, layout: layout, index: unit.index, units: units,
      bytes: bytes)
  }

  /// A table by its `EXTNAME`, capitals ignored; `NAME,2` is the one whose `EXTVER` is 2.
  public func table(named name: String) throws(SkysortError) -> FITSTable {
    func isCalled(_ unit: HDU, _ name: some StringProtocol, _ version: Int?) -> Bool {
      unit.name?.uppercased() == name.uppercased() && (version ?? unit.version) == unit.version
    }
    let parts = name.split(separator: ",")
    let version = parts.count == 2 ? Int(parts[1].filter { $0 != " " }) : nil
    let named = units.filter { isCalled($0, name, nil) }
    var unit = named.first(where: \.holdsTable) ?? named.first
    if let version, unit == nil { unit = units.first { isCalled($0, parts[0], version) } }
    guard let unit else {
      throw SkysortError(
        path: path, problem: "no HDU is named \(name); the file holds: \(unitList)",
        fix: "Name one of these, or count HDUs from 0.", exitCode: .usage)
    }
    return try table(at: unit.index)
  }

  /// For messages.
  private var unitList: String {
    units.map { "\($0.index) \($0.name.map { "\($0), " } ?? "")\($0.kind)" }
      .shortList(separator: "; ")
  }
}

extension HDU {
  /// Whether the unit is a table that is not compressed.
  public var holdsTable: Bool { kind == .binaryTable || kind == .asciiTable }

  /// For messages: `HDU 2 (SCI)`; `HDU 4 (SCI,2)` of the second of its name.
  public var label: String {
    guard let name, !name.isEmpty else { return "HDU \(index)" }
    return "HDU \(index) (\(name)\(version == 1 ? "" : ",\(version)"))"
  }
}
