public import Files

/// What a table's columns are like, taken in one pass with bounded memory.
public struct TableStatistics: Sendable {
  public private(set) var rowCount = 0
  public private(set) var columns: [ColumnStatistics]
  private var identifiers: IdentifierCount?
  private var position: PositionRange?

  /// - Parameter photometry: Which columns are identifier and position, where known.
  public init(_ schema: TableSchema, photometry: PhotometryColumns? = nil) {
    let elements = (photometry?.bands ?? []).flatMap(\.measurementColumns)
      .compactMap(ElementName.init)
    columns = schema.columns.flatMap { column in
      let own = elements.filter { $0.column == column.name }.sorted { $0.index < $1.index }
      return [column] + own.compactMap { column.element($0.index) }
    }.map(ColumnStatistics.init)
    identifiers = photometry?.identifier.map { IdentifierCount(column: $0) }
    if let right = photometry?.rightAscension, let declination = photometry?.declination {
      position = PositionRange(rightAscension: right, declination: declination)
    }
  }

  /// Adds rows that hold every column of the schema.
  public mutating func observe(_ table: Table) {
    rowCount += table.rowCount
    for index in columns.indices {
      let column = table.column(known: columns[index].info.name)
      columns[index].observe(column)
      if column.name == identifiers?.column { identifiers?.observe(column) }
    }
  }

  /// Reads what is left of a table.
  public init(
    reading reader: any TableReader, photometry: PhotometryColumns? = nil
  ) throws(SkysortError) {
    self.init(reader.schema, photometry: photometry)
    while let chunk = try reader.next(maximumRows: 16_384) {
      observe(try chunk.decode(reader.schema.names))
    }
  }

  public subscript(_ name: String) -> ColumnStatistics? { columns.first { $0.info.name == name } }

  /// Different identifiers; `nil` where no column is known to hold them.
  public var distinctIdentifiers: Int? { identifiers?.distinct }

  /// Numbers that look like undeclared sentinels, in columns of photometry.
  public func suspectedSentinels(_ photometry: PhotometryColumns) -> [SuspectedSentinel] {
    photometry.bands.flatMap { band in
      let declared = band.notObserved + band.notDetected
      let names = [band.column] + (band.errorColumn.map { [$0] } ?? [])
      return names.flatMap { name in
        self[name]?.sentinels.suspects(in: name, declared: declared) ?? []
      }
    }
  }

  /// Refuses positions in radians, recognized by their unit or their range.
  ///
  /// - Parameter path: For the message.
  public func checkDegrees(path: String) throws(SkysortError) {
    guard let position, let right = self[position.rightAscension],
      let declination = self[position.declination]
    else { return }
    try position.check(right, declination, path: path)
  }
}

/// Counts different identifiers by a 64-bit hash of each: eight bytes a row.
struct IdentifierCount: Sendable {
  let column: String
  private var hashes: [UInt64] = []

  init(column: String) { self.column = column }

  mutating func observe(_ column: Column) {
    switch column.values {
    case .int64(let values): hashes += values.map { Self.mixed(UInt64(bitPattern: $0)) }
    case .uint64(let values): hashes += values.map(Self.mixed)
    default: hashes += (column.texts() ?? []).map { Self.hash($0 ?? "") }
    }
  }

  var distinct: Int {
    var sorted = hashes
    sorted.sort()
    return zip(sorted, sorted.dropFirst()).reduce(sorted.isEmpty ? 0 : 1) {
      $0 + ($1.0 == $1.1 ? 0 : 1)
    }
  }

  /// The finalizer of MurmurHash3, a bijection: different numbers stay different.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }

  /// FNV-1a, mixed.
  private static func hash(_ text: String) -> UInt64 {
    mixed(text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
  }
}

/// Where a table's sources lie, to tell degrees from radians.
struct PositionRange: Hashable, Sendable {
  let rightAscension: String
  let declination: String

  func check(
    _ right: ColumnStatistics, _ declination: ColumnStatistics, path: String
  ) throws(SkysortError) {
    let units = [right.info.unit, declination.info.unit].compactMap { $0?.lowercased() }
    let isDeclared = units.contains { $0 == "rad" || $0 == "radian" || $0 == "radians" }
    guard isDeclared || coversSkyInRadians(right, declination) else { return }
    throw SkysortError(
      path: path, location: "columns \(right.info.name), \(declination.info.name)",
      problem: isDeclared
        ? "the positions' unit is radians where degrees are expected"
        : "all positions lie within 2π and ±π/2: they look like radians, not degrees",
      fix: "Multiply both by 180/π.")
  }

  /// A sky full of sources that would be a few square degrees near the origin: nearly 2π wide,
  /// nearly π high. A stripe along the equator is not high enough to be suspected.
  private func coversSkyInRadians(
    _ right: ColumnStatistics, _ declination: ColumnStatistics
  ) -> Bool {
    guard let east = right.minimum, let west = right.maximum, let south = declination.minimum,
      let north = declination.maximum
    else { return false }
    return east >= -.pi && west <= 2 * .pi && south >= -.pi / 2 && north <= .pi / 2
      && west - east > 5.5 && north - south > 2.6
  }
}
