import Hummingbird

extension ExplorerServer {
  /// What lies where on a map, for tables of more points than a page holds.
  var mapRoutes: [String: Route] {
    [
      "GET /api/view": { question in try Reply.json(try view(question)) },
      "GET /api/density": { question in try density(question) },
      "POST /api/select": { question in try Reply.json(try select(question)) },
      "GET /api/place": { question in try Reply.json(try place(question)) },
    ]
  }

  private func axes(_ question: Question) throws(RequestError) -> MapAxes {
    let (horizontal, vertical) = (try question.word("x"), try question.word("y"))
    guard let axes = MapAxes(table, horizontal: horizontal, vertical: vertical) else {
      throw RequestError(.notFound, "'\(horizontal)' and '\(vertical)' are no columns of numbers.")
    }
    return axes
  }

  private func box(_ question: Question) throws(RequestError) -> MapBox {
    let box = MapBox(
      left: try question.number("left"), right: try question.number("right"),
      bottom: try question.number("bottom"), top: try question.number("top"))
    guard box.left < box.right, box.bottom < box.top else {
      throw RequestError("The box has no area.")
    }
    return box
  }

  /// A part of a map: its points as a set where a page can hold them, else their number only.
  private struct View: Encodable {
    let set: String?
    /// Points in the part.
    let count: Int
    /// Points with a place on the map.
    let placed: Int
  }

  private func view(_ question: Question) throws(RequestError) -> View {
    let axes = try axes(question)
    let found = axes.rows(in: try box(question), limit: PointSets.maximumPoints)
    let isHeld = found.total <= PointSets.maximumPoints
    return View(
      set: isHeld ? sets.insert(found.rows) : nil, count: found.total, placed: axes.placedCount)
  }

  /// Counts of cells, then as many colours; both of four bytes each.
  private func density(_ question: Question) throws(RequestError) -> Response {
    let colour = question["colour"].flatMap { table[$0]?.values }
    let grid = DensityGrid(
      try axes(question), in: try box(question),
      columns: question.count("columns", in: DensityGrid.sides, usual: 256),
      rows: question.count("rows", in: DensityGrid.sides, usual: 256), colour: colour)
    return Reply.numbers(
      grid.counts + grid.colours.map(\.bitPattern), encoding: "\(grid.columns)x\(grid.rows)")
  }

  private struct Lasso: Decodable {
    let x: String
    let y: String
    /// Corners, `[[x, y], …]`.
    let polygon: [[Float]]
  }

  /// The points within a line drawn on the map.
  private func select(_ question: Question) throws(RequestError) -> View {
    let lasso = try question.decoded(as: Lasso.self)
    let corners = lasso.polygon.compactMap { $0.count == 2 ? SIMD2($0[0], $0[1]) : nil }
    guard let axes = MapAxes(table, horizontal: lasso.x, vertical: lasso.y) else {
      throw RequestError(.notFound, "'\(lasso.x)' and '\(lasso.y)' are no columns of numbers.")
    }
    guard let polygon = MapPolygon(corners), corners.count <= Self.maximumCorners else {
      throw RequestError("The line needs 3 to \(Self.maximumCorners) corners.")
    }
    let found = axes.rows(in: polygon, limit: PointSets.maximumPoints)
    let isHeld = found.total <= PointSets.maximumPoints
    return View(
      set: isHeld ? sets.insert(found.rows) : nil, count: found.total, placed: axes.placedCount)
  }

  private static var maximumCorners: Int { 10_000 }

  private struct Place: Encodable {
    let x: Float
    let y: Float
  }

  /// Where a source lies.
  private func place(_ question: Question) throws(RequestError) -> Place {
    let (axes, row) = (try axes(question), try row(question))
    return Place(x: axes.horizontal[row], y: axes.vertical[row])
  }
}
