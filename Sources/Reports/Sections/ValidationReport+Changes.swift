extension ValidationReport {
  /// What a training changed in what the model it went on from had said.
  var changeSection: ReportSection? {
    guard let changes = context.changes, changes.rows > 0 else { return nil }
    let before = Numeral.fixed(changes.accuracyBefore, 4)
    let after = Numeral.fixed(changes.accuracy, 4)
    let grid = ShadedGrid(
      title: "Classes before and after", columnTitle: "Class after", rowTitle: "Class before",
      columns: changes.classes, rows: changes.classesBefore,
      cells: changes.counts.map { row in
        let whole = row.reduce(0, +)
        return row.map { count in
          ShadedGrid.Cell(
            value: whole > 0 ? Double(count) / Double(whole) : nil, note: Numeral.grouped(count))
        }
      })
    let columns: [DataTable.Column] =
      [.text("Class before")] + changes.classes.map { .number("now \($0)") }
    return ReportSection(
      identifier: "changes", title: "What the training changed",
      blocks: [
        .figure(
          Figure(
            title: "What the training changed",
            caption: """
              Of \(Numeral.grouped(changes.rows)) rows held back, \
              \(Numeral.grouped(changes.changed)) changed their class: \
              \(Numeral.grouped(changes.corrected)) became right, \
              \(Numeral.grouped(changes.spoiled)) became wrong. The accuracy was \(before) before \
              and is \(after). Each row of the grid sums to one.
              """, panels: [grid],
            twin: DataTable(
              columns,
              rows: zip(changes.classesBefore, changes.counts).map {
                [$0] + $1.map(Numeral.grouped)
              })))
      ])
  }
}
