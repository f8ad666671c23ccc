import FoundationEssentials
import Glibc

/// What the server says to a request.
struct Response: Sendable {
  let status: ResponseStatus
  /// By name; nothing in them comes from a request.
  var fields: [(name: String, value: String)] = []
  var body = Data()

  /// Numbers in the processor's order, which is the little-endian one on every machine built for.
  static func numbers<Number: BitwiseCopyable>(
    _ numbers: [Number], encoding: String
  ) -> Response {
    let bytes = unsafe numbers.withUnsafeBytes { unsafe Data($0) }
    return Response(
      status: .ok,
      fields: [("Content-Type", "application/octet-stream"), ("X-Encoding", encoding)],
      body: bytes)
  }

  static func json(_ value: some Encodable, status: ResponseStatus = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    // JSON has no NaN; what is not measured is recognized by name.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Response(
      status: status, fields: [("Content-Type", "application/json")],
      body: try encoder.encode(value))
  }

  /// - Parameter bytes: A PNG file; stays the same while the server runs.
  static func image(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok,
      fields: [("Content-Type", "image/png"), ("Cache-Control", "private, max-age=3600")],
      body: Data(bytes))
  }

  static func file(_ bytes: [UInt8], type: String, downloadedAs name: String? = nil) -> Response {
    var fields = [(name: "Content-Type", value: type)]
    if let name { fields.append(("Content-Disposition", "attachment; filename=\"\(name)\"")) }
    return Response(status: .ok, fields: fields, body: Data(bytes))
  }

  private struct Problem: Encodable {
    let error: String
  }

  static func problem(_ status: ResponseStatus, _ text: String) -> Response {
    (try? json(Problem(error: text), status: status)) ?? Response(status: status)
  }
}

extension Response {
  /// Goes with every response, refusals too.
  static let protection = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
  ]

  /// What is sent before the body.
  ///
  /// - Parameter keepsAlive: The client may go on with another request.
  func head(keepsAlive: Bool) -> Data {
    var fields = fields.map { ($0.name, $0.value) } + Self.protection + [("Date", Self.date)]
    if !fields.contains(where: { $0.0 == "Cache-Control" }) {
      fields.append(("Cache-Control", "no-store"))
    }
    if status != .noContent { fields.append(("Content-Length", "\(body.count)")) }
    if !keepsAlive { fields.append(("Connection", "close")) }
    let lines = ["HTTP/1.1 \(status.code) \(status.phrase)"] + fields.map { "\($0.0): \($0.1)" }
    return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// Now, as RFC 9110, 5.6.7, has it.
  private static var date: String {
    var now = time(nil)
    var parts = unsafe tm()
    var text = [CChar](repeating: 0, count: 32)
    unsafe gmtime_r(&now, &parts)
    unsafe strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
  }
}
