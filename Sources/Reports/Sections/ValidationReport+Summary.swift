import Evaluation

extension ValidationReport {
  /// The headline figures and what they mean in words.
  var summarySection: ReportSection? {
    var blocks: [Block] = [.paragraph("<span class=\"lead\">\(sentences)</span>")]
    blocks.append(
      .table(
        CaptionedTable(
          title: "Headline figures",
          caption: "With 95 % intervals: Wilson's for accuracy, the bootstrap's for the others.",
          table: headlineTable)))
    blocks.append(
      .table(
        CaptionedTable(
          title: "Figures by class",
          caption: """
            Purity is the fraction right among rows called the class (precision); completeness \
            the fraction found among rows of the class (recall).
            """, table: classTable)))
    if let reweighted = metrics.reweighted {
      blocks.append(.table(reweightedTable(reweighted)))
    }
    return ReportSection(identifier: "summary", title: "Summary", blocks: blocks)
  }

  private var sentences: String {
    guard let accuracy = metrics.accuracy.value else { return "No row was evaluated." }
    var parts = [
      "Of \(Numeral.grouped(metrics.rows)) evaluated rows, \(Numeral.percent(accuracy)) are given "
        + "their true class (95\u{202f}% interval \(Numeral.percent(metrics.accuracy.low)) to "
        + "\(Numeral.percent(metrics.accuracy.high)))."
    ]
    if let commonest = metrics.commonestClass {
      parts.append(
        "Always saying \(commonest.name) would be right for "
          + "\(Numeral.percent(commonest.accuracy))"
          + (metrics.isNoBetterThanCommonestClass ? "; the catalog is no better than that." : "."))
    }
    let known = metrics.confusion.classes.filter { $0.recall.value != nil }
    let best = known.max { ($0.recall.value ?? 0) < ($1.recall.value ?? 0) }
    let worst = known.min { ($0.recall.value ?? 0) < ($1.recall.value ?? 0) }
    if let best, let worst, best.name != worst.name {
      parts.append(
        "\(best.name) is the most completely found (\(Numeral.percent(best.recall.value))), "
          + "\(worst.name) the least (\(Numeral.percent(worst.recall.value))).")
    }
    if let error = commonestError { parts.append(error) }
    if let error = metrics.expectedCalibrationError.value {
      parts.append(
        "Stated confidence and actual accuracy differ by \(Numeral.fixed(100 * error, 1)) "
          + "percentage points on average.")
    }
    if let flags = metrics.flags, let trusted = flags.unflagged.accuracy.value,
      let doubtful = flags.flagged.accuracy.value
    {
      parts.append(
        "Rows without a flag are right in \(Numeral.percent(trusted)) of cases, the "
          + "\(Numeral.grouped(flags.flagged.rows)) flagged ones in "
          + "\(Numeral.percent(doubtful)).")
    }
    return parts.joined(separator: " ")
  }

  private var commonestError: String? {
    let matrix = metrics.confusion.matrix
    let pairs = metrics.classes.indices.flatMap { truth in
      metrics.classes.indices.filter { $0 != truth }.map { (truth, $0) }
    }
    let worst = pairs.max {
      matrix[truth: $0.0, predicted: $0.1] < matrix[truth: $1.0, predicted: $1.1]
    }
    guard let worst, matrix[truth: worst.0, predicted: worst.1] > 0 else { return nil }
    let count = matrix[truth: worst.0, predicted: worst.1]
    return "The commonest error takes \(metrics.classes[worst.0]) for "
      + "\(metrics.classes[worst.1]) (\(Numeral.percent(count / matrix.total)) of all rows)."
  }

  private var headlineTable: DataTable {
    let figures: [(String, Estimate, Int, String)] = [
      ("Accuracy", metrics.accuracy, 4, "1"),
      ("Balanced accuracy", metrics.balancedAccuracy, 4, "1"),
      ("Macro F1", metrics.macroF1, 4, "1"),
      ("Log-loss", metrics.logLoss, 4, "0"),
      ("Brier score", metrics.brier, 4, "0"),
      ("Expected calibration error", metrics.expectedCalibrationError, 4, "0"),
      ("Galaxy purity at completeness 0.96", metrics.galaxyPurity, 4, "1"),
      ("Star completeness at purity 0.97", metrics.starCompleteness, 4, "1"),
    ]
    var rows = figures.filter { $0.1.value != nil }.map { name, figure, decimals, ideal in
      [name, Numeral.fixed(figure.value, decimals), Numeral.interval(figure, decimals), ideal]
    }
    if let commonest = metrics.commonestClass, !rows.isEmpty {
      rows.insert(
        ["Always saying \(commonest.name)", Numeral.fixed(commonest.accuracy, 4), "", ""], at: 1)
    }
    return DataTable(
      [
        .text("Figure"), .number("Value"), .number("95 % interval"),
        .number("Ideal"),
      ], rows: rows)
  }

  private var classTable: DataTable {
    var columns: [DataTable.Column] = [
      .text("Class"), .number("Rows"), .number("Purity"),
      .number("Completeness"), .number("F1"),
    ]
    let hasProbabilities = metrics.probability != nil
    if hasProbabilities {
      columns += [.number("ROC area"), .number("Average precision")]
    }
    let rows = metrics.confusion.classes.enumerated().map { index, figures in
      let ranked = metrics.probability?.classes[index]
      let base = [
        figures.name, Numeral.grouped(figures.support), Numeral.full(figures.precision, 3),
        Numeral.full(figures.recall, 3), Numeral.full(figures.f1, 3),
      ]
      guard hasProbabilities else { return base }
      return base + [
        Numeral.full(ranked?.areaUnderROC ?? .undefined, 4),
        Numeral.full(ranked?.averagePrecision ?? .undefined, 3),
      ]
    }
    return DataTable(columns, rows: rows)
  }

  private func reweightedTable(_ figures: ReweightedFigures) -> CaptionedTable {
    let mix = figures.prior.fractions.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Numeral.percent($0.value))" }.joined(separator: ", ")
    var rows = [
      ["Accuracy", Numeral.full(metrics.accuracy, 3), Numeral.full(figures.accuracy, 3)],
      ["Macro F1", Numeral.full(metrics.macroF1, 3), Numeral.full(figures.macroF1, 3)],
    ]
    for (one, precision) in zip(metrics.confusion.classes, figures.precisions) {
      rows.append([
        "Purity of \(one.name)", Numeral.full(one.precision, 3), Numeral.full(precision, 3),
      ])
    }
    return CaptionedTable(
      title: "The same classifier on another mix",
      caption: "Purity depends on how common each class is. Re-weighted to \(mix).",
      table: DataTable(
        [
          .text("Figure"), .number("Evaluated sample"),
          .number("Re-weighted"),
        ], rows: rows))
  }
}
