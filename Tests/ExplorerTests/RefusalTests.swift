import TestSupport
import Testing

@testable import Explorer

/// Who is let in, and who is not.
struct RefusalTests {
  /// A change to a request of our own page after which it must be refused.
  struct Intrusion: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    let change: @Sendable (PlainRequest) -> PlainRequest

    init(
      _ description: String, _ status: Int,
      _ change: @escaping @Sendable (PlainRequest) -> PlainRequest
    ) {
      (testDescription, self.status, self.change) = (description, status, change)
    }
  }

  static let always: [Intrusion] = [
    .init("no cookie", 403) { $0.with("Cookie", nil) },
    .init("another launch's cookie", 403) {
      $0.with("Cookie", "skysort-explorer-1=" + String(repeating: "0", count: 64))
    },
    .init("a cookie of another name", 403) { $0.with("Cookie", "token=1") },
    .init("an empty cookie", 403) { $0.with("Cookie", "") },
    .init("a name that leads to this machine", 421) { $0.with("Host", "evil.example:80") },
    .init("the right name at another port", 421) { $0.with("Host", "127.0.0.1:1") },
    .init("the address without a port", 421) { $0.with("Host", "127.0.0.1") },
    .init("another page's origin", 403) { $0.with("Origin", "http://evil.example") },
    .init("the origin of another port", 403) { $0.with("Origin", "http://127.0.0.1:1") },
    .init("a page without an origin", 403) { $0.with("Origin", "null") },
    .init("another site", 403) { $0.with("Sec-Fetch-Site", "cross-site") },
    .init("a page at another port", 403) { $0.with("Sec-Fetch-Site", "same-site") },
    .init("dots in the path", 400) { $0.with(path: "/page/../../etc/passwd") },
    .init("dots at the end", 400) { $0.with(path: "/page/..") },
    .init("encoded dots", 400) { $0.with(path: "/page/%2e%2e/%2e%2e/etc/passwd") },
    .init("dots encoded twice", 400) { $0.with(path: "/%252e%252e/etc/passwd") },
    .init("backslashes", 400) { $0.with(path: "/page\\..\\secret") },
    .init("a null", 400) { $0.with(path: "/page/map.js%00") },
    .init("another server's address", 400) { $0.with(path: "http://evil.example/api/table") },
    .init("our own address", 400) { request in
      request.with(path: "http://\(request.fields.first { $0.0 == "Host" }?.1 ?? "")/api/table")
    },
    .init("no path", 400) { $0.with(path: "*") },
    .init("two slashes", 400) { $0.with(path: "//etc/passwd") },
    .init("a file that is not of the page", 404) { $0.with(path: "/page/secret.js") },
    .init("a file of this machine", 404) { $0.with(path: "/etc/passwd") },
    .init("a hidden file", 404) { $0.with(path: "/page/.git") },
  ]

  static let posting: [Intrusion] = [
    .init("no origin", 403) { $0.with("Origin", nil) },
    .init("a form", 415) { $0.with("Content-Type", "application/x-www-form-urlencoded") },
    .init("plain text", 415) { $0.with("Content-Type", "text/plain") },
    .init("a request nobody's page made", 403) { $0.with("Sec-Fetch-Site", "none") },
  ]

  @Test func `reading is refused to everybody but the page`() async throws {
    let explorer = try await RunningExplorer()
    let own = PlainRequest.own(explorer, "/api/table")
    #expect(try await own.send(to: explorer.port).status == 200)
    for intrusion in Self.always {
      let answer = try await intrusion.change(own).send(to: explorer.port)
      #expect(answer.status == intrusion.status, "\(intrusion.testDescription): \(answer.text)")
      #expect(!answer.text.contains("umap_1"), "\(intrusion.testDescription)")
    }
  }

  @Test func `changing is refused to everybody but the page, and changes nothing`() async throws {
    let explorer = try await RunningExplorer()
    let source = SimulatedLatentSpace.firstIdentifierText
    let own = PlainRequest.own(
      explorer, "/api/labels", posting: #"{"sources": ["\#(source)"], "label": "mine"}"#)
    for intrusion in Self.always + Self.posting {
      let answer = try await intrusion.change(own).send(to: explorer.port)
      #expect(answer.status == intrusion.status, "\(intrusion.testDescription): \(answer.text)")
    }
    #expect(try explorer.server.labels.labels().isEmpty)
    #expect(try await own.send(to: explorer.port).status == 200)
    #expect(try explorer.server.labels.labels().map(\.label) == ["mine"])
  }

  @Test(arguments: ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT"])
  func `other methods are refused`(method: String) async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    var request = PlainRequest.own(explorer, "/api/labels")
    request.method = method
    #expect([400, 405].contains(try await request.send(to: explorer.port).status))
  }

  @Test func `the token lets in once and leaves the address`() async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    var first = PlainRequest(path: "/?token=\(explorer.token)")
    first.fields = [("Host", explorer.host)]
    let answer = try await first.send(to: explorer.port)
    #expect(answer.status == 303)
    #expect(answer.fields["location"] == "/")
    let cookie = try #require(answer.fields["set-cookie"])
    #expect(cookie.hasPrefix(explorer.cookie))
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    #expect(explorer.token.count == 64)
    first.path = "/?token=" + String(repeating: "0", count: 64)
    #expect(try await first.send(to: explorer.port).status == 403)
    first.path = "/"
    #expect(try await first.send(to: explorer.port).status == 403)
    first.path = "/api/table?token=\(explorer.token)"
    #expect(try await first.send(to: explorer.port).status == 403)
  }

  @Test(arguments: ["/", "/api/table", "/page/main.js", "/nowhere", "/page/../x"])
  func `every answer forbids what the page does not need`(path: String) async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    let fields = try await PlainRequest.own(explorer, path).send(to: explorer.port).fields
    let policy = try #require(fields["content-security-policy"])
    #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
    #expect(fields["x-content-type-options"] == "nosniff")
    #expect(fields["referrer-policy"] == "no-referrer")
    #expect(fields["cross-origin-resource-policy"] == "same-origin")
    #expect(fields["cache-control"] == "no-store")
    #expect(fields["access-control-allow-origin"] == nil)
  }

  @Test func `a body that is too long is refused`() async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    let long = String(repeating: "x", count: HTTPLimits().body + 1)
    let request = PlainRequest.own(explorer, "/api/labels", posting: long)
    #expect(try await request.send(to: explorer.port).status == 413)
  }
}
