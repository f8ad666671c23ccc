internal import Foundation

/// A request to a server of this machine, sent byte by byte: nothing is tidied up on the way.
public struct PlainRequest: Sendable {
  public var method: String
  public var path: String
  public var fields: [(String, String)]
  public var body: String

  public init(
    method: String = "GET", path: String = "/", fields: [(String, String)] = [], body: String = ""
  ) {
    self.method = method
    self.path = path
    self.fields = fields
    self.body = body
  }

  public struct Answer: Sendable {
    public let status: Int
    /// By name in lower case.
    public let fields: [String: String]
    public let body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// No server, or one that does not speak HTTP.
  public struct Failure: Error {
    public let description: String
  }

  /// The same request with one field another, or without it.
  public func with(_ name: String, _ value: String?) -> PlainRequest {
    var request = self
    request.fields.removeAll { $0.0 == name }
    if let value { request.fields.append((name, value)) }
    return request
  }

  public func with(path: String) -> PlainRequest {
    var request = self
    request.path = path
    return request
  }

  public func send(to port: Int) async throws -> Answer {
    try await PlainConnection.blocking { try answer(from: port) }
  }

  private func answer(from port: Int) throws -> Answer {
    var lines = ["\(method) \(path) HTTP/1.1"] + fields.map { "\($0.0): \($0.1)" }
    lines.append("Connection: close")
    if method == "POST" { lines.append("Content-Length: \(body.utf8.count)") }
    let connection = try PlainConnection(port: port)
    connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    var bytes: [UInt8] = []
    while true {
      let more = connection.receive()
      bytes += more
      if let answer = Answer(bytes, isWhole: more.isEmpty) { return answer }
      if more.isEmpty {
        throw Failure(description: "expected an answer, found \(bytes.count) bytes")
      }
    }
  }
}

extension PlainRequest.Answer {
  private static let headEnd = Array("\r\n\r\n".utf8)

  /// `nil` where more bytes are to come.
  fileprivate init?(_ bytes: [UInt8], isWhole: Bool) {
    guard let head = bytes.firstRange(of: Self.headEnd) else { return nil }
    let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] =
        String(line[line.index(after: colon)...]).trimmingCharacters(in: .whitespaces)
    }
    let body = Array(bytes[head.upperBound...])
    let length = fields["content-length"].flatMap { Int($0) }
    guard isWhole || length.map({ body.count >= $0 }) ?? false else { return nil }
    self.fields = fields
    self.body = body
    status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
