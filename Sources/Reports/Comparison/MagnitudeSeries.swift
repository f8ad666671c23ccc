import Evaluation

/// One catalog's figures against magnitude, to be drawn among others'.
struct MagnitudeSeries {
  struct Point {
    let estimate: Estimate
    /// Behind the figure.
    let rows: Int

    init(_ estimate: Estimate, rows: Int) {
      self.estimate = estimate
      self.rows = rows
    }

    var isDrawn: Bool { rows >= MagnitudeSeries.fewestRows && estimate.value != nil }
  }

  static let fewestRows = 10

  /// By bin.
  let points: [Point]
  let edges: [Double]
  /// Of the catalog among all, from 0.
  let index: Int
  let count: Int

  /// Catalogs share the middle three fifths of a bin, each with its own place.
  private func place(_ bin: Int) -> Double {
    let middle = (Double(index) + 0.5) / Double(count) - 0.5
    return (edges[bin] + edges[bin + 1]) / 2 + 0.6 * middle * (edges[bin + 1] - edges[bin])
  }

  /// A line per unbroken run of bins with enough rows, and a bar for each.
  var marks: [Mark] {
    let style = SeriesStyle(series: index)
    return points.indices.split { !points[$0].isDrawn }.flatMap { run -> [Mark] in
      let line = run.map { PlotPoint(x: place($0), y: points[$0].estimate.value ?? 0) }
      let spans = run.map { bin in
        Mark.Span(
          x: place(bin), low: points[bin].estimate.low ?? 0,
          high: points[bin].estimate.high ?? 1)
      }
      return [.intervals(spans, style), .line(line, style), .points(line, style, radius: 3)]
    }
  }

  /// From the first bin that is drawn to the last.
  static func domain(_ series: [MagnitudeSeries], _ edges: [Double]) -> ClosedRange<Double> {
    let drawn = series.flatMap { one in one.points.indices.filter { one.points[$0].isDrawn } }
    guard let first = drawn.min(), let last = drawn.max() else {
      return edges[0]...edges[edges.count - 1]
    }
    return edges[first]...edges[last + 1]
  }

  /// The tenth below every bar, so that differences near 1 can be seen.
  static func lowest(_ series: [MagnitudeSeries]) -> Double {
    let lows = series.flatMap { $0.points.filter(\.isDrawn).map { $0.estimate.low ?? 0 } }
    return min(0.9, max(0, ((lows.min() ?? 0) * 10).rounded(.down) / 10))
  }
}
