import Evaluation

extension ValidationReport {
  /// Precision and recall of every tag.
  var tagSection: ReportSection? {
    guard let answered else { return nil }
    let tags = zip(answered.questions, answered.ranges).filter(\.0.isTag)
    guard !tags.isEmpty else { return nil }
    let curves = tags.map { Self.curve(answered.pairs(ofAnswer: $0.1.lowerBound)) }
    let names = tags.map(\.0.name)
    let lines = curves.enumerated().map { index, curve in
      Mark.line(
        curve.map { PlotPoint(x: $0.recall, y: $0.precision) }, SeriesStyle(series: index))
    }
    let plot = Plot(
      title: "Precision–recall", xAxis: .unit("completeness (recall)"),
      yAxis: .unit("purity (precision)"), marks: lines)
    return ReportSection(
      identifier: "tags", title: "Tags",
      blocks: [
        .figure(
          Figure(
            title: "Precision–recall of tags",
            caption: """
              Rows are ranked by the tag's probability; purity of those above a threshold against \
              the part of all tagged rows among them.
              """, legend: .classes(names, showsMarker: false), panels: [plot],
            twin: Self.curveTable(names, curves)))
      ])
  }

  private typealias Point = (threshold: Double, precision: Double, recall: Double)

  private static func curve(_ pairs: [(predicted: Double, observed: Double)]) -> [Point] {
    let ranking = ScoreRanking(
      scores: pairs.map { Float($0.predicted) }, isPositive: pairs.map { $0.observed > 0.5 })
    guard ranking.positiveCount > 0 else { return [] }
    var points: [Point] = []
    ranking.forEachThreshold { threshold in
      points.append(
        (
          Double(threshold.score), threshold.precision,
          threshold.recall(of: ranking.positiveCount)
        ))
    }
    // Large tables would make large pages, and a line needs no more points than this.
    let step = max(1, points.count / 500)
    return points.indices.filter { $0 % step == 0 || $0 == points.count - 1 }.map { points[$0] }
  }

  private static func curveTable(_ names: [String], _ curves: [[Point]]) -> DataTable {
    let recalls = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1]
    return DataTable(
      [
        .text("Tag"), .number("Completeness"), .number("Purity"),
        .number("probability at least"),
      ],
      rows: zip(names, curves).flatMap { name, curve in
        recalls.map { recall in
          let point = curve.first { $0.recall >= recall }
          return [
            name, Numeral.fixed(recall, 2), Numeral.fixed(point?.precision, 4),
            Numeral.fixed(point?.threshold, 4),
          ]
        }
      })
  }
}
