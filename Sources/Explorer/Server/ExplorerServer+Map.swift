import Files

extension ExplorerServer {
  /// What lies where on a map, for tables of more points than a page holds.
  var mapRoutes: [String: Route] {
    [
      "GET /api/map": { request in try Response.json(try map(request)) },
      "GET /api/places": { request in try places(request) },
      "GET /api/matches": { request in try matches(request) },
      "GET /api/view": { request in try Response.json(try view(request)) },
      "GET /api/density": { request in try density(request) },
      "POST /api/select": { request in try Response.json(try select(request)) },
      "GET /api/place": { request in try Response.json(try place(request)) },
    ]
  }

  private func axes(_ request: Request) throws(RequestError) -> MapAxes {
    let (horizontal, vertical) = (try request.parameter("x"), try request.parameter("y"))
    return try axes(horizontal, vertical)
  }

  private func axes(_ horizontal: String, _ vertical: String) throws(RequestError) -> MapAxes {
    guard let axes = maps.axes(table, horizontal: horizontal, vertical: vertical) else {
      throw RequestError(.notFound, "'\(horizontal)' and '\(vertical)' are no columns of numbers.")
    }
    return axes
  }

  /// What a map is like, before any place on it.
  private struct MapDescription: Encodable {
    /// What is shown whole; `nil` where nothing has a place.
    let extent: MapBox?
    /// Of a map of the sky.
    let projection: SkyProjection?
    /// Whether numbers grow downward: places are then their negatives.
    let isUpsideDown: Bool
    /// Whether a model makes images of the map's places.
    let canDecode: Bool
  }

  private func map(_ request: Request) throws(RequestError) -> MapDescription {
    let (horizontal, vertical) = (try request.parameter("x"), try request.parameter("y"))
    let axes = try axes(horizontal, vertical)
    return MapDescription(
      extent: axes.extent, projection: axes.projection, isUpsideDown: axes.isUpsideDown,
      canDecode: decoder != nil && horizontal != vertical
        && [horizontal, vertical].allSatisfy { $0.hasPrefix("\(LatentTable.embeddingName)[") })
  }

  /// Where the sources of a set lie on a map: all numbers across, then all upward.
  private func places(_ request: Request) throws(RequestError) -> Response {
    let (axes, rows) = (try axes(request), try rows(request))
    return Response.numbers(
      rows.map { axes.horizontal[Int($0)] } + rows.map { axes.vertical[Int($0)] },
      encoding: "float32")
  }

  // MARK: Filter

  /// By row, whether the filter that a request names means it; `nil` where it names none.
  private func matches(of filter: String?) throws -> [Bool]? {
    guard let text = filter?.trimmingSpaces(), !text.isEmpty else { return nil }
    let labels = Dictionary(
      try labels.labels().map { ($0.source, $0.label) }, uniquingKeysWith: { first, _ in first })
    // Whether a label has changed is told by all of them.
    let key = [text] + labels.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    return try maps.matches(key) { () throws(any Error) -> [Bool] in
      do {
        return try RowFilter(text: text, table: table, labels: labels).matches()
      } catch let error as SkysortError {
        let place = error.location.map { "\($0): " } ?? ""
        let fix = error.fix.isEmpty ? "" : " \(error.fix)"
        throw RequestError("\(place)\(error.problem).\(fix)")
      }
    }
  }

  /// A byte for each source of a set, 1 where the filter means it; and how many rows of the table
  /// it means. A filter that cannot be read is what people type on the way to one that can, and is
  /// answered with what is wrong.
  private func matches(_ request: Request) throws -> Response {
    let (rows, filter) = (try rows(request), try request.parameter("filter"))
    let matches: [Bool]
    do {
      matches = try self.matches(of: filter) ?? []
    } catch let error as RequestError {
      return try Response.json(UnreadFilter(problem: error.text))
    }
    return Response.numbers(
      rows.map { matches.isEmpty || matches[Int($0)] ? UInt8(1) : 0 },
      encoding: "\(matches.isEmpty ? table.rowCount : matches.count { $0 })")
  }

  private struct UnreadFilter: Encodable {
    let problem: String
  }

  // MARK: Parts of a map

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

  private func view(_ request: Request) throws -> View {
    let axes = try axes(request)
    let found = axes.rows(
      in: try box(request), limit: PointSets.maximumPoints, of: try matches(of: request["filter"]))
    let isHeld = found.total <= PointSets.maximumPoints
    return View(
      set: isHeld ? sets.insert(found.rows) : nil, count: found.total, placed: axes.placedCount)
  }

  /// Counts of cells, then as many colours; both of four bytes each.
  private func density(_ request: Request) throws -> Response {
    let colour = request["colour"].flatMap { table[$0]?.values }
    let grid = DensityGrid(
      try axes(request), in: try box(request),
      columns: request.count("columns", in: DensityGrid.sides, usual: 256),
      rows: request.count("rows", in: DensityGrid.sides, usual: 256), colour: colour,
      of: try matches(of: request["filter"]))
    return Response.numbers(
      grid.counts + grid.colours.map(\.bitPattern), encoding: "\(grid.columns)x\(grid.rows)")
  }

  private struct Lasso: Decodable {
    let x: String
    let y: String
    /// Corners, `[[x, y], …]`.
    let polygon: [[Float]]
    /// What the points must match.
    let filter: String?
  }

  /// The points within a line drawn on the map.
  private func select(_ request: Request) throws -> View {
    let lasso = try request.decoded(as: Lasso.self)
    let corners = lasso.polygon.compactMap { $0.count == 2 ? SIMD2($0[0], $0[1]) : nil }
    let axes = try axes(lasso.x, lasso.y)
    guard let polygon = MapPolygon(corners), corners.count <= Self.maximumCorners else {
      throw RequestError("The line needs 3 to \(Self.maximumCorners) corners.")
    }
    let found = axes.rows(
      in: polygon, limit: PointSets.maximumPoints, of: try matches(of: lasso.filter))
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
