import Evaluation

extension ValidationReport {
  /// ROC and precision–recall curves, one class against the rest.
  var rankingSection: ReportSection? {
    let names = metrics.classes
    guard curves.rankings.contains(where: { !$0.roc.isEmpty }) else { return nil }
    let hasCorner = curves.rankings.contains { corner(points($0)).count > 1 }
    let middle: Markup =
      hasCorner
      ? "Middle: its upper left corner."
      : "No curve reaches its upper left corner, which is not drawn."
    return ReportSection(
      identifier: "ranking", title: "ROC and precision–recall",
      blocks: [
        .figure(
          Figure(
            title: "Trade-offs of one class against the rest",
            caption: """
              Rows are ranked by the class's probability; rows of equal probability enter \
              together. Left: the receiver operating characteristic, dotted where chance would \
              lie. \(middle) Right: purity against completeness. \
              \(areaSentence)
              """, legend: .classes(names, showsMarker: false),
            panels: [rocPlot(title: "ROC", isCorner: false)]
              + (hasCorner ? [rocPlot(title: "ROC, corner", isCorner: true)] : [])
              + [precisionPlot], twin: rankingTable))
      ])
  }

  private var areaSentence: String {
    guard metrics.classes.count <= 6 else { return "Areas are in the table of classes." }
    let areas = zip(metrics.classes, metrics.probability?.classes ?? []).map { name, figures in
      "\(name) \(Numeral.full(figures.areaUnderROC, 4))"
    }
    return "Areas under the ROC curves: " + areas.joined(separator: ", ") + "."
  }

  private func rocPlot(title: String, isCorner: Bool) -> Plot {
    let lines = curves.rankings.enumerated().map { index, ranking in
      let points = points(ranking)
      return Mark.line(isCorner ? corner(points) : points, SeriesStyle(series: index))
    }
    let chance = Mark.line(
      [PlotPoint(x: 0, y: 0), PlotPoint(x: 1, y: 1)],
      SeriesStyle(hue: .faint, dash: "1 3", width: 1))
    let x = "false positive rate"
    let y = "true positive rate"
    return Plot(
      title: title,
      xAxis: isCorner ? Axis(x, 0...0.25, tickCount: 5) : .unit(x),
      yAxis: isCorner ? Axis(y, 0.75...1, tickCount: 5) : .unit(y),
      marks: isCorner ? lines : [chance] + lines)
  }

  private func points(_ ranking: EvaluationCurves.Ranking) -> [PlotPoint] {
    ranking.roc.map { PlotPoint(x: $0.falsePositiveRate, y: $0.truePositiveRate) }
  }

  /// What lies in the upper left quarter of quarters, ends cut at its edges.
  private func corner(_ points: [PlotPoint]) -> [PlotPoint] {
    var result: [PlotPoint] = []
    for (previous, next) in zip(points, points.dropFirst()) {
      guard next.y >= 0.75, previous.x <= 0.25 else { continue }
      let start = previous.y < 0.75 ? interpolated(previous, next, atY: 0.75) : previous
      // The line passes below the corner.
      guard start.x <= 0.25 else { continue }
      if result.isEmpty { result.append(start) }
      result.append(next.x > 0.25 ? interpolated(previous, next, atX: 0.25) : next)
    }
    return result
  }

  private func interpolated(_ a: PlotPoint, _ b: PlotPoint, atY y: Double) -> PlotPoint {
    PlotPoint(x: a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y: y)
  }

  private func interpolated(_ a: PlotPoint, _ b: PlotPoint, atX x: Double) -> PlotPoint {
    PlotPoint(x: x, y: a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
  }

  private var precisionPlot: Plot {
    let lines = curves.rankings.enumerated().map { index, ranking in
      Mark.line(
        ranking.precisionRecall.map { PlotPoint(x: $0.recall, y: $0.precision) },
        SeriesStyle(series: index))
    }
    return Plot(
      title: "Precision–recall", xAxis: .unit("completeness (recall)"),
      yAxis: .unit("purity (precision)"), marks: lines)
  }

  /// Purity and its probability threshold at round completenesses.
  private var rankingTable: DataTable {
    let recalls = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.96, 0.98, 0.99, 1]
    let columns: [DataTable.Column] =
      [.number("Completeness")]
      + metrics.classes.flatMap { name -> [DataTable.Column] in
        [
          .number("\(name): purity"), .number("false positive rate"),
          .number("probability at least"),
        ]
      }
    let rows = recalls.map { recall in
      [Numeral.fixed(recall, 2)]
        + curves.rankings.flatMap { ranking -> [String] in
          let point = ranking.precisionRecall.first { $0.recall >= recall }
          let rate = ranking.roc.first { $0.truePositiveRate >= recall }?.falsePositiveRate
          return [
            Numeral.fixed(point?.precision, 4), Numeral.fixed(rate, 4),
            Numeral.fixed(point.map { Double($0.threshold) }, 4),
          ]
        }
    }
    return DataTable(columns, rows: rows)
  }
}
