import Files

/// A page over a latent space, served to this machine's own browsers.
public struct ExplorerServer: Sendable {
  let table: LatentTable
  let labels: LabelStore
  let images: (any ExplorerImages)?
  let reconstruction: (any ImageReconstruction)?
  let decoder: (any LatentDecoder)?
  let neighbours: (any NeighbourFinder)?
  let sets: PointSets
  let maps = MapMemory()
  /// What the page says of the model, one sentence each.
  let warnings: [String]
  let parcels = Parcels()
  var pageFiles = PageFiles.bundled
  var limits = HTTPLimits()

  /// - Parameters:
  ///   - images: Of the table's rows, where there are some.
  ///   - reconstruction: Where a model gives images back.
  ///   - decoder: Where a model makes images of latent points; it decodes those of its own
  ///     space only.
  ///   - neighbours: Looks at every row of the table's embedding where `nil`.
  public init(
    table: LatentTable, labels: LabelStore, images: (any ExplorerImages)? = nil,
    reconstruction: (any ImageReconstruction)? = nil, decoder: (any LatentDecoder)? = nil,
    neighbours: (any NeighbourFinder)? = nil
  ) {
    self.table = table
    self.labels = labels
    self.images = images
    self.reconstruction = reconstruction
    let stranger = decoder.flatMap { Self.problem($0, table) }
    self.decoder = stranger == nil ? decoder : nil
    warnings = [stranger].compactMap(\.self)
    self.neighbours = table.embedding.map { neighbours ?? ExactNeighbours(rows: $0) }
    sets = PointSets(rowCount: table.rowCount)
  }

  /// Why a model does not decode the table's embedding; `nil` where it does.
  private static func problem(_ decoder: any LatentDecoder, _ table: LatentTable) -> String? {
    let end = ", so nothing is decoded: name the model that made the table by --model."
    guard let embedding = table.embedding else {
      return "The table has no embedding\(end)"
    }
    if let width = decoder.latentWidth, width != embedding.width {
      return "The model's latent space has \(width) dimensions and the table's embedding "
        + "\(embedding.width)\(end)"
    }
    guard let digest = decoder.modelDigest, !table.modelDigests.isEmpty,
      !table.modelDigests.contains(digest)
    else { return nil }
    return "The table's embedding was made by another model\(end)"
  }

  /// Points the page holds at once; of longer tables it shows densities.
  public static var maximumPoints: Int { PointSets.maximumPoints }

  /// Serves the page until the program is told to end.
  ///
  /// - Parameters:
  ///   - port: Any free one where 0.
  ///   - whenReady: Is told the address that lets a browser in.
  /// - Throws: `SkysortError` where the port is taken; what `whenReady` throws.
  public func run(
    port: Int = 0, token: AccessToken,
    whenReady: @escaping @Sendable (_ address: String) async throws -> Void
  ) async throws {
    let listener = try HTTPListener(port: port)
    let responder = ExplorerResponder(
      authentication: AuthenticationMiddleware(token: token, port: listener.port), routes: routes)
    defer { parcels.clear() }
    let serving = Task { try await listener.run(responder, limits: limits) }
    // Whoever reads the address may end the program at once.
    let signals = await TerminationSignals { serving.cancel() }
    defer { withExtendedLifetime(signals) {} }
    try await withTaskCancellationHandler {
      do {
        try await whenReady("http://127.0.0.1:\(listener.port)/?token=\(token.text)")
      } catch {
        serving.cancel()
        try await serving.value
        throw error
      }
      try await serving.value
    } onCancel: {
      serving.cancel()
    }
  }

  /// Everything that is answered, by method and path.
  var routes: [String: Route] {
    var routes: [String: Route] = [:]
    for (path, file) in pageFiles.files {
      routes["GET \(path)"] = { _ in Response.file(file.bytes, type: file.type) }
    }
    for part in [tableRoutes, mapRoutes, imageRoutes, labelRoutes, hubRoutes] {
      routes.merge(part) { first, _ in first }
    }
    return routes
  }
}

/// Answers one kind of request.
typealias Route = @Sendable (Request) async throws -> Response

/// Looks requests up in the table of routes, past the authentication middleware.
struct ExplorerResponder: Sendable {
  let authentication: AuthenticationMiddleware
  let routes: [String: Route]

  enum Decision: Sendable {
    /// Nothing but the head was needed.
    case answered(Response)
    case admitted(Route)
  }

  func decision(on head: RequestHead) -> Decision {
    switch authentication.verdict(head) {
    case .refused(let status, let reason): return .answered(.problem(status, reason))
    case .entering: return .answered(authentication.entrance)
    case .admitted: break
    }
    guard let route = routes["\(head.method) \(head.path)"] else {
      return .answered(.problem(.notFound, "There is nothing at this address."))
    }
    return .admitted(route)
  }

  static func response(to request: Request, by route: Route) async -> Response {
    do {
      return try await route(request)
    } catch let error as RequestError {
      return .problem(error.status, error.text)
    } catch let error as SkysortError {
      let isOurs = error.exitCode == .usage
      return .problem(isOurs ? .badRequest : .internalServerError, error.description)
    } catch let error as any ExitCoded {
      return .problem(.internalServerError, error.description)
    } catch {
      return .problem(.internalServerError, "The request failed: \(error)")
    }
  }
}
