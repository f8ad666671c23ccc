import Evaluation

extension ComparisonReport {
  /// The figures of every catalog side by side.
  var summarySection: ReportSection? {
    var blocks: [Block] = [.paragraph("<span class=\"lead\">\(sentences)</span>")]
    if !comparison.metrics.isEmpty {
      blocks += [
        .table(
          CaptionedTable(
            title: "Figures of each catalog",
            caption: "With 95 % intervals: Wilson's for accuracy, the bootstrap's for the others.",
            table: figureTable)),
        .table(
          CaptionedTable(
            title: "Figures by class",
            caption: "Of the labels as they are: purity is precision, completeness is recall.",
            table: classTable)),
      ]
    }
    return ReportSection(identifier: "summary", title: "Summary", blocks: blocks)
  }

  private var sentences: String {
    let rows = comparison.rows.rowCount
    guard rows > 0 else { return "No row was compared." }
    let start = "\(Numeral.grouped(rows)) rows are in all \(names.count) catalogs."
    return ([start] + zip(names.dropFirst(), comparison.pairs).map(sentence))
      .joined(separator: " ")
  }

  private func sentence(_ name: String, _ pair: PairedComparison) -> String {
    let flipped =
      "\(name) calls \(Numeral.grouped(pair.flips.count)) of them "
      + "(\(Numeral.percent(pair.flipped.value))) otherwise than \(names[0])"
    guard let test = pair.differences?.test else { return flipped + "." }
    let stillWrong = pair.flips.count { $0.change == .wrongToWrong }
    return flipped + ": \(Numeral.grouped(test.onlySecond)) put right, "
      + "\(Numeral.grouped(test.onlyFirst)) put wrong, "
      + "\(Numeral.grouped(stillWrong)) moved from one wrong class to another; "
      + "p = \(Numeral.short(test.probability)) by McNemar's test."
  }

  private var figureTable: DataTable {
    DataTable(
      [
        .text("Catalog"), .number("Accuracy"), .number("Balanced accuracy"), .number("Log-loss"),
        .number("Calibration error"),
      ],
      rows: zip(names, comparison.metrics).map { name, metrics in
        [
          name, Numeral.full(metrics.accuracy, 4), Numeral.full(metrics.balancedAccuracy, 4),
          Numeral.full(metrics.logLoss, 4), Numeral.full(metrics.expectedCalibrationError, 4),
        ]
      })
  }

  private var classTable: DataTable {
    let rows = classes.indices.flatMap { index in
      zip(names, comparison.metrics).map { name, metrics in
        let figures = metrics.confusion.classes[index]
        return [
          figures.name, name, Numeral.grouped(figures.support), Numeral.full(figures.precision, 3),
          Numeral.full(figures.recall, 3),
          Numeral.full(metrics.probability?.classes[index].areaUnderROC ?? .undefined, 4),
        ]
      }
    }
    return DataTable(
      [
        .text("Class"), .text("Catalog"), .number("Rows"), .number("Purity"),
        .number("Completeness"), .number("ROC area"),
      ], rows: rows)
  }

  /// By how much each catalog differs from the first.
  var differenceSection: ReportSection? {
    let rows = zip(names.dropFirst(), comparison.pairs).compactMap(differenceCells)
    guard !rows.isEmpty else { return nil }
    return ReportSection(
      identifier: "differences", title: "Differences",
      blocks: [
        .table(
          CaptionedTable(
            title: "Differences from \(names[0])",
            caption: """
              Positive accuracies and negative log-losses are for the better. Intervals are those \
              of the difference: 95 % of bootstraps that draw rows in pairs. The last columns \
              are McNemar's test of the rows that one catalog gets right and the other wrong: \
              exact below \(McNemarTest.exactLimit) such rows, else χ² corrected for continuity.
              """,
            table: DataTable(
              [
                .text("Catalog"), .number("Accuracy"), .number("Balanced accuracy"),
                .number("Log-loss"), .number("Only \(names[0]) right"), .number("Only it right"),
                .number("χ²"), .number("p"),
              ], rows: rows)))
      ])
  }

  private func differenceCells(_ name: String, _ pair: PairedComparison) -> [String]? {
    guard let differences = pair.differences else { return nil }
    let test = differences.test
    return [
      name, Numeral.full(differences.accuracy, 4), Numeral.full(differences.balancedAccuracy, 4),
      Numeral.full(differences.logLoss, 4), Numeral.grouped(test.onlyFirst),
      Numeral.grouped(test.onlySecond), Numeral.fixed(test.statistic, 2),
      Numeral.short(test.probability),
    ]
  }

  /// What was not compared.
  var leftOutSection: ReportSection? {
    guard context.leftOut.contains(where: { $0.unmatched + $0.unlabelled > 0 }) else { return nil }
    return ReportSection(
      identifier: "left-out", title: "Rows left out",
      blocks: [
        .table(
          CaptionedTable(
            title: "Rows that are not in all catalogs, or without a class",
            caption: "Rows are matched by their identifiers, never by place.",
            table: DataTable(
              [
                .text("Catalog"), .number("Not in all"), .code("Among them"),
                .number("Without a class"),
              ],
              rows: context.leftOut.map {
                [
                  $0.catalog, Numeral.grouped($0.unmatched), $0.examples.joined(separator: ", "),
                  Numeral.grouped($0.unlabelled),
                ]
              })))
      ])
  }
}
