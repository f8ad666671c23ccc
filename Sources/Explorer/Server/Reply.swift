import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of the server.
enum Reply {
  /// Numbers in the processor's order, which is the little-endian one on every machine built for.
  static func numbers<Number: BitwiseCopyable>(
    _ numbers: [Number], encoding: String
  ) -> Response {
    var buffer = ByteBuffer()
    unsafe numbers.span.withUnsafeBytes { bytes in _ = unsafe buffer.writeBytes(bytes) }
    return Response(
      status: .ok,
      headers: fields("application/octet-stream", [("X-Encoding", encoding)]),
      body: ResponseBody(byteBuffer: buffer))
  }

  static func json(
    _ value: some Encodable, status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    // JSON has no NaN; what is not measured is told by name.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Response(
      status: status, headers: fields("application/json"),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
  }

  /// - Parameter bytes: A PNG file; stays the same while the server runs.
  static func picture(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok,
      headers: fields("image/png", [("Cache-Control", "private, max-age=3600")]),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func file(_ bytes: [UInt8], type: String, downloadedAs name: String? = nil) -> Response {
    let disposition = name.map { [("Content-Disposition", "attachment; filename=\"\($0)\"")] }
    return Response(
      status: .ok, headers: fields(type, disposition ?? []),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private struct Problem: Encodable {
    let error: String
  }

  static func problem(_ status: HTTPResponse.Status, _ text: String) -> Response {
    (try? json(Problem(error: text), status: status)) ?? Response(status: status)
  }

  private static func fields(_ type: String, _ others: [(String, String)] = []) -> HTTPFields {
    var fields: HTTPFields = [.contentType: type]
    for (name, value) in others {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return fields
  }
}

/// A request that cannot be answered, and why.
struct RequestError: Error {
  let status: HTTPResponse.Status
  let text: String

  init(_ status: HTTPResponse.Status, _ text: String) {
    (self.status, self.text) = (status, text)
  }

  /// The request is wrong.
  init(_ text: String) { self.init(.badRequest, text) }
}
