import Evaluation

extension ComparisonReport {
  /// Every catalog against magnitude, on the same axes.
  var magnitudeSection: ReportSection? {
    guard let magnitude = comparison.magnitude else { return nil }
    let seen = classes.indices.filter { index in
      magnitude.entries.contains { $0.profile.cells[index].contains { $0.support > 0 } }
    }
    return ReportSection(
      identifier: "magnitude", title: "Against magnitude",
      blocks: seen.map { .figure(purityFigure(magnitude, $0)) }
        + seen.map { .figure(labelFigure(magnitude, $0)) }
        + [.figure(accuracyFigure(magnitude))])
  }

  private var legend: Legend { .classes(names) }

  /// Purity where every catalog is as complete.
  private func purityFigure(_ magnitude: MagnitudeComparison, _ index: Int) -> Figure {
    let wanted = Numeral.percent(magnitude.entries[0].purity.completeness, 0)
    let series = magnitude.entries.map { entry in
      entry.purity.cells[index].map { MagnitudeSeries.Point($0.purity, rows: $0.support) }
    }
    return Figure(
      title: "Purity of \(classes[index]) at \(wanted) completeness",
      caption: """
        In each bin a catalog's limit on the probability of \(classes[index]) is set where \
        \(wanted) of the bin's objects of the class are found; a catalog of labels only is shown \
        as it is. \(common(magnitude))
        """,
      legend: legend,
      panels: [
        plot(
          "Purity of \(classes[index]) at \(wanted) completeness", "purity", magnitude, series,
          isBroad: true)
      ],
      twin: table(
        magnitude, [("Purity", series)],
        rows: magnitude.entries[0].purity.cells[index].map(\.support)))
  }

  /// Completeness and purity of the labels as they are.
  private func labelFigure(_ magnitude: MagnitudeComparison, _ index: Int) -> Figure {
    let completeness = magnitude.entries.map { entry in
      entry.profile.cells[index].map { MagnitudeSeries.Point($0.completeness, rows: $0.support) }
    }
    let purity = magnitude.entries.map { entry in
      entry.profile.cells[index].map { MagnitudeSeries.Point($0.purity, rows: $0.predicted) }
    }
    return Figure(
      title: "\(classes[index]) as labelled",
      caption: """
        Completeness is the fraction of the true objects of the class that carry its label, \
        purity the fraction of its labels that are right. \(common(magnitude))
        """,
      legend: legend,
      panels: [
        plot("Completeness", "completeness", magnitude, completeness),
        plot("Purity", "purity", magnitude, purity),
      ],
      twin: table(
        magnitude, [("Completeness", completeness), ("Purity", purity)],
        rows: magnitude.entries[0].profile.cells[index].map(\.support)))
  }

  private func accuracyFigure(_ magnitude: MagnitudeComparison) -> Figure {
    let rows = magnitude.edges.indices.dropLast().map { bin in
      magnitude.entries[0].profile.cells.reduce(0) { $0 + $1[bin].support }
    }
    let series = magnitude.entries.map { entry in
      zip(entry.accuracy, rows).map { MagnitudeSeries.Point($0, rows: $1) }
    }
    return Figure(
      title: "Accuracy", caption: "Of the labels, all classes together. \(common(magnitude))",
      legend: legend, panels: [plot("Accuracy", "accuracy", magnitude, series, isBroad: true)],
      twin: table(magnitude, [("Accuracy", series)], rows: rows))
  }

  private func common(_ magnitude: MagnitudeComparison) -> String {
    let width = Numeral.short(magnitude.edges[1] - magnitude.edges[0])
    let missing = magnitude.entries[0].profile.missingCount
    return "Bins of \(width) mag, catalogs side by side in each; bars are 95\u{202f}% Wilson "
      + "intervals. Bins with fewer than \(MagnitudeSeries.fewestRows) rows are in the table only."
      + (missing == 0 ? "" : " \(Numeral.grouped(missing)) rows have no such magnitude.")
  }

  private func plot(
    _ title: String, _ label: String, _ magnitude: MagnitudeComparison,
    _ series: [[MagnitudeSeries.Point]], isBroad: Bool = false
  ) -> Plot {
    let drawn = series.enumerated().map { index, points in
      MagnitudeSeries(
        points: points, edges: magnitude.edges, index: index, count: series.count)
    }
    var plot = Plot(
      title: title,
      xAxis: Axis(
        "\(magnitude.magnitudeName) [mag]", MagnitudeSeries.domain(drawn, magnitude.edges),
        tickCount: 8),
      yAxis: Axis(label, MagnitudeSeries.lowest(drawn)...1, tickCount: 6),
      marks: drawn.flatMap(\.marks))
    if isBroad { (plot.width, plot.height) = (680, 380) }
    return plot
  }

  private func table(
    _ magnitude: MagnitudeComparison, _ figures: [(String, [[MagnitudeSeries.Point]])],
    rows: [Int]
  ) -> DataTable {
    let edges = magnitude.edges
    let columns = figures.flatMap { figure, _ in names.map { "\(figure), \($0)" } }
    return DataTable(
      [.text("\(magnitude.magnitudeName) [mag]"), .number("Rows")]
        + columns.map { .number($0) },
      rows: rows.indices.map { bin in
        [
          Numeral.fixed(edges[bin], 2) + " to " + Numeral.fixed(edges[bin + 1], 2),
          Numeral.grouped(rows[bin]),
        ] + figures.flatMap { _, series in series.map { Numeral.full($0[bin].estimate, 3) } }
      })
  }
}
