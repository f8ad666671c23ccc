/// What a table holds, without its rows.
public struct TableSchema: Hashable, Sendable {
  public let columns: [ColumnInfo]
  /// The table's own keywords, in file order.
  public let metadata: [HeaderEntry]

  public init(columns: [ColumnInfo], metadata: [HeaderEntry] = []) {
    self.columns = columns
    self.metadata = metadata
  }

  /// The column of exactly this name, or the element of one, `PSFMAG[2]`.
  public subscript(_ name: String) -> ColumnInfo? {
    if let column = columns.first(where: { $0.name == name }) { return column }
    guard let element = ElementName(name) else { return nil }
    return columns.first { $0.name == element.column }?.element(element.index)
  }

  /// The columns' names, in file order.
  public var names: [String] { columns.map(\.name) }

  /// The columns that hold some columns and elements, each once.
  func storedNames(_ names: [String]) -> [String] {
    let known = Set(self.names)
    var seen: Set<String> = []
    return names.compactMap { name in
      let stored = known.contains(name) ? name : ElementName(name)?.column ?? name
      return seen.insert(stored).inserted ? stored : nil
    }
  }
}

/// A keyword of a table's header.
public struct HeaderEntry: Hashable, Sendable {
  public let key: String
  public let value: HeaderValue
  public let comment: String?

  public init(_ key: String, _ value: HeaderValue, comment: String? = nil) {
    self.key = key
    self.value = value
    self.comment = comment
  }
}

/// What a header keyword can hold.
public enum HeaderValue: Hashable, Sendable, CustomStringConvertible {
  case text(String)
  case integer(Int64)
  case real(Double)
  case flag(Bool)

  public var description: String {
    switch self {
    case .text(let value): value
    case .integer(let value): value.description
    case .real(let value): value.description
    case .flag(let value): value.description
    }
  }
}
