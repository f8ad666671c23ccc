extension ExplorerServer {
  /// What lies where on a map, for tables of more points than a page holds.
  var mapRoutes: [String: Route] {
    [
      "GET /api/view": { request in try Response.json(try view(request)) },
      "GET /api/density": { request in try density(request) },
      "POST /api/select": { request in try Response.json(try select(request)) },
      "GET /api/place": { request in try Response.json(try place(request)) },
    ]
  }

  private func axes(_ request: Request) throws(RequestError) -> MapAxes {
    let (horizontal, vertical) = (try request.parameter("x"), try request.parameter("y"))
    guard let axes = MapAxes(table, horizontal: horizontal, vertical: vertical) else {
      throw RequestError(.notFound, "'\(horizontal)' and '\(vertical)' are no columns of numbers.")
    }
    return axes
  }

  private func box(_ request: Request) throws(RequestError) -> MapBox {
    let box = MapBox(
      left: try request.number("left"), right: try request.number("right"),
      bottom: try request.number("bottom"), top: try request.number("top"))
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

  private func view(_ request: Request) throws(RequestError) -> View {
    let axes = try axes(request)
    let found = axes.rows(in: try box(request), limit: PointSets.maximumPoints)
    let isHeld = found.total <= PointSets.maximumPoints
    return View(
      set: isHeld ? sets.insert(found.rows) : nil, count: found.total, placed: axes.placedCount)
  }

  /// Counts of cells, then as many colours; both of four bytes each.
  private func density(_ request: Request) throws(RequestError) -> Response {
    let colour = request["colour"].flatMap { table[$0]?.values }
    let grid = DensityGrid(
      try axes(request), in: try box(request),
      columns: request.count("columns", in: DensityGrid.sides, usual: 256),
      rows: request.count("rows", in: DensityGrid.sides, usual: 256), colour: colour)
    return Response.numbers(
      grid.counts + grid.colours.map(\.bitPattern), encoding: "\(grid.columns)x\(grid.rows)")
  }

  private struct Lasso: Decodable {
    let x: String
    let y: String
    /// Corners, `[[x, y], …]`.
    let polygon: [[Float]]
  }

  /// The points within a line drawn on the map.
  private func select(_ request: Request) throws(RequestError) -> View {
    let lasso = try request.decoded(as: Lasso.self)
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
  private func place(_ request: Request) throws(RequestError) -> Place {
    let (axes, row) = (try axes(request), try row(request))
    return Place(x: axes.horizontal[row], y: axes.vertical[row])
  }
}
