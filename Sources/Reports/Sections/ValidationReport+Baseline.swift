import Evaluation
import Numbers

extension ValidationReport {
  /// The survey's own cut beside the model, on the rows the cut classifies.
  var baselineSection: ReportSection? {
    guard let baseline = metrics.baseline, baseline.survey.matrix.total > 0 else { return nil }
    var blocks: [Block] = [.table(baselineTable(baseline))]
    if let figure = baselineFigure(baseline) { blocks.append(.figure(figure)) }
    return ReportSection(
      identifier: "baseline", title: "Survey baseline", blocks: blocks)
  }

  private func baselineTable(_ baseline: BaselineComparison) -> CaptionedTable {
    var rows = [
      [
        "Accuracy", Numeral.full(baseline.survey.accuracy, 3),
        Numeral.full(baseline.model.accuracy, 3),
      ],
      [
        "Balanced accuracy", Numeral.full(baseline.survey.balancedAccuracy, 3),
        Numeral.full(baseline.model.balancedAccuracy, 3),
      ],
    ]
    for (survey, model) in zip(baseline.survey.classes, baseline.model.classes)
    where survey.support > 0 {
      rows.append([
        "Completeness of \(survey.name)", Numeral.full(survey.recall, 3),
        Numeral.full(model.recall, 3),
      ])
      rows.append([
        "Purity of \(survey.name)", Numeral.full(survey.precision, 3),
        Numeral.full(model.precision, 3),
      ])
    }
    return CaptionedTable(
      title: "Survey and model",
      caption: """
        The survey's classification is \(baseline.name); both are evaluated on the \
        \(Numeral.grouped(Int(clamping: baseline.survey.matrix.total))) rows for which it exists. A class \
        the survey does not know has no purity.
        """,
      table: DataTable([.text("Figure"), .number("Survey"), .number("Model")], rows: rows))
  }

  /// One panel per class that the survey knows.
  private func baselineFigure(_ baseline: BaselineComparison) -> Figure? {
    guard let ours = curves.profile, let theirs = curves.baselineProfile else { return nil }
    let known = metrics.classes.indices.filter {
      baseline.survey.matrix.predictedCount(of: $0) > 0
    }
    let surveyStyle = SeriesStyle(hue: .faint, dash: "5 3", marker: .square)
    let panels = known.flatMap { index in
      [
        ("completeness", \MagnitudeProfile.Cell.support, \MagnitudeProfile.Cell.completeness),
        ("purity", \MagnitudeProfile.Cell.predicted, \MagnitudeProfile.Cell.purity),
      ].map { name, rows, figure -> Plot in
        let model = profileMarks(
          ours.cells[index], edges: ours.edges, style: SeriesStyle(series: index), rows: rows,
          figure)
        let survey = profileMarks(
          theirs.cells[index], edges: theirs.edges, style: surveyStyle, rows: rows, figure)
        return Plot(
          title: "\(metrics.classes[index]): \(name)", xAxis: magnitudeAxis(ours),
          yAxis: .unit(name), marks: survey.bands + model.bands + survey.lines + model.lines,
          width: 496, height: 250)
      }
    }
    guard !panels.isEmpty else { return nil }
    return Figure(
      title: "Survey and model against magnitude",
      caption: "Coloured: the model. Grey and dashed: \(baseline.name).",
      legend: Legend(
        entries: known.map {
          Legend.Entry(name: "model, \(metrics.classes[$0])", style: SeriesStyle(series: $0))
        } + [Legend.Entry(name: "survey", style: surveyStyle)]), panels: panels,
      twin: comparisonTable(known, ours: ours, theirs: theirs))
  }

  private func comparisonTable(
    _ known: [Int], ours: MagnitudeProfile, theirs: MagnitudeProfile
  ) -> DataTable {
    let rows = known.flatMap { index in
      ours.cells[index].indices.filter { ours.cells[index][$0].support > 0 }.map { bin in
        let (model, survey) = (ours.cells[index][bin], theirs.cells[index][bin])
        return [
          metrics.classes[index],
          Numeral.fixed(ours.edges[bin], 2) + " to " + Numeral.fixed(ours.edges[bin + 1], 2),
          Numeral.fixed(survey.completeness.value, 3),
          Numeral.fixed(model.completeness.value, 3), Numeral.fixed(survey.purity.value, 3),
          Numeral.fixed(model.purity.value, 3),
        ]
      }
    }
    return DataTable(
      [
        .text("Class"), .text("\(ours.magnitudeName) [mag]"), .number("Survey completeness"),
        .number("Model completeness"), .number("Survey purity"), .number("Model purity"),
      ], rows: rows)
  }
}
