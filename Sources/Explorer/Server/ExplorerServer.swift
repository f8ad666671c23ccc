import Files
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A page over a latent space, served to this machine's own browsers.
public struct ExplorerServer: Sendable {
  let table: LatentTable
  let labels: LabelStore
  let pictures: (any ExplorerPictures)?
  let reconstruction: (any PictureReconstruction)?
  let decoder: (any LatentDecoder)?
  let neighbours: (any NeighbourFinder)?
  let sets: PointSets
  let parcels = Parcels()
  var pageFiles = PageFiles.bundled

  /// - Parameters:
  ///   - pictures: Of the table's rows, where there are some.
  ///   - reconstruction: Where a model gives pictures back.
  ///   - decoder: Where a model makes pictures of latent points.
  ///   - neighbours: Looks at every row of the table's embedding where `nil`.
  public init(
    table: LatentTable, labels: LabelStore, pictures: (any ExplorerPictures)? = nil,
    reconstruction: (any PictureReconstruction)? = nil, decoder: (any LatentDecoder)? = nil,
    neighbours: (any NeighbourFinder)? = nil
  ) {
    self.table = table
    self.labels = labels
    self.pictures = pictures
    self.reconstruction = reconstruction
    self.decoder = table.embedding == nil ? nil : decoder
    self.neighbours = table.embedding.map { neighbours ?? ExactNeighbours(rows: $0) }
    sets = PointSets(rowCount: table.rowCount)
  }

  /// Points the page holds at once; of longer tables it shows densities.
  public static var maximumPoints: Int { PointSets.maximumPoints }

  /// Serves the page until the program is told to end.
  ///
  /// - Parameters:
  ///   - port: Any free one where 0.
  ///   - whenReady: Is told the address that lets a browser in.
  /// - Throws: `SkysortError` where the port is taken.
  public func run(
    port: Int = 0, token: AccessToken,
    whenReady: @escaping @Sendable (_ address: String) async -> Void
  ) async throws {
    let responder = ExplorerResponder(token: token, routes: routes)
    var logger = Logger(label: "explorer")
    logger.logLevel = .critical
    let application = Application(
      responder: responder,
      configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        responder.open(port: port)
        await whenReady("http://127.0.0.1:\(port)/?token=\(token.text)")
      },
      logger: logger)
    defer { parcels.clear() }
    do {
      try await application.runService()
    } catch let error as IOError {
      throw SkysortError(
        path: "127.0.0.1:\(port)", problem: "cannot be listened on: \(error.description)",
        fix: "Choose another --port, or none.", exitCode: .inputOutput)
    }
  }

  /// Everything that is answered, by method and path.
  var routes: [String: Route] {
    var routes: [String: Route] = [:]
    for (path, file) in pageFiles.files {
      routes["GET \(path)"] = { _ in Reply.file(file.bytes, type: file.type) }
    }
    for part in [tableRoutes, mapRoutes, pictureRoutes, labelRoutes, hubRoutes] {
      routes.merge(part) { first, _ in first }
    }
    return routes
  }
}

/// Answers one kind of request.
typealias Route = @Sendable (Question) async throws -> Response

/// Looks requests up in the table of routes, past the gatekeeper.
struct ExplorerResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  private let token: AccessToken
  private let routes: [String: Route]
  /// Known only once the server runs; until then nobody is let in.
  private let port = Port()

  private final class Port: Sendable {
    let number = Mutex<Int?>(nil)
  }

  init(token: AccessToken, routes: [String: Route]) {
    self.token = token
    self.routes = routes
  }

  func open(port: Int) { self.port.number.withLock { $0 = port } }

  func respond(to request: Request, context: Context) async throws -> Response {
    var response = await answer(request)
    for (name, value) in Gatekeeper.protection {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private func answer(_ request: Request) async -> Response {
    guard let port = port.number.withLock({ $0 }) else {
      return Reply.problem(.serviceUnavailable, "The server is starting.")
    }
    let gatekeeper = Gatekeeper(token: token, port: port)
    switch gatekeeper.verdict(request.head) {
    case .refused(let status, let reason): return Reply.problem(status, reason)
    case .entering: return gatekeeper.entrance
    case .admitted: break
    }
    let path = (request.head.path ?? "").prefix { $0 != "?" }
    guard let route = routes["\(request.head.method.rawValue) \(path)"] else {
      return Reply.problem(.notFound, "There is nothing at this address.")
    }
    return await answer(request, by: route)
  }

  private func answer(_ request: Request, by route: Route) async -> Response {
    do {
      let body = try await request.body.collect(upTo: Question.maximumBody)
      return try await route(Question(request, body: Array(body.readableBytesView)))
    } catch let error as RequestError {
      return Reply.problem(error.status, error.text)
    } catch let error as SkysortError {
      let isOurs = error.exitCode == .usage
      return Reply.problem(isOurs ? .badRequest : .internalServerError, error.description)
    } catch is NIOTooManyBytesError {
      return Reply.problem(.contentTooLarge, "The request is too long.")
    } catch let error as any ExitCoded {
      return Reply.problem(.internalServerError, error.description)
    } catch {
      return Reply.problem(.internalServerError, "The request failed: \(error)")
    }
  }
}
