import FoundationEssentials
import TestSupport

@testable import Explorer

/// Routes of a test, served while it runs.
final class RunningRoutes: Sendable {
  let listener: HTTPListener
  let token: AccessToken
  private let task: Task<Void, any Error>

  init(_ routes: [String: Route] = [:], limits: HTTPLimits = HTTPLimits()) throws {
    let plain: [String: Route] = [
      "GET /": { request in try .json(request["x"] ?? "") },
      "POST /": { request in try .json(request.body.count) },
    ]
    var generator = SystemRandomNumberGenerator()
    token = AccessToken(using: &generator)
    listener = try HTTPListener(port: 0)
    let responder = ExplorerResponder(
      authentication: AuthenticationMiddleware(token: token, port: listener.port),
      routes: plain.merging(routes) { $1 })
    task = Task { [listener] in try await listener.run(responder, limits: limits) }
  }

  deinit { task.cancel() }

  func end() async throws {
    task.cancel()
    try await task.value
  }

  /// Fields that let a request in.
  var fields: String {
    let host = "127.0.0.1:\(listener.port)"
    return "Host: \(host)\r\nCookie: skysort-explorer-\(listener.port)=\(token.text)\r\n"
      + "Origin: http://\(host)\r\nContent-Type: application/json\r\n"
  }

  func get(_ target: String = "/", _ more: String = "") -> String {
    "GET \(target) HTTP/1.1\r\n\(fields)\(more)\r\n"
  }

  func post(_ body: String) -> String {
    "POST / HTTP/1.1\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  func connect() throws -> PlainConnection { try PlainConnection(port: listener.port) }

  /// All that comes back.
  ///
  /// - Parameter staysOpen: The server, not the client, ends the connection.
  func response(to text: String, staysOpen: Bool = false) async throws -> String {
    let connection = try connect()
    return try await PlainConnection.blocking {
      connection.send(text)
      if !staysOpen { connection.finish() }
      return connection.rest()
    }
  }
}

extension String {
  /// Of the responses in what a server sent.
  var statuses: [Int] {
    matches(of: #/HTTP/1\.1 (\d+) /#).compactMap { Int($0.1) }
  }
}
