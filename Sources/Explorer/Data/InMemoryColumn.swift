import Tables

/// A column in memory, and what is known of it.
struct InMemoryColumn: Sendable {
  let info: ColumnInfo
  let values: ColumnStorage
  let summary: ColumnSummary

  init(info: ColumnInfo, values: ColumnStorage, rowCount: Int) {
    self.info = info
    self.values = values
    summary = ColumnSummary(values, rowCount: rowCount)
  }

  var name: String { info.name }

  /// What the page can do with it.
  enum Kind: String, Sendable, Encodable {
    case number, integer, category, text
  }

  var kind: Kind {
    switch values {
    case .float, .double, .element: .number
    case .integer: .integer
    // Numbers of browsers hold 53 bits: longer integers are identifiers or bit fields.
    case .long, .text: .text
    case .category: .category
    }
  }

  /// Whether rows have a number each, not a text.
  var holdsNumbers: Bool {
    switch values {
    case .category, .text: false
    case .float, .double, .integer, .long, .element: true
    }
  }

  /// Some rows as a column of a table, typed as in the file; truth values as text.
  func column(_ rows: [Int]) -> Column {
    switch values {
    case .float, .element:
      Column(info: info, values: .float(rows.map { Float(values.number($0) ?? .nan) }))
    case .double: Column(info: info, values: .double(rows.map { values.number($0) ?? .nan }))
    case .integer, .long, .category, .text: spelled(rows)
    }
  }

  private func spelled(_ rows: [Int]) -> Column {
    let texts = rows.map { values.text($0) }
    let validity = texts.contains(nil) ? texts.map { $0 != nil } : nil
    if info.type == .uint64 {
      let numbers = texts.map { UInt64($0 ?? "") ?? 0 }
      return Column(info: info, values: .uint64(numbers), validity: validity)
    }
    if info.type.isInteger {
      let numbers = texts.map { Int64($0 ?? "") ?? 0 }
      return Column(info: info, values: .int64(numbers), validity: validity)
    }
    var info = info
    info.type = .string
    info.width = max(1, texts.lazy.map { $0?.utf8.count ?? 0 }.max() ?? 1)
    return Column(info: info, values: .string(texts.map { $0 ?? "" }), validity: validity)
  }
}
