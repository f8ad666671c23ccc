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
    /// Of numbers: with which they are written.
    let decimals: Int?

    init(_ column: InMemoryColumn, of table: LatentTable) {
      name = column.name
      kind = column.kind
      unit = table.unit(of: column)
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
      // Where every row has its own, they are numbers of rows.
      values = column.summary.fewValues.flatMap {
        $0.count > 2 && $0.count == table.rowCount ? nil : $0
      }
      // A hundred-thousandth of a degree is 0.04 arcseconds.
      let isAngle = [table.parts.rightAscension, table.parts.declination].contains(name)
      let most = isAngle ? 5 : Self.mostDecimals[unit ?? ""] ?? .max
      decimals = column.summary.decimals.map { min($0, most) }
    }

    /// Finer than what surveys measure.
    private static let mostDecimals = [
      "mag": 3, "pixel": 3, "pix": 3, "arcsec": 4, "deg": 6, "mas": 3,
    ]

    /// Whether colours and marks can tell its values apart.
    var isGrouped: Bool { names != nil || values != nil }
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
    let columns = table.columns.map { ColumnDescription($0, of: table) }
    self.columns = columns
    identifier = table.keys.column?.name
    rightAscension = table.hasPositions ? table.parts.rightAscension : nil
    declination = table.hasPositions ? table.parts.declination : nil
    classColumn = table.parts.classColumn.flatMap { name in
      columns.first { $0.name == name && $0.isGrouped }?.name
    }
    embedding = table.embedding?.width ?? 0
    views = server.views
    hasNeighbours = server.neighbours != nil
    canDecode = server.decoder != nil
    labels = Paths.name(of: server.labels.path)
    warnings = table.warnings + server.warnings
  }
}

extension ExplorerServer {
  /// What of a row can be shown.
  var views: [ImageView] {
    (images == nil ? [] : [.cutout])
      + (reconstruction == nil ? [] : [.reconstruction, .residual])
  }
}
