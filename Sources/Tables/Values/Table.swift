/// Rows of named columns, in memory.
public struct Table: Hashable, Sendable {
  public let rowCount: Int
  public let columns: [Column]
  private let positions: [String: Int]

  /// - Parameters:
  ///   - columns: Of one length, their names different.
  ///   - rowCount: Needed only where there is no column to tell.
  public init(columns: [Column], rowCount: Int? = nil) {
    let count = rowCount ?? columns.first?.count ?? 0
    for column in columns {
      precondition(
        column.count == count, "expected \(count) rows in \(column.name), found \(column.count)")
    }
    self.rowCount = count
    self.columns = columns
    positions = Dictionary(
      zip(columns.map(\.name), columns.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The column of exactly this name, or the element of one, `PSFMAG[2]`.
  public subscript(_ name: String) -> Column? {
    if let position = positions[name] { return columns[position] }
    guard let element = ElementName(name), let position = positions[element.column] else {
      return nil
    }
    return columns[position].element(element.index)
  }

  public var schema: TableSchema { TableSchema(columns: columns.map(\.info)) }
}
