import Files
import Tables

/// What the page learns first: the table and what can be done with it.
struct TableDescription: Encodable {
  struct ColumnDescription: Encodable {
    let name: String
    let kind: InMemoryColumn.Kind
    let unit: String?
    let ucd: String?
    let description: String?
    let missing: Int
    /// Of numbers: the smallest, the largest, and the ends of the bulk between.
    let range: [Double]?
    /// Of categories, by code.
    let names: [String]?
    /// Rows of every category, by code.
    let counts: [Int]?
    /// Of integers that are few.
    let values: [Int32]?

    init(_ column: InMemoryColumn) {
      name = column.name
      kind = column.kind
      unit = column.info.unit
      ucd = column.info.ucd
      description = column.info.description
      missing = column.summary.missing
      let summary = column.summary
      range = summary.extent.flatMap { extent in
        summary.bulk.map {
          [extent.lowerBound, extent.upperBound, $0.lowerBound, $0.upperBound]
        }
      }
      if case .category(let coded) = column.values {
        (names, counts) = (coded.names, coded.counts)
      } else {
        (names, counts) = (nil, nil)
      }
      values = column.summary.fewValues
    }
  }

  let file: String
  let rows: Int
  /// Points a page holds at once.
  let limit: Int
  let columns: [ColumnDescription]
  let identifier: String?
  let rightAscension: String?
  let declination: String?
  let classColumn: String?
  /// Numbers in a latent vector; 0 where there are none.
  let embedding: Int
  let views: [ImageView]
  let hasNeighbours: Bool
  let canDecode: Bool
  let labels: String
  let warnings: [String]

  init(_ server: ExplorerServer) {
    let table = server.table
    file = Paths.name(of: table.path)
    rows = table.rowCount
    limit = PointSets.maximumPoints
    columns = table.columns.map(ColumnDescription.init)
    identifier = table.keys.column?.name
    rightAscension = Self.number(table.parts.rightAscension, table)
    declination = Self.number(table.parts.declination, table)
    classColumn = table.parts.classColumn.flatMap { table[$0]?.name }
    embedding = table.embedding?.width ?? 0
    views = server.views
    hasNeighbours = server.neighbours != nil
    canDecode = server.decoder != nil
    labels = Paths.name(of: server.labels.path)
    warnings = table.warnings
  }

  private static func number(_ name: String?, _ table: LatentTable) -> String? {
    name.flatMap { table[$0] }.flatMap { $0.values.number(0) == nil ? nil : $0.name }
  }
}

extension ExplorerServer {
  /// What of a row can be shown.
  var views: [ImageView] {
    (images == nil ? [] : [.cutout])
      + (reconstruction == nil ? [] : [.reconstruction, .residual])
  }
}
