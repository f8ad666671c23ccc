import Evaluation
import Glibc

/// Where in the plane of two colours the predictions are wrong.
struct ColourPanel {
  let plot: Plot
  /// Rows of the table twin: ranges of both colours, rows, errors.
  let cells: [[String]]
  let shownErrors: Int
  let errors: Int
  private static let gridSize = 56
  private static let coarseSize = 8

  /// `nil` where either colour has no extent.
  ///
  /// - Parameter errorCap: Draws at most so many errors, evenly picked in row order.
  init?(
    _ predictions: LabelledPredictions, x: LabelledPredictions.Measurement,
    y: LabelledPredictions.Measurement, errorCap: Int
  ) {
    guard let xRange = Self.core(of: x.values), let yRange = Self.core(of: y.values) else {
      return nil
    }
    var counts = [Double](repeating: 0, count: Self.gridSize * Self.gridSize)
    var coarse = [(rows: Int, errors: Int)](
      repeating: (0, 0), count: Self.coarseSize * Self.coarseSize)
    var errorRows: [Int] = []
    for row in 0..<predictions.rowCount {
      let (a, b) = (Double(x.values[row]), Double(y.values[row]))
      guard xRange.contains(a), yRange.contains(b) else { continue }
      let isWrong = predictions.truth[row] != predictions.predicted[row]
      let small = Self.cell(a, b, xRange, yRange, size: Self.gridSize)
      let large = Self.cell(a, b, xRange, yRange, size: Self.coarseSize)
      coarse[large].rows += 1
      if isWrong {
        coarse[large].errors += 1
        errorRows.append(row)
      } else {
        counts[small] += 1
      }
    }
    errors = errorRows.count
    let step = max(1, (errorRows.count + errorCap - 1) / errorCap)
    let shown = stride(from: 0, to: errorRows.count, by: step).map { errorRows[$0] }
    shownErrors = shown.count
    let pair = "\(y.name) against \(x.name)"
    plot = Plot(
      title: pair, xAxis: Axis("\(x.name) [mag]", xRange), yAxis: Axis("\(y.name) [mag]", yRange),
      marks: [Self.density(counts, xRange, yRange)]
        + Self.errorMarks(shown, predictions, x: x, y: y), height: 330)
    cells = coarse.enumerated().filter { $0.element.rows > 0 }.map { index, cell in
      let column = index % Self.coarseSize
      return [
        pair, Self.range(column, of: xRange), Self.range(index / Self.coarseSize, of: yRange),
        Numeral.grouped(cell.rows), Numeral.grouped(cell.errors),
        Numeral.percent(Double(cell.errors) / Double(cell.rows)),
      ]
    }
  }

  /// Between the 0.5 and 99.5 percentiles, and a margin.
  private static func core(of values: [Float]) -> ClosedRange<Double>? {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let cut = (sorted.count - 1) / 200
    let low = Double(sorted[cut])
    let high = Double(sorted[sorted.count - 1 - cut])
    guard high > low else { return nil }
    let margin = 0.04 * (high - low)
    return low - margin...high + margin
  }

  private static func cell(
    _ a: Double, _ b: Double, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, size: Int
  ) -> Int {
    let column = (a - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(size)
    let line = (b - y.lowerBound) / (y.upperBound - y.lowerBound) * Double(size)
    return min(size - 1, Int(line)) * size + min(size - 1, Int(column))
  }

  /// Shaded by the logarithm of the count.
  private static func density(
    _ counts: [Double], _ x: ClosedRange<Double>, _ y: ClosedRange<Double>
  ) -> Mark {
    let highest = log1p(counts.max() ?? 1)
    let cells = counts.enumerated().filter { $0.element > 0 }.map { index, count in
      Mark.Cell(
        x: part(index % gridSize, of: x, size: gridSize),
        y: part(index / gridSize, of: y, size: gridSize), weight: 0.62 * log1p(count) / highest)
    }
    return .cells(cells, SeriesStyle(hue: .faint))
  }

  private static func part(_ index: Int, of range: ClosedRange<Double>, size: Int)
    -> ClosedRange<Double>
  {
    let width = (range.upperBound - range.lowerBound) / Double(size)
    return range.lowerBound + Double(index) * width...range.lowerBound + Double(index + 1) * width
  }

  private static func range(_ index: Int, of range: ClosedRange<Double>) -> String {
    let part = part(index, of: range, size: coarseSize)
    return Numeral.fixed(part.lowerBound, 2) + " to " + Numeral.fixed(part.upperBound, 2)
  }

  private static func errorMarks(
    _ rows: [Int], _ predictions: LabelledPredictions, x: LabelledPredictions.Measurement,
    y: LabelledPredictions.Measurement
  ) -> [Mark] {
    predictions.classes.indices.map { index in
      let points = rows.filter { predictions.truth[$0] == index }.map {
        PlotPoint(x: Double(x.values[$0]), y: Double(y.values[$0]))
      }
      return .points(points, SeriesStyle(series: index), radius: 1.8)
    }
  }
}

extension ValidationReport {
  /// Errors over the density of correct rows, for neighbouring pairs of colours.
  var colourSection: ReportSection? {
    let colours = predictions.colours
    let panels = zip(colours, colours.dropFirst()).prefix(3).compactMap { x, y in
      ColourPanel(predictions, x: x, y: y, errorCap: 450)
    }
    guard !panels.isEmpty else { return nil }
    let shown = panels.map {
      "\(Numeral.grouped($0.shownErrors)) of \(Numeral.grouped($0.errors))"
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
              on each side of a colour is not drawn.
              """, legend: .classes(metrics.classes, showsLine: false), panels: panels.map(\.plot),
            twin: DataTable(
              [
                .text("Plane"), .text("First colour [mag]"), .text("Second colour [mag]"),
                .number("Rows"), .number("Misclassified"), .number("Share"),
              ], rows: panels.flatMap(\.cells))))
      ])
  }
}
