/// A matrix of fractions, shaded by value and printed in figures.
struct ShadedGrid: Panel {
  struct Cell: Sendable {
    /// In `0...1`; `nil` where undefined.
    let value: Double?
    /// Small print under the value.
    let note: String
  }

  let title: String
  let columnTitle: String
  let rowTitle: String
  let columns: [String]
  let rows: [String]
  /// Shape `[rows][columns]`.
  let cells: [[Cell]]

  private var width: Double { 490 }
  private var left: Double { 24 + 7 * Double(rows.map(\.count).max().map { min($0, 14) } ?? 0) }
  private var top: Double { 30 }
  private var cellWidth: Double { (width - left - 10) / Double(max(1, columns.count)) }
  private var cellHeight: Double { min(72, max(14, 300 / Double(max(1, rows.count)))) }
  private var bottom: Double { top + cellHeight * Double(rows.count) }
  /// Figures fit into cells of this size only.
  private var showsFigures: Bool { cellWidth >= 44 && cellHeight >= 30 }

  func markup() -> Markup {
    let height = Numeral.plain(bottom + footHeight, 0)
    let squares = cells.enumerated().flatMap { row, line in
      line.enumerated().map { column, cell in square(cell, row: row, column: column) }
    }
    return """
      <svg class="broad" role="img" aria-label="\(title)" width="490" height="\(height)" \
      viewBox="0 0 490 \(height)" xmlns="http://www.w3.org/2000/svg">
      <text class="title" x="\(page(left))" y="15">\(title)</text>
      \(squares)\(labels)</svg>

      """
  }

  private func square(_ cell: Cell, row: Int, column: Int) -> Markup {
    let x = left + cellWidth * Double(column)
    let y = top + cellHeight * Double(row)
    let value = cell.value ?? 0
    let middle = page(x + cellWidth / 2)
    let isDark = value > 0.55 ? " over" : ""
    let figures: Markup =
      showsFigures
      ? """
      <text class="strong\(isDark)" x="\(middle)" y="\(page(y + cellHeight / 2 + 1))" \
      text-anchor="middle">\(Numeral.fixed(cell.value, 3))</text>
      <text class="note\(isDark)" x="\(middle)" y="\(page(y + cellHeight / 2 + 16))" \
      text-anchor="middle">\(cell.note)</text>

      """ : ""
    let opacity = Numeral.plain(0.03 + 0.9 * value, 3)
    return """
      <rect class="shade" fill="currentColor" fill-opacity="\(opacity)" \
      x="\(page(x + 1))" y="\(page(y + 1))" width="\(page(cellWidth - 2))" \
      height="\(page(cellHeight - 2))"><title>\(rows[row]) called \(columns[column]): \
      \(Numeral.fixed(cell.value, 4)) (\(cell.note))</title></rect>
      \(figures)
      """
  }

  /// Names too long for their column stand upright.
  private var isUpright: Bool {
    columns.contains { 5.6 * Double($0.count) > cellWidth }
  }

  /// From the cells to the lower edge.
  private var footHeight: Double {
    isUpright ? 36 + 6.2 * Double(min(14, columns.map(\.count).max() ?? 0)) : 44
  }

  private func columnLabel(_ name: String, x: Double) -> Markup {
    isUpright
      ? """
      <text transform="translate(\(page(x + 4)) \(page(bottom + 6))) rotate(-90)" \
      text-anchor="end">\(shortened(name, to: 14))</text>

      """
      : """
      <text x="\(page(x))" y="\(page(bottom + 15))" text-anchor="middle">\(name)</text>

      """
  }

  private var labels: Markup {
    let below = columns.enumerated().map { index, name in
      columnLabel(name, x: left + cellWidth * (Double(index) + 0.5))
    }
    let beside = rows.enumerated().map { index, name -> Markup in
      """
      <text x="\(page(left - 6))" y="\(page(top + cellHeight * (Double(index) + 0.5) + 4))" \
      text-anchor="end">\(shortened(name, to: 14))</text>

      """
    }
    return """
      \(below)\(beside)<text class="axis" x="\(page((left + width - 10) / 2))" \
      y="\(page(bottom + footHeight - 8))" text-anchor="middle">\(columnTitle)</text>
      <text class="axis" transform="translate(12 \(page((top + bottom) / 2))) rotate(-90)" \
      text-anchor="middle">\(rowTitle)</text>

      """
  }

  private func shortened(_ name: String, to count: Int) -> String {
    name.count <= max(2, count) ? name : name.prefix(max(1, count - 1)) + "…"
  }

  private func page(_ value: Double) -> String { Numeral.plain(value, 1) }
}
