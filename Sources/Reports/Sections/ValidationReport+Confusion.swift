import Evaluation
import Numbers

extension ValidationReport {
  /// The confusion matrix as fractions of the truth and of the prediction.
  var confusionSection: ReportSection? {
    guard metrics.rows > 0 else { return nil }
    let names = metrics.classes
    let matrix = metrics.confusion.matrix
    let byTruth = grid(title: "Fraction of each true class (completeness)") { truth, called in
      (matrix[truth: truth, predicted: called], matrix.support(of: truth))
    }
    let byCall = grid(title: "Fraction of each predicted class (purity)") { truth, called in
      (matrix[truth: truth, predicted: called], matrix.predictedCount(of: called))
    }
    let columns: [DataTable.Column] =
      [.text("True class")] + names.map { .number("called \($0)") }
    let rows = names.indices.map { truth in
      [names[truth]] + matrix.counts[truth].map(Numeral.grouped)
    }
    return ReportSection(
      identifier: "confusion", title: "Confusion matrix",
      blocks: [
        .figure(
          Figure(
            title: "Confusion matrix",
            caption: """
              Rows are true classes, columns predicted ones. Left, each row sums to one: the \
              diagonal is completeness. Right, each column sums to one: the diagonal is purity. \
              Counts in small print.
              """, panels: [byTruth, byCall],
            twin: DataTable(
              columns + [.number("all")],
              rows: zip(rows, names.indices)
                .map { $0 + [Numeral.grouped(Int(clamping: matrix.support(of: $1)))] })))
      ])
  }

  private func grid(
    title: String, fraction: (_ truth: Int, _ called: Int) -> (count: Double, whole: Double)
  ) -> ShadedGrid {
    ShadedGrid(
      title: title, columnTitle: "Predicted class", rowTitle: "True class",
      columns: metrics.classes, rows: metrics.classes,
      cells: metrics.classes.indices.map { truth in
        metrics.classes.indices.map { called in
          let (count, whole) = fraction(truth, called)
          return ShadedGrid.Cell(
            value: whole > 0 ? count / whole : nil, note: Numeral.grouped(Int(clamping: count)))
        }
      })
  }
}
