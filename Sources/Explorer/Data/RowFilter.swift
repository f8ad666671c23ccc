import Files
import Tables

/// What a reader looks for among all rows: a condition on columns, or words that occur in any text
/// of a row: its identifier, its label, a class, a name.
struct RowFilter {
  let text: String
  let table: LatentTable
  /// By source.
  let labels: [String: String]

  /// By row, whether it is meant.
  ///
  /// - Throws: `SkysortError` naming the character that is not understood.
  func matches() throws(SkysortError) -> [Bool] {
    guard text.contains(where: "<>=!~".contains) else { return rowsWithWords() }
    let condition = try RowCondition(
      text, of: table.columns.map(\.name) + (labelsAreColumn ? [Self.labelName] : []),
      spellings: spellings)
    let rows = Array(0..<table.rowCount)
    let columns = condition.columnNames.compactMap { name in
      table[name]?.column(rows) ?? (name == Self.labelName ? labelColumn : nil)
    }
    var matches = [Bool](repeating: false, count: table.rowCount)
    for row in try condition.rows(of: Table(columns: columns, rowCount: rows.count)) {
      matches[row] = true
    }
    return matches
  }

  /// A word of conditions, where the table has no such column.
  private static let labelName = "label"
  private var labelsAreColumn: Bool { table[Self.labelName] == nil }

  private var labelColumn: Column {
    let texts = (0..<table.rowCount).map { labels[table.keys[$0]] }
    return Column(
      info: ColumnInfo(name: Self.labelName, type: .string),
      values: .string(texts.map { $0 ?? "" }), validity: texts.map { $0 != nil })
  }

  /// Texts that a column holds, as far as they are few; `nil` where it holds numbers.
  private func spellings(_ name: String) -> [String]? {
    guard let column = table[name] else { return Set(labels.values).sorted() }
    switch column.values {
    case .category(let coded): return coded.names
    case .text: return column.info.type.isInteger ? nil : []
    case .float, .double, .integer, .long, .element: return nil
    }
  }

  private func rowsWithWords() -> [Bool] {
    let words = Array(text.lowercased().utf8)
    var matches = (0..<table.rowCount).map { row in
      let key = table.keys[row]
      return Self.occur(words, in: key) || labels[key].map { Self.occur(words, in: $0) } == true
    }
    for column in table.columns {
      switch column.values {
      case .category(let coded):
        let found = coded.names.map { Self.occur(words, in: $0) }
        guard found.contains(true) else { continue }
        for (row, code) in coded.codes.enumerated() where code >= 0 && found[Int(code)] {
          matches[row] = true
        }
      case .text, .long:
        for row in matches.indices where !matches[row] {
          matches[row] = column.values.text(row).map { Self.occur(words, in: $0) } ?? false
        }
      case .float, .double, .integer, .element: continue
      }
    }
    return matches
  }

  /// Whether letters occur side by side, whatever their case.
  private static func occur(_ words: [UInt8], in text: String) -> Bool {
    let letters = Array(text.lowercased().utf8)
    guard let first = words.first, letters.count >= words.count else { return words.isEmpty }
    return (0...letters.count - words.count).contains { start in
      letters[start] == first && letters[start..<start + words.count].elementsEqual(words)
    }
  }
}
