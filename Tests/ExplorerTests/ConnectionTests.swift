import FoundationEssentials
import TestSupport
import Testing

@testable import Explorer

/// Connections as browsers, scripts and attackers use them.
struct ConnectionTests {
  @Test func `requests of one connection are answered in their order`() async throws {
    let running = try RunningRoutes()
    let requests = (0..<20).map { running.get("/?x=\($0)") + running.post("{\($0)}") }
    let text = try await running.response(to: requests.joined())
    #expect(text.statuses == Array(repeating: 200, count: 40))
    let bodies = text.matches(of: /\r\n\r\n("?\d+"?)/).map { String($0.1) }
    #expect(bodies == (0..<20).flatMap { ["\"\($0)\"", $0 < 10 ? "3" : "4"] })
  }

  @Test func `a response says what it is`() async throws {
    let running = try RunningRoutes(["GET /none": { _ in Response(status: .noContent) }])
    let empty = try await running.response(to: running.get("/none", "Connection: close\r\n"))
    #expect(empty.hasPrefix("HTTP/1.1 204 No Content\r\n") && empty.hasSuffix("\r\n\r\n"))
    #expect(!empty.contains("Content-Length") && empty.contains("\r\nConnection: close\r\n"))
    let whole = try await running.response(to: running.get("/?x=a"))
    #expect(whole.hasSuffix("\r\n\r\n\"a\"") && whole.contains("\r\nContent-Length: 3\r\n"))
    #expect(whole.contains(/\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/))
    let head = try await running.response(to: "HEAD / HTTP/1.1\r\n\(running.fields)\r\n")
    #expect(head.statuses == [405] && head.hasSuffix("\r\n\r\n"))
  }

  @Test(arguments: [
    ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\nHost: a\n\n", 400),
    ("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 1 << 17), 431),
    ("GET /" + String(repeating: "a", count: 1 << 17), 431),
    ("GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 1 << 15), 431),
    ("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello", 400),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 411),
  ])
  func `what is no request is refused, and ends the connection`(
    text: String, status: Int
  ) async throws {
    let running = try RunningRoutes()
    let response = try await running.response(to: text, staysOpen: true)
    #expect(response.statuses == [status])
    #expect(response.contains("\r\nContent-Security-Policy: default-src 'none'"))
    #expect(try await running.response(to: running.get()).statuses == [200])
  }

  @Test(arguments: [(403, ""), (413, nil)])
  func `a body that is not read is not taken for a request`(
    status: Int, fields: String?
  ) async throws {
    let running = try RunningRoutes(limits: HTTPLimits(body: 10))
    let host = "Host: 127.0.0.1:\(running.listener.port)\r\n"
    let body = String(repeating: running.get(), count: 100)
    let head = "POST / HTTP/1.1\r\n\(fields.map { host + $0 } ?? running.fields)"
    let text = "\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    #expect(try await running.response(to: text).statuses == [status])
  }

  @Test func `whoever takes too long is not waited for`() async throws {
    let late = try RunningRoutes(limits: HTTPLimits(headTime: .seconds(1)))
    #expect(try await late.response(to: "", staysOpen: true).isEmpty)
    let head = try await late.response(to: "GET / HTTP/1.1\r\nHost", staysOpen: true)
    #expect(head.statuses == [408])
    let idle = try RunningRoutes(limits: HTTPLimits(idleTime: .milliseconds(200)))
    #expect(try await idle.response(to: idle.get(), staysOpen: true).statuses == [200])
    let slow = try RunningRoutes(limits: HTTPLimits(transferTime: .milliseconds(200)))
    let most = String(slow.post("12345").dropLast())
    #expect(try await slow.response(to: most, staysOpen: true).statuses == [408])
  }

  @Test func `a request that trickles in has no more time for it`() async throws {
    let running = try RunningRoutes(limits: HTTPLimits(headTime: .seconds(1)))
    let connection = try running.connect()
    connection.send("GET / HTTP/1.1\r\nX: ")
    let sending = Task {
      while !Task.isCancelled {
        connection.send("a")
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    defer { sending.cancel() }
    #expect(try await PlainConnection.blocking { connection.rest() }.statuses == [408])
  }

  @Test func `a response that nobody reads is given up`() async throws {
    let limits = HTTPLimits(
      connections: 1, transferTime: .milliseconds(200), slowestRate: .max, closingTime: .zero)
    let count = 1 << 25
    let running = try RunningRoutes(
      ["GET /long": { _ in .numbers([UInt8](repeating: 120, count: count), encoding: "uint8") }],
      limits: limits)
    let connection = try running.connect()
    connection.send(running.get("/long"))
    // There is room for this one only when the other is closed.
    #expect(try await running.response(to: running.get()).statuses == [200])
    let text = try await PlainConnection.blocking { connection.rest() }
    #expect(text.statuses == [200] && text.utf8.count < count)
  }

  @Test func `connections that are only held leave room for others in time`() async throws {
    let limits = HTTPLimits(connections: 100, headTime: .milliseconds(300))
    let running = try RunningRoutes(limits: limits)
    let held = try (0..<200).map { _ in try running.connect() }
    #expect(try await running.response(to: running.get()).statuses == [200])
    withExtendedLifetime(held) {}
  }

  @Test(arguments: [(1 << 20, 256), (1024, 256), (64, 16), (20, 5), (0, 1)])
  func `connections leave descriptors for the work`(files: Int, connections: Int) {
    #expect(HTTPLimits.connections(ofFiles: files) == connections)
  }

  /// A descriptor's number goes from a connection that ends to one that begins.
  @Test func `connections that come and go are all answered`() async throws {
    let running = try RunningRoutes()
    let port = running.listener.port
    let request = running.get("/?x=1", "Connection: close\r\n")
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask {
          try await PlainConnection.blocking {
            try (0..<50).reduce(0) { sum, _ in
              let connection = try PlainConnection(port: port, patience: 20)
              connection.send(request)
              return sum + connection.rest().statuses.count
            }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(count == 800)
  }

  @Test func `what is under way is finished when the server is told to end`() async throws {
    let (started, continuation) = AsyncStream<Void>.makeStream()
    let running = try RunningRoutes([
      "GET /slow": { _ in
        continuation.yield()
        try await Task.sleep(for: .milliseconds(300))
        return try .json("done")
      }
    ])
    let idle = try running.connect()
    async let slow = running.response(to: running.get("/slow"), staysOpen: true)
    for await _ in started { break }
    try await running.end()
    #expect(try await slow.hasSuffix("\r\n\r\n\"done\""))
    #expect(try await PlainConnection.blocking { idle.rest() }.isEmpty)
    #expect(throws: PlainRequest.Failure.self) { try running.connect() }
    #expect(try HTTPListener(port: running.listener.port).port == running.listener.port)
  }

  @Test func `a port that is taken is said to be`() throws {
    let listener = try HTTPListener(port: 0)
    #expect { try HTTPListener(port: listener.port) } throws: { error in
      "\(error)".contains("127.0.0.1:\(listener.port)")
    }
    #expect(throws: (any Error).self) { try HTTPListener(port: 70_000) }
  }
}
