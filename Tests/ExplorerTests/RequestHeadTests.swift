import FoundationEssentials
import Testing

@testable import Explorer

/// How requests are read from what comes.
struct RequestHeadTests {
  static let host = "Host: 127.0.0.1:1\r\n"
  static let plain = "POST /a?b=c HTTP/1.1\r\n\(host)Content-Length: 3\r\nX: 1\r\nx:\t2 \r\n\r\n"

  private static func head(_ text: String, limit: Int = 1 << 16) throws(RequestError)
    -> RequestHead?
  {
    var received = ReceivedBytes()
    received.append(Array(text.utf8))
    return try received.head(limit: limit)
  }

  @Test(arguments: 0...plain.utf8.count)
  func `a head is the same in whatever pieces it comes`(cut: Int) throws {
    let bytes = Array((Self.plain + "abc").utf8)
    var received = ReceivedBytes()
    received.append(Array(bytes[..<cut]))
    var head = try received.head(limit: 1 << 16)
    #expect((head != nil) == (cut == Self.plain.utf8.count))
    received.append(Array(bytes[cut...]))
    if head == nil { head = try received.head(limit: 1 << 16) }
    let found = try #require(head)
    #expect(found.method == "POST" && found.target == "/a?b=c" && found.path == "/a")
    #expect(found.bodyLength == 3 && found.keepsAlive)
    #expect(found.fields["x"] == "1, 2" && found.fields.values("x") == ["1", "2"])
    #expect(Array(received.take(3)) == Array("abc".utf8) && received.isEmpty)
  }

  static let malformed = [
    "\u{16}\u{3}\u{1}", " GET / HTTP/1.1\r\n", "GET\r\n\r\n", "GET /\r\n\r\n",
    "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
    "GET / http/1.1\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n", "GET /\u{e4} HTTP/1.1\r\n\r\n",
    "GET /\u{0} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n", "\r\n\r\n\r\n",
  ]

  static let malformedFields = [
    "X\r\n", ": 1\r\n", "X : 1\r\n", " X: 1\r\n", "X: 1\r\n 2\r\n", "X: 1\n", "X: a\rb\r\n",
    "X: a\u{0}b\r\n", "X\u{e4}: 1\r\n", "Host: b\r\n", "Content-Length: -1\r\n",
    "Content-Length: +1\r\n", "Content-Length: 1x\r\n", "Content-Length: \r\n",
    "Content-Length: 0x1\r\n", "Content-Length: 1, 1\r\n",
    "Content-Length: 99999999999999999999\r\n", "Content-Length: \u{661}\r\n",
    "Content-Length: 1\r\nContent-Length: 1\r\n",
    "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
  ]

  @Test(arguments: malformed + malformedFields.map { "GET / HTTP/1.1\r\n\(host)\($0)\r\n" })
  func `what can be read in two ways is not read`(text: String) {
    let error = #expect(throws: RequestError.self) { try Self.head(text) }
    #expect(error?.status == .badRequest)
  }

  @Test func `a head has an end`() {
    for text in ["GET /" + String(repeating: "a", count: 100), "G /\r\n" + "X: 1\r\n\r\n"] {
      let error = #expect(throws: RequestError.self) { try Self.head(text, limit: 12) }
      #expect(error?.status == .requestHeaderFieldsTooLarge)
    }
  }

  @Test(arguments: [
    ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
    ("HTTP/1.1", "Connection: x, Close\r\n", false), ("HTTP/1.0", "", false),
  ])
  func `the client says whether it will go on`(version: String, field: String, keeps: Bool) throws {
    #expect(try Self.head("GET / \(version)\r\n\(field)\r\n")?.keepsAlive == keeps)
  }

  @Test(arguments: [
    ("/a", nil), ("/a?x", ""), ("/a?x=", ""), ("/a?y=2&x=1&", "1"), ("/a?x=1=2", "1=2"),
    ("/a?x=%41%c3%A4+b", "A\u{e4}+b"), ("/a?x=%4", "%4"), ("/a?x=%+1", "%+1"),
    ("/a?x=%ff", "%ff"),
  ])
  func `parameters are decoded once`(target: String, value: String?) throws {
    let head = try #require(try Self.head("GET \(target) HTTP/1.1\r\n\r\n"))
    #expect(Request(head, body: .init())["x"] == value)
  }
}
