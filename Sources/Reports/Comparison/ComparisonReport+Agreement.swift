import Evaluation
import Numbers

extension ComparisonReport {
  /// What one catalog calls the classes of the other.
  var agreementSection: ReportSection? {
    guard comparison.rows.rowCount > 0 else { return nil }
    return ReportSection(
      identifier: "agreement", title: "Agreement",
      blocks: zip(names.dropFirst(), comparison.pairs).map { name, pair in
        .figure(agreementFigure(name, pair.agreement))
      })
  }

  private func agreementFigure(_ name: String, _ matrix: ConfusionMatrix) -> Figure {
    let columns: [DataTable.Column] =
      [.text("Class in \(names[0])")] + classes.map { .number("\($0) in \(name)") }
    return Figure(
      title: "\(name) against \(names[0])",
      caption: """
        Each row is a class of \(names[0]) and sums to one: where \(name) puts its objects. What \
        lies off the diagonal has flipped. Counts in small print.
        """,
      panels: [
        ShadedGrid(
          title: "Fraction of each class of \(names[0])", columnTitle: "Class in \(name)",
          rowTitle: "Class in \(names[0])", columns: classes, rows: classes,
          cells: classes.indices.map { first in
            classes.indices.map { second in
              let count = matrix[truth: first, predicted: second]
              let whole = matrix.support(of: first)
              return ShadedGrid.Cell(
                value: whole > 0 ? count / whole : nil, note: Numeral.grouped(Int(clamping: count)))
            }
          })
      ],
      twin: DataTable(
        columns,
        rows: classes.indices.map { [classes[$0]] + matrix.counts[$0].map(Numeral.grouped) }))
  }
}
