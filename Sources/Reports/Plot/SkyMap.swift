import Glibc

/// The whole sky in Mollweide's projection, which keeps areas, cut into shaded cells.
///
/// Right ascension grows to the left, as seen from inside the sphere; 180° is in the middle.
struct SkyMap: Panel {
  /// A part of the sky between two meridians and two parallels.
  struct Cell: Sendable {
    /// Degrees.
    let rightAscension: ClosedRange<Double>
    /// Degrees.
    let declination: ClosedRange<Double>
    /// Opacity in `0...1`.
    let weight: Double
    let note: String
  }

  let title: String
  let cells: [Cell]
  let style: SeriesStyle

  private let width = 500.0
  private let height = 272.0
  private var centre: (x: Double, y: Double) { (250, 144) }
  private var unit: Double { 82 }

  func markup() -> Markup {
    let squares = cells.map { cell -> Markup in
      """
      <path class="\(style.className)" fill="currentColor" \
      fill-opacity="\(Numeral.plain(cell.weight, 2))" d="\(outline(cell))">\
      <title>\(cell.note)</title></path>

      """
    }
    return """
      <svg class="broad" role="img" aria-label="\(title)" width="500" height="272" \
      viewBox="0 0 500 272" xmlns="http://www.w3.org/2000/svg">
      <text class="title" x="16" y="15">\(title)</text>
      \(squares)<path class="grid" d="\(graticule)"/>
      <path class="frame" d="\(boundary)"/>
      \(labels)</svg>

      """
  }

  /// - Parameters: Degrees.
  /// - Returns: Page units.
  func position(rightAscension: Double, declination: Double) -> (x: Double, y: Double) {
    let latitude = declination * .pi / 180
    var angle = latitude
    if abs(declination) < 90 {
      for _ in 0..<30 {
        let slope = 2 + 2 * cos(2 * angle)
        guard slope > 1e-9 else { break }
        angle -= (2 * angle + sin(2 * angle) - .pi * sin(latitude)) / slope
      }
    }
    let longitude = (180 - rightAscension) * .pi / 180
    return (
      centre.x + unit * 2 * 2.0.squareRoot() / .pi * longitude * cos(angle),
      centre.y - unit * 2.0.squareRoot() * sin(angle)
    )
  }

  private func outline(_ cell: Cell) -> String {
    let (west, east) = (cell.rightAscension.lowerBound, cell.rightAscension.upperBound)
    let (south, north) = (cell.declination.lowerBound, cell.declination.upperBound)
    let up = (0...3).map { (east, south + (north - south) * Double($0) / 3) }
    let down = (0...3).map { (west, north - (north - south) * Double($0) / 3) }
    return path(up + down) + "z"
  }

  private func path(_ points: [(Double, Double)]) -> String {
    "M"
      + points.map { point in
        let place = position(rightAscension: point.0, declination: point.1)
        return "\(Numeral.plain(place.x, 1)) \(Numeral.plain(place.y, 1))"
      }.joined(separator: "L")
  }

  private var graticule: String {
    let meridians = stride(from: 60.0, to: 360, by: 60).map { longitude in
      path(stride(from: -90.0, through: 90, by: 6).map { (longitude, $0) })
    }
    let parallels = stride(from: -60.0, through: 60, by: 30).map { latitude in
      path([(0, latitude), (360, latitude)])
    }
    return (meridians + parallels).joined()
  }

  private var boundary: String {
    path(
      stride(from: -90.0, through: 90, by: 3).map { (0, $0) }
        + stride(from: 90.0, through: -90, by: -3).map { (360, $0) }) + "z"
  }

  private var labels: Markup {
    let hours = stride(from: 60.0, to: 360, by: 60).map { longitude -> Markup in
      let place = position(rightAscension: longitude, declination: 0)
      return """
        <text class="halo" x="\(Numeral.plain(place.x, 1))" \
        y="\(Numeral.plain(place.y - 3, 1))" \
        text-anchor="middle">\(Numeral.fixed(longitude, 0))°</text>

        """
    }
    let degrees = [-60.0, -30, 30, 60].map { latitude -> Markup in
      let edge = position(rightAscension: 360, declination: latitude)
      let x = Numeral.plain(edge.x - 5 - abs(latitude) / 8, 1)
      let y = Numeral.plain(edge.y + 4 - latitude / 12, 1)
      return """
        <text x="\(x)" y="\(y)" \
        text-anchor="end">\(Numeral.fixed(latitude, 0))°</text>

        """
    }
    return "\(hours)\(degrees)"
  }
}
