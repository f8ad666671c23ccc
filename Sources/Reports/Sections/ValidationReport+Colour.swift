import Evaluation

extension ValidationReport {
  private static let drawnErrors = 450
  private static let drawnPlanes = 3

  /// Errors over the density of correct rows, for neighbouring pairs of colours.
  var colourSection: ReportSection? {
    let colours = predictions.colours
    var planes: [ColourPlane] = []
    var empty: [String] = []
    for (x, y) in zip(colours, colours.dropFirst()) where planes.count < Self.drawnPlanes {
      if let plane = ColourPlane(predictions, x: x, y: y) {
        planes.append(plane)
      } else {
        empty.append("\(y.name) against \(x.name)")
      }
    }
    let leftOut =
      empty.isEmpty
      ? ""
      : "Left out: \(empty.joined(separator: ", ")), where no rows have two colours that differ."
    guard !planes.isEmpty else { return nil }
    let shown = planes.map { plane in
      let count = plane.pickedErrors(Self.drawnErrors).count
      return "\(Numeral.grouped(count)) of \(Numeral.grouped(plane.errorRows.count))"
    }.joined(separator: ", ")
    return ReportSection(
      identifier: "colours", title: "Colours",
      blocks: [
        .figure(
          Figure(
            title: "Misclassified rows in colour–colour planes",
            caption: """
              Grey: density of correctly classified rows, logarithmic. Markers: misclassified \
              rows by their true class; shown, by panel, \(shown). The outermost half per cent \
              on each side of a colour is not drawn. \(leftOut)
              """, legend: .classes(metrics.classes, showsLine: false),
            panels: planes.map(plot),
            twin: DataTable(
              [
                .text("Plane"), .text("First colour [mag]"), .text("Second colour [mag]"),
                .number("Rows"), .number("Misclassified"), .number("Fraction"),
              ], rows: planes.flatMap(\.tableRows))))
      ])
  }

  private func plot(_ plane: ColourPlane) -> Plot {
    let picked = plane.pickedErrors(Self.drawnErrors)
    let errors = metrics.classes.indices.map { index in
      let points = picked.filter { predictions.truth[$0] == index }.map {
        PlotPoint(x: Double(plane.x.values[$0]), y: Double(plane.y.values[$0]))
      }
      return Mark.points(points, SeriesStyle(series: index), radius: 1.8)
    }
    return Plot(
      title: plane.name, xAxis: Axis("\(plane.x.name) [mag]", plane.xRange),
      yAxis: Axis("\(plane.y.name) [mag]", plane.yRange), marks: [plane.density] + errors,
      height: 330)
  }
}
