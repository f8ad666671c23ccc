import Evaluation
import Glibc
import Sky

extension ValidationReport {
  private static let fewestMapped = 20

  /// Where on the sky the evaluated rows are, and where they are wrong.
  var skySection: ReportSection? {
    guard let positions = predictions.positions,
      let tally = SkyTally(predictions, positions: positions)
    else { return nil }
    let evaluated = tally.occupied.filter { tally.rows[$0] >= Self.fewestMapped }
    let highest = evaluated.map(tally.errorRate).max() ?? 0
    let most = tally.rows.max() ?? 0
    let frame =
      tally.field.isWholeSky ? "Mollweide projection, right ascension" : "Right ascension"
    return ReportSection(
      identifier: "sky", title: "Sky",
      blocks: [
        .figure(
          Figure(
            title: "Evaluated and misclassified rows on the sky",
            caption: """
              \(frame) growing to the left, cells of equal area. Left: number of rows, \
              logarithmic, up to \(Numeral.grouped(most)) in a cell. Right: fraction \
              misclassified where a cell has at least \(Self.fewestMapped) rows, full shade at \
              \(Numeral.percent(highest)).
              """,
            panels: [
              map("Rows evaluated", tally, tally.occupied, SeriesStyle(hue: .faint)) {
                0.9 * log1p(Double(tally.rows[$0])) / log1p(Double(most))
              },
              map("Fraction misclassified", tally, evaluated, SeriesStyle(series: 1)) {
                0.06 + 0.9 * (highest > 0 ? tally.errorRate(of: $0) / highest : 0)
              },
            ], twin: skyTable(tally)))
      ])
  }

  private func map(
    _ title: String, _ tally: SkyTally, _ cells: [Int], _ style: SeriesStyle,
    weight: (Int) -> Double
  ) -> any Panel {
    guard tally.field.isWholeSky else {
      return localMap(title, tally, cells, style, weight: weight)
    }
    return SkyMap(
      title: title,
      cells: cells.map { index in
        SkyMap.Cell(
          rightAscension: tally.field.rightAscension(ofCell: index),
          declination: tally.field.declination(ofCell: index), weight: weight(index),
          note: "\(tally.rows[index]) rows, \(tally.errors[index]) misclassified")
      }, style: style)
  }

  private func localMap(
    _ title: String, _ tally: SkyTally, _ cells: [Int], _ style: SeriesStyle,
    weight: (Int) -> Double
  ) -> Plot {
    let marks = cells.map { index in
      Mark.Cell(
        x: tally.field.rightAscension(ofCell: index),
        y: tally.field.declination(ofCell: index), weight: weight(index))
    }
    return Plot(
      title: title, xAxis: Axis("right ascension [deg]", tally.field.rightAscension).turned(),
      yAxis: Axis("declination [deg]", tally.field.declination),
      marks: [.cells(marks, style)], width: 496, height: 330)
  }

  private func skyTable(_ tally: SkyTally) -> DataTable {
    let range = { (bounds: ClosedRange<Double>) in
      Numeral.fixed(bounds.lowerBound, 2) + " to " + Numeral.fixed(bounds.upperBound, 2)
    }
    return DataTable(
      [
        .text("Right ascension [deg]"), .text("Declination [deg]"), .number("Rows"),
        .number("Misclassified"), .number("Fraction"),
      ],
      rows: tally.occupied.map { index in
        [
          range(tally.field.rightAscension(ofCell: index)),
          range(tally.field.declination(ofCell: index)),
          Numeral.grouped(tally.rows[index]), Numeral.grouped(tally.errors[index]),
          Numeral.percent(tally.errorRate(of: index)),
        ]
      })
  }
}
