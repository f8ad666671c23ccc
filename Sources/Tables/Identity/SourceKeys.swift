/// What a column, or several together, call a table's rows by; `nil` where a row has no name.
///
/// Whole numbers stay whole numbers, which is what most identifiers are; everything else, and
/// several columns together, is text.
public enum SourceKeys: Hashable, Sendable {
  case integers([Int64?])
  case texts([String?])

  /// - Returns: `nil` without columns, for arrays, and for floating-point numbers, which cannot
  ///   hold identifiers in full.
  public init?(_ columns: [Column]) {
    guard !columns.isEmpty, columns.allSatisfy({ !$0.info.type.isFloatingPoint }) else {
      return nil
    }
    if columns.count == 1, case .int64(let values) = columns[0].values {
      let validity = columns[0].validity
      self = .integers(values.indices.map { (validity?[$0] ?? true) ? values[$0] : nil })
      return
    }
    var parts: [[String?]] = []
    for column in columns {
      guard let texts = column.texts() else { return nil }
      parts.append(texts.map(Self.trimmed))
    }
    self = .texts(
      parts.count == 1
        ? parts[0]
        : parts[0].indices.map { row in
          let words = parts.compactMap { $0[row] }
          return words.count == parts.count ? words.joined(separator: Self.separator) : nil
        })
  }

  /// Between the values of several columns.
  private static let separator = " | "

  public var count: Int {
    switch self {
    case .integers(let keys): keys.count
    case .texts(let keys): keys.count
    }
  }

  public var texts: [String?] {
    switch self {
    case .integers(let keys): keys.map { $0?.description }
    case .texts(let keys): keys
    }
  }

  /// Fixed-width columns pad with blanks; blank is none.
  private static func trimmed(_ text: String?) -> String? {
    guard let text else { return nil }
    let front = text.drop { $0 == " " || $0 == "\0" }
    guard let last = front.lastIndex(where: { $0 != " " && $0 != "\0" }) else { return nil }
    return String(front[...last])
  }
}

/// Columns that may identify the rows of a table: one, or several together.
public struct IdentifierKey: Hashable, Sendable {
  public let columns: [String]
  /// Whether they only tell the sources of one image, tile or brick apart.
  public let isLocal: Bool

  public init(columns: [String], isLocal: Bool = false) {
    self.columns = columns
    self.isLocal = isLocal
  }
}
