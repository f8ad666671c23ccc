import Evaluation
import Numbers

extension ValidationReport {
  /// Purity and completeness against magnitude, and how the evaluated rows compare with the
  /// training rows.
  var magnitudeSection: ReportSection? {
    guard let profile = curves.profile else { return nil }
    var blocks: [Block] = [.figure(profileFigure(profile))]
    if let figure = magnitudeHistogram(profile) { blocks.append(.figure(figure)) }
    return ReportSection(
      identifier: "magnitude", title: "Magnitude",
      blocks: blocks)
  }

  private func profileFigure(_ profile: MagnitudeProfile) -> Figure {
    Figure(
      title: "Completeness and purity against \(profile.magnitudeName)",
      caption: """
        Completeness is the fraction of each true class found, purity the fraction of each \
        predicted class that is right, in bins of \
        \(Numeral.short(profile.edges[1] - profile.edges[0])) mag. Bands are 95 % Wilson \
        intervals; bins with fewer than \(Self.fewestRows) rows are not drawn but are in the \
        table. Sources beyond the ends belong to the end bins.\(missingSentence(profile))
        """, legend: .classes(metrics.classes),
      panels: [
        profilePlot(profile, title: "Completeness", rows: \.support, \.completeness),
        profilePlot(profile, title: "Purity", rows: \.predicted, \.purity),
        supportPlot(profile),
      ], twin: profileTable(profile))
  }

  static let fewestRows = 10

  private func missingSentence(_ profile: MagnitudeProfile) -> String {
    profile.missingCount == 0
      ? "" : " \(Numeral.grouped(profile.missingCount)) rows have no such magnitude."
  }

  private func profilePlot(
    _ profile: MagnitudeProfile, title: String, rows: KeyPath<MagnitudeProfile.Cell, Int>,
    _ figure: KeyPath<MagnitudeProfile.Cell, Estimate>
  ) -> Plot {
    let marks = profile.cells.enumerated().map { index, cells in
      profileMarks(
        cells, edges: profile.edges, style: SeriesStyle(series: index), rows: rows, figure)
    }
    return Plot(
      title: title, xAxis: magnitudeAxis(profile), yAxis: .unit(title.lowercased()),
      marks: marks.flatMap(\.bands) + marks.flatMap(\.lines))
  }

  /// A line and its band per unbroken run of bins with enough rows.
  func profileMarks(
    _ cells: [MagnitudeProfile.Cell], edges: [Double], style: SeriesStyle,
    rows: KeyPath<MagnitudeProfile.Cell, Int>, _ figure: KeyPath<MagnitudeProfile.Cell, Estimate>
  ) -> (bands: [Mark], lines: [Mark]) {
    let isDrawn = cells.map { $0[keyPath: rows] >= Self.fewestRows }
    let runs = cells.indices.split { !isDrawn[$0] }
    var bands: [Mark] = []
    var lines: [Mark] = []
    for run in runs {
      let spans = run.map { bin in
        let estimate = cells[bin][keyPath: figure]
        return Mark.Span(
          x: (edges[bin] + edges[bin + 1]) / 2, low: estimate.low ?? 0, high: estimate.high ?? 1)
      }
      let points = zip(run, spans).map { bin, span in
        PlotPoint(x: span.x, y: cells[bin][keyPath: figure].value ?? 0)
      }
      bands.append(run.count == 1 ? .intervals(spans, style) : .band(spans, style))
      lines += [.line(points, style), .points(points, style, radius: 2.6)]
    }
    return (bands, lines)
  }

  func magnitudeAxis(_ profile: MagnitudeProfile) -> Axis {
    Axis(
      "\(profile.magnitudeName) [mag]", profile.edges[0]...profile.edges[profile.edges.count - 1],
      tickCount: 7)
  }

  private func supportPlot(_ profile: MagnitudeProfile) -> Plot {
    let highest = profile.cells.flatMap { $0.map(\.support) }.max() ?? 1
    let lines = profile.cells.enumerated().map { index, cells in
      Mark.line(
        staircase(cells.map { Double($0.support) }, edges: profile.edges),
        SeriesStyle(series: index))
    }
    return Plot(
      title: "Rows of each class", xAxis: magnitudeAxis(profile),
      yAxis: Axis("rows per bin", 0...Double(max(1, highest)) * 1.05, tickCount: 5), marks: lines)
  }

  /// The outline of a histogram.
  func staircase(_ heights: [Double], edges: [Double]) -> [PlotPoint] {
    [PlotPoint(x: edges[0], y: 0)]
      + heights.enumerated().flatMap { bin, height in
        [PlotPoint(x: edges[bin], y: height), PlotPoint(x: edges[bin + 1], y: height)]
      } + [PlotPoint(x: edges[edges.count - 1], y: 0)]
  }

  private func profileTable(_ profile: MagnitudeProfile) -> DataTable {
    let rows = profile.cells.enumerated().flatMap { index, cells in
      cells.enumerated().filter { $1.support + $1.predicted > 0 }.map { bin, cell in
        [
          metrics.classes[index],
          Numeral.fixed(profile.edges[bin], 2) + " to " + Numeral.fixed(profile.edges[bin + 1], 2),
          Numeral.grouped(cell.support), Numeral.full(cell.completeness, 3),
          Numeral.grouped(cell.predicted), Numeral.full(cell.purity, 3),
        ]
      }
    }
    return DataTable(
      [
        .text("Class"), .text("\(profile.magnitudeName) [mag]"), .number("Rows of the class"),
        .number("Completeness"), .number("Rows called so"), .number("Purity"),
      ], rows: rows)
  }

  /// Training against evaluated magnitudes; absent without training magnitudes.
  private func magnitudeHistogram(_ profile: MagnitudeProfile) -> Figure? {
    let training = context.trainingMagnitudes.filter(\.isFinite)
    let evaluated = (predictions.magnitude?.values ?? []).filter(\.isFinite)
    guard let edges = MagnitudeProfile.binEdges(of: training + evaluated) else { return nil }
    guard !training.isEmpty, !evaluated.isEmpty else { return nil }
    let fractions = [training, evaluated].map { Self.fractions(of: $0, edges: edges) }
    let styles = [SeriesStyle(hue: .faint, dash: "5 3"), SeriesStyle(hue: .ink)]
    let highest = fractions.joined().max() ?? 1
    let plot = Plot(
      title: "Fraction of rows per bin",
      xAxis: Axis("\(profile.magnitudeName) [mag]", edges[0]...edges[edges.count - 1]),
      yAxis: Axis("fraction of rows", 0...highest * 1.05, tickCount: 5),
      marks: zip(fractions, styles).map { .line(staircase($0, edges: edges), $1) }, width: 500)
    return Figure(
      title: "Magnitudes of training and evaluated rows",
      caption: """
        Where the evaluated rows go fainter or brighter than the training rows, the figures above \
        are extrapolations of the model.
        """,
      legend: Legend(
        entries: zip(["training", "evaluated"], styles).map {
          Legend.Entry(name: $0, style: $1, showsMarker: false)
        }), panels: [plot],
      twin: DataTable(
        [.text("\(profile.magnitudeName) [mag]"), .number("Training"), .number("Evaluated")],
        rows: (0..<edges.count - 1).map { bin in
          [Numeral.fixed(edges[bin], 2) + " to " + Numeral.fixed(edges[bin + 1], 2)]
            + fractions.map { Numeral.fixed($0[bin], 4) }
        }))
  }

  private static func fractions(of values: [Float], edges: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count - 1)
    for value in values {
      let position = (Double(value) - edges[0]) / (edges[1] - edges[0])
      counts[Int(clamping: min(Double(counts.count - 1), max(0, position)))] += 1
    }
    return counts.map { $0 / Double(values.count) }
  }
}
