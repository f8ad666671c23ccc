import Images

extension ExplorerServer {
  /// Cutouts, what a model makes of them, and images of places where no source is.
  var imageRoutes: [String: Route] {
    [
      "GET /api/image": { request in try image(request) },
      "GET /api/decode": { request in try decode(request) },
      "GET /api/walk": { request in try walk(request) },
    ]
  }

  private static func png(_ image: DisplayImage, _ request: Request) -> Response {
    let side = request.count("side", in: 16...1024, usual: 128)
    return Response.image(image.shrunk(toFit: side).png())
  }

  private func image(_ request: Request) throws -> Response {
    let row = try row(request)
    guard let view = ImageView(rawValue: request["view"] ?? "cutout"), views.contains(view)
    else { throw RequestError(.notFound, "There are no such images.") }
    // Nothing is wrong with a source that has no image.
    guard let shown = try display(view, row) else { return Response(status: .noContent) }
    return Self.png(shown, request)
  }

  private func display(_ view: ImageView, _ row: Int) throws -> DisplayImage? {
    if view == .cutout { return try images?.image(ofRow: row)?.display() }
    return try reconstruction?.reconstruction(ofRow: row).map {
      ImageView.display(seen: $0.seen, given: $0.given, as: view)
    }
  }

  /// A place in the plane of two numbers of the latent space, the others by the sources around it.
  private func decode(_ request: Request) throws -> Response {
    let (horizontal, vertical) = (try request.parameter("x"), try request.parameter("y"))
    guard let decoder, let embedding = table.embedding,
      case .element(_, let across) = table[horizontal]?.values,
      case .element(_, let up) = table[vertical]?.values,
      horizontal.hasPrefix("\(LatentTable.embeddingName)["),
      vertical.hasPrefix("\(LatentTable.embeddingName)["),
      let axes = maps.axes(table, horizontal: horizontal, vertical: vertical)
    else { throw RequestError(.notFound, "No model decodes this map.") }
    let place = LatentPlace(embedding: embedding, axes: axes, elements: (across, up))
    guard
      let vector = place.vector(
        atX: try request.number("at_x"), y: try request.number("at_y"))
    else { throw RequestError(.notFound, "Nothing lies near that place.") }
    return Self.png(try decoder.image(of: vector).display(), request)
  }

  /// A place on the straight line between two sources in the latent space.
  private func walk(_ request: Request) throws -> Response {
    guard let decoder, let embedding = table.embedding else {
      throw RequestError(.notFound, "No model decodes this latent space.")
    }
    let (from, to) = (try row(request, "from"), try row(request, "to"))
    let fraction = try request.number("fraction")
    guard (0...1).contains(fraction), embedding.isWhole(from), embedding.isWhole(to) else {
      throw RequestError("A walk needs two sources with embeddings and a fraction in 0...1.")
    }
    let vector = zip(embedding.vector(from), embedding.vector(to)).map {
      $0 + fraction * ($1 - $0)
    }
    return Self.png(try decoder.image(of: vector).display(), request)
  }
}

/// What lies behind a place on a map where no source need be.
struct LatentPlace {
  let embedding: VectorRows
  let axes: MapAxes
  /// The numbers of the latent space that are the map's axes.
  let elements: (horizontal: Int, vertical: Int)

  /// Sources whose vectors are mixed.
  private static let count = 8

  /// The place's own numbers; the others are the mean of the nearest sources' ones, weighted by the
  /// inverse square of their distance on the map. `nil` where no source has a place.
  func vector(atX x: Float, y: Float) -> [Float]? {
    var nearest: [(row: Int, distance: Float)] = []
    for row in 0..<axes.count where axes.isPlaced(row) && embedding.isWhole(row) {
      let (across, up) = (axes.horizontal[row] - x, axes.vertical[row] - y)
      let distance = across * across + up * up
      guard nearest.count < Self.count || distance < nearest[nearest.count - 1].distance else {
        continue
      }
      let place = nearest.firstIndex { $0.distance > distance } ?? nearest.count
      nearest.insert((row, distance), at: place)
      if nearest.count > Self.count { nearest.removeLast() }
    }
    guard let first = nearest.first else { return nil }
    // On a source, it alone counts.
    let softening = max(first.distance * 1e-3, .leastNormalMagnitude)
    var sum = [Float](repeating: 0, count: embedding.width)
    var weights: Float = 0
    for (row, distance) in nearest {
      let weight = softening / (distance + softening)
      weights += weight
      for place in sum.indices { sum[place] += weight * embedding[row, place] }
    }
    var vector = sum.map { $0 / weights }
    (vector[elements.horizontal], vector[elements.vertical]) = (x, y)
    return vector
  }
}
