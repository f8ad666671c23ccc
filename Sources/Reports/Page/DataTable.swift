/// Rows and columns of text.
struct DataTable: Sendable {
  enum Alignment: String, Sendable { case text, number, code }

  struct Column: Sendable {
    let title: String
    let alignment: Alignment

    static func text(_ title: String) -> Column { Column(title: title, alignment: .text) }
    static func number(_ title: String) -> Column { Column(title: title, alignment: .number) }
    static func code(_ title: String) -> Column { Column(title: title, alignment: .code) }
  }

  let columns: [Column]
  var rows: [[String]]

  init(_ columns: [Column], rows: [[String]]) {
    for row in rows {
      precondition(
        row.count == columns.count, "expected \(columns.count) cells, found \(row.count)")
    }
    self.columns = columns
    self.rows = rows
  }

  /// - Parameter isHeaded: Whether the titles are shown.
  func markup(isHeaded: Bool = true) -> Markup {
    let head = columns.map { column -> Markup in
      "<th scope=\"col\" class=\"\(column.alignment.rawValue)\">\(column.title)</th>"
    }
    let body = rows.map { row -> Markup in
      let cells = zip(columns, row).enumerated().map { index, pair -> Markup in
        let column = pair.0
        let value = pair.1.isEmpty ? Numeral.undefined : pair.1
        let name = column.alignment.rawValue
        return index == 0
          ? "<th scope=\"row\" class=\"\(name)\">\(value)</th>"
          : "<td class=\"\(name)\">\(value)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    let header: Markup = isHeaded ? "<thead><tr>\(head)</tr></thead>\n" : ""
    return "<table>\n\(header)<tbody>\n\(body)</tbody></table>\n"
  }
}
