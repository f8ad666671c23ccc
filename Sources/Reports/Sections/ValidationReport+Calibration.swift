import Evaluation

extension ValidationReport {
  /// Whether stated probabilities are kept, and what calibration changed.
  var calibrationSection: ReportSection? {
    var blocks: [Block] = []
    if let reliability = curves.reliability { blocks.append(.figure(figure(reliability))) }
    if !context.calibration.isEmpty {
      blocks.append(
        .table(
          CaptionedTable(
            title: "Calibration", caption: "As recorded when the model was calibrated.",
            table: DataTable(
              [.text("Quantity"), .number("Value")],
              rows: context.calibration.map { [$0.name, $0.value] }))))
    }
    guard !blocks.isEmpty else { return nil }
    return ReportSection(identifier: "calibration", title: "Calibration", blocks: blocks)
  }

  private func figure(_ reliability: Reliability) -> Figure {
    let error = Numeral.full(metrics.expectedCalibrationError, 4)
    return Figure(
      title: "Reliability",
      caption: """
        Left: accuracy of predictions by the probability they claim, with Wilson intervals; a \
        calibrated classifier stays on the dotted line. Middle: how many predictions claim it. \
        Right: each class's own probability against how often the row is of that class. \
        Expected calibration error \(error), or \
        \(Numeral.fixed(metrics.probability?.adaptiveCalibrationError, 4)) in bins of equally \
        many rows.
        """, legend: .classes(metrics.classes),
      panels: [topPlot(reliability), confidencePlot(reliability), classPlot],
      twin: reliabilityTable(reliability))
  }

  private var diagonal: Mark {
    .line(
      [PlotPoint(x: 0, y: 0), PlotPoint(x: 1, y: 1)],
      SeriesStyle(hue: .faint, dash: "1 3", width: 1))
  }

  private func topPlot(_ reliability: Reliability) -> Plot {
    let style = SeriesStyle(hue: .ink)
    let filled = reliability.bins.filter { $0.rows > 0 }
    let points = filled.map {
      PlotPoint(x: $0.meanConfidence ?? 0, y: $0.accuracy.value ?? 0)
    }
    let spans = filled.map {
      Mark.Span(
        x: $0.meanConfidence ?? 0, low: $0.accuracy.low ?? 0, high: $0.accuracy.high ?? 1)
    }
    return Plot(
      title: "Predicted class", xAxis: .unit("probability claimed"),
      yAxis: .unit("fraction correct"),
      marks: [diagonal, .intervals(spans, style), .line(points, style)]
        + [.points(points, style, radius: 3)])
  }

  private func confidencePlot(_ reliability: Reliability) -> Plot {
    let total = Double(reliability.bins.reduce(0) { $0 + $1.rows })
    let bars = reliability.bins.map {
      Mark.Cell(x: $0.lower...$0.upper, y: 0...Double($0.rows) / total)
    }
    let highest = bars.map(\.y.upperBound).max() ?? 1
    return Plot(
      title: "Confidence", xAxis: .unit("probability claimed"),
      yAxis: Axis("fraction of rows", 0...highest * 1.05, tickCount: 5),
      marks: [.bars(bars, SeriesStyle(hue: .ink))])
  }

  private var classPlot: Plot {
    let marks = curves.classReliability.enumerated().flatMap { index, reliability -> [Mark] in
      let style = SeriesStyle(series: index)
      let points = reliability.bins.filter { $0.rows > 0 }.map {
        PlotPoint(x: $0.meanConfidence ?? 0, y: $0.accuracy.value ?? 0)
      }
      return [.line(points, style), .points(points, style, radius: 2.6)]
    }
    return Plot(
      title: "Each class", xAxis: .unit("probability of the class"),
      yAxis: .unit("fraction of the class"), marks: [diagonal] + marks)
  }

  private func reliabilityTable(_ reliability: Reliability) -> DataTable {
    let names = metrics.classes
    let columns: [DataTable.Column] = [
      .text("Probability"), .number("Rows"), .number("Mean probability"), .number("Correct"),
      .number("95 % interval"),
    ]
    let rows = reliability.bins.enumerated().map { index, bin in
      [
        Numeral.fixed(bin.lower, 3) + " to " + Numeral.fixed(bin.upper, 3),
        Numeral.grouped(bin.rows), Numeral.fixed(bin.meanConfidence, 4),
        Numeral.fixed(bin.accuracy.value, 4), Numeral.interval(bin.accuracy, 4),
      ]
        + curves.classReliability.map { reliability in
          let bin = reliability.bins[index]
          return Numeral.fixed(bin.accuracy.value, 3) + " of " + Numeral.grouped(bin.rows)
        }
    }
    return DataTable(columns + names.map { .number("\($0): fraction of rows") }, rows: rows)
  }
}
