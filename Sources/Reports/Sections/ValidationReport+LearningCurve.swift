import Evaluation

extension ValidationReport {
  /// Accuracy against the number of labels.
  var learningCurveSection: ReportSection? {
    context.learningCurve.flatMap { LearningCurveFigure(curve: $0).section }
  }
}

/// A learning curve, drawn.
private struct LearningCurveFigure {
  let curve: LearningCurve

  private typealias Series = (start: LearningCurve.Start, points: [LearningCurve.Point])

  /// Those with points, in a fixed order, so that each start looks alike in every report.
  private var series: [Series] {
    LearningCurve.Start.allCases.map { ($0, curve.series($0)) }.filter { !$0.points.isEmpty }
  }

  /// `nil` without points.
  var section: ReportSection? {
    guard let first = curve.points.map(\.labels).min(), let last = curve.points.map(\.labels).max()
    else { return nil }
    let axis = Axis.logarithmic("labels", Double(max(1, first))...Double(max(1, last)))
    return ReportSection(
      identifier: "labels", title: "What labels are worth",
      blocks: [
        .figure(
          Figure(
            title: "Learning curve", caption: caption, legend: legend,
            panels: [
              plot("Accuracy", "fraction correct", axis, \.accuracy, before: curve.accuracyBefore),
              plot("Balanced accuracy", "mean completeness", axis, \.balancedAccuracy),
              plot("Log-loss", "nats", axis, \.logLoss),
            ], twin: table))
      ])
  }

  private var caption: Markup {
    let before: Markup =
      curve.accuracyBefore == nil
      ? "" : " The dashed line is the model that was trained on, before it was."
    return """
      Each point is a training of its own on a fraction of the labels, those that choose the epoch \
      included; smaller fractions are parts of larger ones. All are evaluated on the same \
      \(Numeral.grouped(curve.rows)) rows, which none of them saw. Bars are 95 % intervals of \
      those rows; they do not tell how much another draw of labels would change.\(before)
      """
  }

  private func style(_ start: LearningCurve.Start) -> SeriesStyle {
    SeriesStyle(series: start == .scratch ? 1 : 0)
  }

  private func name(_ start: LearningCurve.Start) -> String {
    start == .scratch ? "from random numbers" : "from the model trained on"
  }

  private var legend: Legend {
    Legend(entries: series.map { .init(name: name($0.start), style: style($0.start)) })
  }

  private func plot(
    _ title: String, _ label: String, _ axis: Axis,
    _ figure: KeyPath<LearningCurve.Point, Estimate>, before: Double? = nil
  ) -> Plot {
    let estimates = curve.points.map { $0[keyPath: figure] }
    let values = estimates.flatMap { [$0.value, $0.low, $0.high] }.compactMap(\.self)
    let shown = values + [before].compactMap(\.self)
    let (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
    let margin = max(0.05 * (high - low), 1e-6)
    let level = before.map { value in
      Mark.line(
        [
          PlotPoint(x: axis.domain.lowerBound, y: value),
          PlotPoint(x: axis.domain.upperBound, y: value),
        ], SeriesStyle(hue: .faint, dash: "5 3", width: 1.3))
    }
    return Plot(
      title: title, xAxis: axis, yAxis: Axis(label, low - margin...high + margin),
      marks: [level].compactMap(\.self) + series.flatMap { marks($0, figure) })
  }

  private func marks(
    _ series: Series, _ figure: KeyPath<LearningCurve.Point, Estimate>
  ) -> [Mark] {
    let style = style(series.start)
    let points = series.points.compactMap { point in
      point[keyPath: figure].value.map { PlotPoint(x: Double(point.labels), y: $0) }
    }
    let spans = series.points.compactMap { point -> Mark.Span? in
      let estimate = point[keyPath: figure]
      guard let low = estimate.low, let high = estimate.high else { return nil }
      return Mark.Span(x: Double(point.labels), low: low, high: high)
    }
    return [.intervals(spans, style), .line(points, style), .points(points, style, radius: 3)]
  }

  private var table: DataTable {
    let rows = series.flatMap { series in
      series.points.map { point in
        [
          name(series.start), Numeral.percent(point.fraction), Numeral.grouped(point.labels),
          Numeral.full(point.accuracy, 4), Numeral.full(point.balancedAccuracy, 4),
          Numeral.full(point.logLoss, 4),
        ]
      }
    }
    return DataTable(
      [
        .text("Begun"), .number("Fraction of the labels"), .number("Labels"), .number("Accuracy"),
        .number("Balanced accuracy"), .number("Log-loss"),
      ], rows: rows)
  }
}
