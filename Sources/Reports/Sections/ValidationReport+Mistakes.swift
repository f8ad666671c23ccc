import Evaluation
import Sky

extension ValidationReport {
  private static let listedMistakes = 15

  /// The wrong predictions that claim to be surest.
  var mistakeSection: ReportSection? {
    guard let probabilities = predictions.probabilities else { return nil }
    let classCount = predictions.classes.count
    let confidence = { row in probabilities[row * classCount + predictions.predicted[row]] }
    let wrong = predictions.truth.indices.filter {
      predictions.truth[$0] != predictions.predicted[$0] && confidence($0).isFinite
    }
    guard !wrong.isEmpty else { return nil }
    let worst = wrong.sorted { (confidence($1), $0) < (confidence($0), $1) }
      .prefix(Self.listedMistakes)
    return ReportSection(
      identifier: "mistakes", title: "Surest mistakes",
      blocks: [
        .table(
          CaptionedTable(
            title: "Wrong predictions with the highest probability",
            caption: """
              The \(worst.count) surest of \(Numeral.grouped(wrong.count)); wrong labels in the \
              truth gather here too. Magnitudes and colours in mag.
              """,
            table: DataTable(
              mistakeColumns, rows: worst.map { mistakeCells($0, confidence: confidence($0)) })))
      ])
  }

  private var mistakeColumns: [DataTable.Column] {
    var columns: [DataTable.Column] = [
      predictions.identifier == nil ? .number("Row") : .code("Source"), .text("True class"),
      .text("Predicted"), .number("Probability"),
    ]
    if predictions.positions != nil {
      columns += [.number("RA [deg]"), .number("Dec [deg]")]
    }
    if let magnitude = predictions.magnitude { columns.append(.number(magnitude.name)) }
    return columns + predictions.colours.map { .number($0.name) }
  }

  private func mistakeCells(_ row: Int, confidence: Float) -> [String] {
    var cells = [
      predictions.identifier?(row) ?? String(row + 1), metrics.classes[predictions.truth[row]],
      metrics.classes[predictions.predicted[row]], Numeral.fixed(Double(confidence), 4),
    ]
    if let positions = predictions.positions {
      cells.append(Numeral.fixed(positions[row]?.rightAscension, 5))
      cells.append(Numeral.fixed(positions[row]?.declination, 5))
    }
    if let magnitude = predictions.magnitude {
      cells.append(Numeral.fixed(Double(magnitude.values[row]), 2))
    }
    return cells + predictions.colours.map { Numeral.fixed(Double($0.values[row]), 2) }
  }
}
