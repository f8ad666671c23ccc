/// How one series differs from the others: by colour, by dash and by marker, so that it can be
/// told without colour.
struct SeriesStyle: Sendable, Hashable {
  enum Hue: Sendable, Hashable {
    /// The colour of a class; the same all over the report.
    case series(Int)
    case ink
    case faint
  }

  enum Marker: Int, Sendable, CaseIterable { case circle, square, triangle, diamond, cross }

  let hue: Hue
  /// Lengths of strokes and gaps in page units; solid where empty.
  let dash: String
  let marker: Marker
  var width = 1.6

  private static let dashes = ["", "7 3", "2 2.5", "9 3 2 3", "4 2", "12 4", "1 3"]

  /// The style of a class, by its place in the report.
  init(series index: Int) {
    hue = .series(index)
    let shift = index / StyleSheet.seriesCount
    dash = Self.dashes[(index + shift) % Self.dashes.count]
    marker = Marker.allCases[index % Marker.allCases.count]
  }

  init(hue: Hue, dash: String = "", marker: Marker = .circle, width: Double = 1.6) {
    self.hue = hue
    self.dash = dash
    self.marker = marker
    self.width = width
  }

  /// The name of the style sheet's rule that sets the colour.
  var className: String {
    switch hue {
    case .series(let index): "s\(index % StyleSheet.seriesCount)"
    case .ink: "ink"
    case .faint: "faint"
    }
  }

  var dashAttribute: Markup {
    dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
  }
}

/// Names of series beside samples of their lines and markers.
struct Legend: Sendable {
  struct Entry: Sendable {
    let name: String
    let style: SeriesStyle
    var showsLine = true
    var showsMarker = true
  }

  let entries: [Entry]

  /// One entry per class.
  static func classes(_ names: [String], showsLine: Bool = true, showsMarker: Bool = true)
    -> Legend
  {
    Legend(
      entries: names.enumerated().map { index, name in
        Entry(
          name: name, style: SeriesStyle(series: index), showsLine: showsLine,
          showsMarker: showsMarker)
      })
  }

  func markup() -> Markup {
    let items = entries.map { entry -> Markup in
      let style = entry.style
      let line: Markup =
        entry.showsLine
        ? """
        <path d="M1 6H29" fill="none" stroke="currentColor" \
        stroke-width="\(Numeral.plain(style.width, 1))"\(style.dashAttribute)/>
        """ : ""
      let marker: Markup =
        entry.showsMarker ? MarkerShape.markup(style.marker, x: 15, y: 6, radius: 3) : ""
      return """
        <li><svg class="\(style.className)" width="30" height="12" viewBox="0 0 30 12" \
        aria-hidden="true">\(line)\(marker)</svg> \(entry.name)</li>
        """
    }
    return "<ul class=\"legend\">\(items)</ul>\n"
  }
}

/// Filled outlines of equal weight to the eye.
enum MarkerShape {
  static func markup(_ marker: SeriesStyle.Marker, x: Double, y: Double, radius r: Double)
    -> Markup
  {
    "<path d=\"\(path(marker, x: x, y: y, radius: r))\" fill=\"currentColor\"/>"
  }

  /// Path data, to join many markers into one element.
  static func path(_ marker: SeriesStyle.Marker, x: Double, y: Double, radius r: Double) -> String {
    func n(_ value: Double) -> String { Numeral.plain(value, 1) }
    switch marker {
    case .circle:
      return "M\(n(x - r)) \(n(y))a\(n(r)) \(n(r)) 0 1 0 \(n(2 * r)) 0"
        + "a\(n(r)) \(n(r)) 0 1 0 \(n(-2 * r)) 0z"
    case .square:
      let s = 0.88 * r
      return "M\(n(x - s)) \(n(y - s))h\(n(2 * s))v\(n(2 * s))h\(n(-2 * s))z"
    case .triangle:
      return "M\(n(x)) \(n(y - 1.2 * r))l\(n(1.15 * r)) \(n(2 * r))h\(n(-2.3 * r))z"
    case .diamond:
      return "M\(n(x)) \(n(y - 1.3 * r))l\(n(1.1 * r)) \(n(1.3 * r))"
        + "l\(n(-1.1 * r)) \(n(1.3 * r))l\(n(-1.1 * r)) \(n(-1.3 * r))z"
    case .cross:
      let t = 0.35 * r
      return "M\(n(x - t)) \(n(y - r))h\(n(2 * t))v\(n(r - t))h\(n(r - t))v\(n(2 * t))"
        + "h\(n(t - r))v\(n(r - t))h\(n(-2 * t))v\(n(t - r))h\(n(t - r))v\(n(-2 * t))h\(n(r - t))z"
    }
  }
}
