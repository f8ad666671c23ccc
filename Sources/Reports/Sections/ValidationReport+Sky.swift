import Evaluation
import Glibc
import Sky

/// Judged rows by place: equal-area cells between meridians and parallels.
struct SkyTally {
  static let columns = 36
  static let lines = 18
  /// Shape `[lines, columns]`, from the south pole and right ascension 0.
  private(set) var rows = [Int](repeating: 0, count: columns * lines)
  private(set) var errors = [Int](repeating: 0, count: columns * lines)
  private(set) var placed = 0

  init(_ predictions: LabelledPredictions, positions: [SkyPosition?]) {
    for (row, position) in positions.enumerated() {
      guard let position else { continue }
      let column = Int(position.rightAscension / 360 * Double(Self.columns))
      let height = (sin(position.declination * .pi / 180) + 1) / 2 * Double(Self.lines)
      let index =
        min(Self.lines - 1, Int(height)) * Self.columns + min(Self.columns - 1, column)
      placed += 1
      rows[index] += 1
      if predictions.truth[row] != predictions.predicted[row] { errors[index] += 1 }
    }
  }

  var occupied: [Int] { rows.indices.filter { rows[$0] > 0 } }

  /// Degrees.
  func rightAscension(of index: Int) -> ClosedRange<Double> {
    let width = 360 / Double(Self.columns)
    let column = Double(index % Self.columns)
    return column * width...(column + 1) * width
  }

  /// Degrees.
  func declination(of index: Int) -> ClosedRange<Double> {
    let line = Double(index / Self.columns)
    let edge = { (place: Double) in asin(place / Double(Self.lines) * 2 - 1) * 180 / .pi }
    return edge(line)...edge(line + 1)
  }
}

extension ValidationReport {
  private static let fewestMapped = 10

  /// Where on the sky the judged rows are, and where they are wrong.
  var skySection: ReportSection? {
    guard let positions = predictions.positions else { return nil }
    let tally = SkyTally(predictions, positions: positions)
    guard tally.placed > 0 else { return nil }
    let rates = tally.occupied.filter { tally.rows[$0] >= Self.fewestMapped }.map {
      Double(tally.errors[$0]) / Double(tally.rows[$0])
    }
    let highest = rates.max() ?? 0
    return ReportSection(
      identifier: "sky", title: "Errors on the sky",
      blocks: [
        .figure(
          Figure(
            title: "Judged and misclassified rows on the sky",
            caption: """
              Mollweide projection in right ascension (growing to the left) and declination, \
              cells of equal area. Left: number of rows, logarithmic, up to \
              \(Numeral.grouped(tally.rows.max() ?? 0)) in a cell. Right: fraction misclassified \
              where a cell has at least \(Self.fewestMapped) rows, full shade at \
              \(Numeral.percent(highest)).
              """, panels: [countMap(tally), errorMap(tally, highest: highest)],
            twin: skyTable(tally)))
      ])
  }

  private func countMap(_ tally: SkyTally) -> SkyMap {
    let highest = log1p(Double(tally.rows.max() ?? 1))
    return map("Rows judged", tally, cells: tally.occupied, style: SeriesStyle(hue: .faint)) {
      0.9 * log1p(Double(tally.rows[$0])) / highest
    }
  }

  private func errorMap(_ tally: SkyTally, highest: Double) -> SkyMap {
    let cells = tally.occupied.filter { tally.rows[$0] >= Self.fewestMapped }
    return map("Fraction misclassified", tally, cells: cells, style: SeriesStyle(series: 1)) {
      let rate = Double(tally.errors[$0]) / Double(tally.rows[$0])
      return 0.06 + 0.9 * (highest > 0 ? rate / highest : 0)
    }
  }

  private func map(
    _ title: String, _ tally: SkyTally, cells: [Int], style: SeriesStyle,
    weight: (Int) -> Double
  ) -> SkyMap {
    SkyMap(
      title: title,
      cells: cells.map { index in
        SkyMap.Cell(
          rightAscension: tally.rightAscension(of: index),
          declination: tally.declination(of: index), weight: weight(index),
          note: "\(tally.rows[index]) rows, \(tally.errors[index]) misclassified")
      }, style: style)
  }

  private func skyTable(_ tally: SkyTally) -> DataTable {
    let range = { (bounds: ClosedRange<Double>) in
      Numeral.fixed(bounds.lowerBound, 1) + " to " + Numeral.fixed(bounds.upperBound, 1)
    }
    return DataTable(
      [
        .text("Right ascension [deg]"), .text("Declination [deg]"), .number("Rows"),
        .number("Misclassified"), .number("Share"),
      ],
      rows: tally.occupied.map { index in
        [
          range(tally.rightAscension(of: index)), range(tally.declination(of: index)),
          Numeral.grouped(tally.rows[index]), Numeral.grouped(tally.errors[index]),
          Numeral.percent(Double(tally.errors[index]) / Double(tally.rows[index])),
        ]
      })
  }
}
