/// A frame with two axes and what is drawn in it.
struct Plot: Panel {
  /// Above the frame; also the drawing's name for screen readers.
  let title: String
  let xAxis: Axis
  let yAxis: Axis
  let marks: [Mark]
  /// Of the whole drawing, page units.
  var width = 330.0
  var height = 280.0

  /// Leaves room for the widest label of the upright axis.
  private var left: Double {
    26 + 6.4 * Double(max(3, yAxis.ticks.map(\.label.count).max() ?? 0))
  }
  private var right: Double { width - 12 }
  private var top: Double { 26 }
  private var bottom: Double { height - 44 }

  func markup() -> Markup {
    let x = xAxis.scale(from: left, to: right)
    let y = yAxis.scale(from: bottom, to: top)
    let (w, h) = (Numeral.plain(width, 0), Numeral.plain(height, 0))
    return """
      <svg class="\(width > 400 ? "broad" : "narrow")" role="img" aria-label="\(title)" \
      width="\(w)" height="\(h)" viewBox="0 0 \(w) \(h)" \
      xmlns="http://www.w3.org/2000/svg">
      <text class="title" x="\(place(left))" y="15">\(title)</text>
      \(grid(x: x, y: y))\(marks.map { $0.markup(x: x, y: y) })\(frame())\(labels(x: x, y: y))</svg>

      """
  }

  private func grid(x: Scale, y: Scale) -> Markup {
    let vertical = xAxis.ticks.map {
      "M\(place(x.position($0.value))) \(place(top))V\(place(bottom))"
    }
    let horizontal = yAxis.ticks.map {
      "M\(place(left)) \(place(y.position($0.value)))H\(place(right))"
    }
    return "<path class=\"grid\" d=\"\((vertical + horizontal).joined())\"/>\n"
  }

  private func frame() -> Markup {
    """
    <path class="frame" \
    d="M\(place(left)) \(place(top))V\(place(bottom))H\(place(right))"/>

    """
  }

  private func labels(x: Scale, y: Scale) -> Markup {
    let below = xAxis.ticks.map { tick -> Markup in
      """
      <text x="\(place(x.position(tick.value)))" y="\(place(bottom + 15))" \
      text-anchor="middle">\(tick.label)</text>

      """
    }
    let beside = yAxis.ticks.map { tick -> Markup in
      """
      <text x="\(place(left - 6))" y="\(place(y.position(tick.value) + 3.8))" \
      text-anchor="end">\(tick.label)</text>

      """
    }
    let middle = (top + bottom) / 2
    return """
      \(below)\(beside)<text class="axis" x="\(place((left + right) / 2))" \
      y="\(place(height - 8))" text-anchor="middle">\(xAxis.label)</text>
      <text class="axis" transform="translate(12 \(place(middle))) rotate(-90)" \
      text-anchor="middle">\(yAxis.label)</text>

      """
  }

  private func place(_ value: Double) -> String { Numeral.plain(value, 1) }
}
