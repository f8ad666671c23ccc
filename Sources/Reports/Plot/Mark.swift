import Numbers

/// A point in the plot's own units.
struct PlotPoint: Hashable, Sendable {
  let x: Double
  let y: Double
}

/// Something drawn in a plot's frame.
enum Mark: Sendable {
  /// Straight from point to point.
  case line([PlotPoint], SeriesStyle)
  /// Separate points.
  case points([PlotPoint], SeriesStyle, radius: Double)
  /// Between two heights at each place: an interval that moves.
  case band([Span], SeriesStyle)
  /// A vertical bar between two heights at each place, drawn thin.
  case intervals([Span], SeriesStyle)
  /// Rectangles from the axis up.
  case bars([Cell], SeriesStyle)
  /// Rectangles shaded by weight.
  case cells([Cell], SeriesStyle)

  struct Span: Hashable, Sendable {
    let x: Double
    let low: Double
    let high: Double
  }

  struct Cell: Hashable, Sendable {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    /// Opacity in `0...1`.
    var weight = 1.0
  }
}

extension Mark {
  /// - Parameters: Scales from the plot's units to the page's.
  func markup(x: Scale, y: Scale) -> Markup {
    switch self {
    case .line(let points, let style):
      return Self.stroke(points, style: style, x: x, y: y)
    case .points(let points, let style, let radius):
      let path = points.map {
        MarkerShape.path(
          style.marker, x: x.position($0.x), y: y.position($0.y), radius: radius)
      }.joined()
      return "<path class=\"\(style.className)\" fill=\"currentColor\" d=\"\(path)\"/>\n"
    case .band(let spans, let style):
      return Self.area(spans, style: style, x: x, y: y)
    case .intervals(let spans, let style):
      let path = spans.map { span in
        "M\(page(x.position(span.x))) \(page(y.position(span.low)))"
          + "V\(page(y.position(span.high)))"
      }.joined()
      return """
        <path class="\(style.className)" fill="none" stroke="currentColor" d="\(path)"/>

        """
    case .bars(let cells, let style):
      let path = cells.map { Self.rectangle($0, x: x, y: y) }.joined()
      return """
        <path class="\(style.className)" fill="currentColor" fill-opacity="0.55" d="\(path)"/>

        """
    case .cells(let cells, let style):
      return Self.shaded(cells, style: style, x: x, y: y)
    }
  }

  private static func stroke(_ points: [PlotPoint], style: SeriesStyle, x: Scale, y: Scale)
    -> Markup
  {
    let path = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(page(x.position(point.x))) \(page(y.position(point.y)))"
    }.joined()
    return """
      <path class="\(style.className)" fill="none" stroke="currentColor" \
      stroke-width="\(Numeral.plain(style.width, 1))" stroke-linejoin="round"\
      \(style.dashAttribute) d="\(path)"/>

      """
  }

  private static func area(_ spans: [Span], style: SeriesStyle, x: Scale, y: Scale) -> Markup {
    let upper = spans.map { "\(page(x.position($0.x))) \(page(y.position($0.high)))" }
    let lower = spans.reversed().map { "\(page(x.position($0.x))) \(page(y.position($0.low)))" }
    guard !upper.isEmpty else { return "" }
    return """
      <path class="\(style.className)" fill="currentColor" fill-opacity="0.16" \
      d="M\((upper + lower).joined(separator: "L"))z"/>

      """
  }

  /// One element per shade, of which there are 16.
  private static func shaded(_ cells: [Cell], style: SeriesStyle, x: Scale, y: Scale) -> Markup {
    var paths = [String](repeating: "", count: 17)
    for cell in cells {
      let shade = Int(clamping: (16 * min(1, max(0, cell.weight))).rounded(.up))
      paths[shade] += rectangle(cell, x: x, y: y)
    }
    let elements = (1...16).filter { !paths[$0].isEmpty }.map { shade -> Markup in
      """
      <path class="\(style.className)" fill="currentColor" \
      fill-opacity="\(Numeral.plain(Double(shade) / 16, 2))" d="\(paths[shade])"/>

      """
    }
    return "\(elements)"
  }

  private static func rectangle(_ cell: Cell, x: Scale, y: Scale) -> String {
    let left = page(x.position(cell.x.lowerBound))
    let right = page(x.position(cell.x.upperBound))
    let top = page(y.position(cell.y.upperBound))
    let bottom = page(y.position(cell.y.lowerBound))
    return "M\(left) \(top)H\(right)V\(bottom)H\(left)z"
  }
}

/// A coordinate to a tenth of a page unit.
private func page(_ value: Double) -> String { Numeral.plain(value, 1) }
