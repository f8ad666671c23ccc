extension LatentReport {
  /// Points that are drawn of each map.
  private static let drawn = 4000

  /// Every so many points is drawn.
  private var step: Int { max(1, (record.points + Self.drawn - 1) / Self.drawn) }

  /// The maps, coloured by class.
  var mapSection: ReportSection? {
    guard !record.maps.isEmpty else { return nil }
    let places = Array(stride(from: 0, to: record.points, by: step))
    let shown: Markup =
      step == 1
      ? "Every row with a place is drawn."
      : """
      \(Numeral.grouped(places.count)) of \(Numeral.grouped(record.points)) rows are drawn, every \
      \(step)th of the table.
      """
    return ReportSection(
      identifier: "maps", title: "Maps",
      blocks: [
        .figure(
          Figure(
            title: "Where the rows lie",
            caption: """
              \(shown) Distances between far parts of a UMAP mean little; which points are \
              neighbours means much. The outermost thousandth on each side may lie beyond the \
              edges.
              """,
            legend: record.classes.isEmpty
              ? nil : .classes(record.classes, showsLine: false),
            panels: record.maps.map { plot($0, places) }, twin: middles))
      ])
  }

  private func plot(_ map: LatentRecord.Map, _ places: [Int]) -> Plot {
    let (xAxis, yAxis) = (axis("first axis", map.x), axis("second axis", map.y))
    let inside = places.filter {
      xAxis.domain.contains(Double(map.x[$0])) && yAxis.domain.contains(Double(map.y[$0]))
    }
    let groups = Dictionary(grouping: inside) { classIndex($0) ?? -1 }
    let marks = groups.sorted { $0.key < $1.key }.map { index, members in
      Mark.points(
        members.map { PlotPoint(x: Double(map.x[$0]), y: Double(map.y[$0])) },
        index < 0 ? SeriesStyle(hue: .faint) : SeriesStyle(series: index), radius: 1.3)
    }
    return Plot(
      title: map.name, xAxis: xAxis, yAxis: yAxis, marks: marks, width: 490, height: 420)
  }

  private func classIndex(_ point: Int) -> Int? {
    record.pointClasses.isEmpty ? nil : record.pointClasses[point]
  }

  /// Over all but the outermost numbers, one in a thousand on either side.
  private func axis(_ label: String, _ values: [Float]) -> Axis {
    let sorted = values.sorted()
    let cut = sorted.count / 1000
    let (low, high) =
      sorted.isEmpty
      ? (0, 1) : (Double(sorted[cut]), Double(sorted[sorted.count - 1 - cut]))
    let margin = max(0.03 * (high - low), 1e-6)
    return Axis(label, low - margin...high + margin)
  }

  /// Where the classes' middles are.
  private var middles: DataTable {
    let names = record.classes.isEmpty ? ["all rows"] : record.classes
    let rows = record.maps.flatMap { map in
      names.enumerated().map { index, name -> [String] in
        let members = (0..<record.points).filter {
          record.classes.isEmpty || classIndex($0) == index
        }
        func middle(_ values: [Float]) -> Double? {
          let sorted = members.map { values[$0] }.sorted()
          return sorted.isEmpty ? nil : Double(sorted[sorted.count / 2])
        }
        return [
          map.name, name, Numeral.grouped(members.count), Numeral.fixed(middle(map.x), 3),
          Numeral.fixed(middle(map.y), 3),
        ]
      }
    }
    return DataTable(
      [
        .text("Map"), .text("Class"), .number("Rows"), .number("Median of the first axis"),
        .number("Median of the second axis"),
      ], rows: rows)
  }

  // MARK: Self-organizing map

  /// Borders and classes of the cells.
  var cellSection: ReportSection? {
    guard let cells = record.cells else { return nil }
    return ReportSection(
      identifier: "cells", title: "Self-organizing map",
      blocks: [
        .figure(
          Figure(
            title: "Cells of the self-organizing map",
            caption: """
              Left, how far each cell is from those beside it: dark ridges part groups. Middle, \
              how many rows it holds. Right, its commonest class, paler where fewer of its rows \
              have one; cells left white hold fewer than \(cells.fewestLabelled) labelled rows, and a \
              classifier should not be trusted there: \(Numeral.grouped(cells.untrustedRows)) of \
              \(Numeral.grouped(cells.rows.reduce(0, +))) rows.
              """,
            legend: record.classes.isEmpty ? nil : .classes(record.classes, showsLine: false),
            panels: [
              cellPlot("Distance to the cells beside", cells, cells.borders.map(Double.init)),
              cellPlot("Rows", cells, cells.rows.map { Double($0).squareRoot() }),
              classPlot(cells),
            ], twin: cellTable(cells)))
      ])
  }

  private func square(_ cell: Int, _ cells: LatentRecord.Cells, weight: Double) -> Mark.Cell {
    let (x, y) = (Double(cell % cells.width), Double(cell / cells.width))
    return Mark.Cell(x: x...x + 1, y: y...y + 1, weight: weight)
  }

  private func cellPlot(
    _ title: String, _ cells: LatentRecord.Cells, _ values: [Double]
  ) -> Plot {
    let sorted = values.sorted()
    let highest = max(sorted[sorted.count * 49 / 50], 1e-12)
    return plot(
      title, cells,
      [
        .cells(
          values.indices.map { square($0, cells, weight: min(1, values[$0] / highest)) },
          SeriesStyle(hue: .ink))
      ])
  }

  private func classPlot(_ cells: LatentRecord.Cells) -> Plot {
    let trusted = cells.rows.indices.filter { cells.labelled[$0] >= cells.fewestLabelled }
    let groups = Dictionary(grouping: trusted) { cells.classes[$0] ?? -1 }
    let marks = groups.sorted { $0.key < $1.key }.filter { $0.key >= 0 }.map { index, members in
      Mark.cells(
        members.map { cell in
          square(
            cell, cells,
            weight: 0.25 + 0.75 * Double(cells.labelled[cell]) / Double(max(1, cells.rows[cell])))
        }, SeriesStyle(series: index))
    }
    return plot("Commonest class", cells, marks)
  }

  private func plot(_ title: String, _ cells: LatentRecord.Cells, _ marks: [Mark]) -> Plot {
    Plot(
      title: title, xAxis: Axis("column", 0...Double(cells.width)),
      yAxis: Axis("row", 0...Double(cells.height)), marks: marks)
  }

  private func cellTable(_ cells: LatentRecord.Cells) -> DataTable {
    DataTable(
      [
        .text("Cell"), .number("Rows"), .number("Labelled"), .text("Commonest class"),
        .number("Distance to the cells beside"),
      ],
      rows: cells.rows.indices.map { cell in
        [
          "\(cell)", Numeral.grouped(cells.rows[cell]), Numeral.grouped(cells.labelled[cell]),
          cells.classes[cell].map { record.classes[$0] } ?? Numeral.undefined,
          Numeral.fixed(Double(cells.borders[cell]), 4),
        ]
      })
  }
}
