public import Files
import Sky
public import Tables

/// A table with places in a latent space, held in memory to be looked at.
public struct LatentTable: Sendable {
  /// As the user named it.
  public let path: String
  public let rowCount: Int
  /// The parts its columns play.
  public let parts: PhotometryColumns
  let columns: [InMemoryColumn]
  let keys: SourceKeys
  /// Where every row lies in the latent space; `nil` where the table does not say.
  let embedding: VectorRows?
  /// SHA-256 of the models that the file names as those it was made with.
  public let modelDigests: [String]
  /// What a careful person would say about the file, one sentence each.
  public let warnings: [String]
  private let places: [String: Int]

  /// The column of latent vectors.
  public static let embeddingName = "embedding"

  /// Reads a whole table.
  ///
  /// - Parameter parts: As a survey descriptor recognises them; found by usual names where
  ///   `nil`.
  /// - Throws: `SkysortError` where the file cannot be read or has no rows to show.
  public static func read(
    _ path: String, parts: PhotometryColumns? = nil
  ) throws(SkysortError) -> LatentTable {
    let reader = try TableFile.open(path)
    guard let parts else {
      return try LatentTable(reader, parts: recognised(reader.schema))
    }
    return try LatentTable(reader, parts: parts)
  }

  /// - Parameter reader: At its first row; it is read to the end.
  public init(_ reader: any TableReader, parts: PhotometryColumns) throws(SkysortError) {
    let shown = reader.schema.columns.compactMap { info in
      ValueCollector(info).map { (info.name, $0) }
    }
    let names = shown.map(\.0)
    var collectors = shown.map(\.1)
    if let rows = reader.rowCount {
      try Self.refuse(rows, path: reader.path)
      try reader.requireMemory(names, rows: rows)
    }
    var rowCount = 0
    while let chunk = try reader.next(maximumRows: 65_536) {
      let table = try chunk.decode(names)
      for place in collectors.indices { collectors[place].append(table.columns[place]) }
      rowCount += chunk.rowCount
      try Self.refuse(rowCount, path: reader.path)
    }
    path = reader.path
    modelDigests = reader.schema.metadata.filter { $0.key == "SKYMSHA" }
      .map { $0.value.description.trimmingSpaces() }
    self.rowCount = rowCount
    self.parts = parts
    let columns = collectors.flatMap { $0.columns(rowCount: rowCount) }
    self.columns = columns
    places = Dictionary(
      columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    embedding = names.firstIndex(of: Self.embeddingName).flatMap { collectors[$0].vectors }
    let identifier = parts.identifier.flatMap { name in columns.first { $0.name == name } }
    keys = SourceKeys(identifier, rowCount: rowCount)
    warnings = reader.warnings + Self.warnings(keys)
  }

  /// Rows are numbered in 32 bits.
  private static func refuse(_ rowCount: Int, path: String) throws(SkysortError) {
    guard rowCount >= Int(Int32.max) else { return }
    throw SkysortError(
      path: path, problem: "has \(rowCount) rows, more than the \(Int32.max - 1) that can be shown",
      fix: "Explore a part of it.")
  }

  /// The column of exactly this name.
  subscript(name: String) -> InMemoryColumn? { places[name].map { columns[$0] } }

  /// Of every row where the table has positions; `nil` where it has none.
  var positions: [SkyPosition?]? {
    guard let (longitudes, latitudes) = positionColumns else { return nil }
    return (0..<rowCount).map { Self.position($0, longitudes, latitudes) }
  }

  /// Where a row lies on the sky; `nil` where the table does not say.
  func position(_ row: Int) -> SkyPosition? {
    positionColumns.flatMap { Self.position(row, $0, $1) }
  }

  /// Whether the table says where its rows lie on the sky.
  var hasPositions: Bool { positionColumns != nil }

  private var positionColumns: (ColumnStorage, ColumnStorage)? {
    guard let longitudes = parts.rightAscension.flatMap({ self[$0] }),
      let latitudes = parts.declination.flatMap({ self[$0] }), longitudes.holdsNumbers,
      latitudes.holdsNumbers
    else { return nil }
    return (longitudes.values, latitudes.values)
  }

  private static func position(
    _ row: Int, _ longitudes: ColumnStorage, _ latitudes: ColumnStorage
  ) -> SkyPosition? {
    guard let longitude = longitudes.number(row), let latitude = latitudes.number(row) else {
      return nil
    }
    return SkyPosition(rightAscension: longitude, declination: latitude)
  }

  private static func recognised(_ schema: TableSchema) throws(SkysortError) -> PhotometryColumns {
    let surveys = SurveyCatalog.bundled
    if let found = surveys.recognise(schema) { return found.columns }
    return try surveys.descriptor(named: "generic").recogniseWithoutPhotometry(schema).columns
  }

  private static func warnings(_ keys: SourceKeys) -> [String] {
    var warnings: [String] = []
    if keys.column == nil {
      warnings.append("No column of identifiers was recognised: rows go by their number.")
    }
    if keys.duplicates > 0 {
      warnings.append(
        "\(keys.duplicates) rows repeat the identifier of an earlier one; here they have a"
          + " number behind it.")
    }
    if keys.nameless > 0 {
      warnings.append("\(keys.nameless) rows have no identifier and go by their number.")
    }
    return warnings
  }
}
