/// A request's first line and fields, as RFC 9112 has them.
struct RequestHead: Sendable {
  let method: String
  /// As it came, nothing decoded.
  let target: String
  let fields: HTTPFields
  /// Bytes that follow the head.
  let bodyLength: Int
  /// The client may send another request on this connection.
  let keepsAlive: Bool

  /// The target before its query.
  var path: Substring { target.prefix { $0 != "?" } }

  /// - Parameter bytes: All lines with their ends, but for the empty one.
  /// - Throws: `RequestError` if anything about the head is doubtful; a server that guesses may
  ///   see another request than whoever passed it on.
  init(_ bytes: ArraySlice<UInt8>) throws(RequestError) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty ?? false, !lines.isEmpty else { throw .malformed }
    for place in lines.indices {
      guard lines[place].popLast() == UInt8(ascii: "\r"), lines[place].allSatisfy(Self.isText)
      else { throw .malformed }
    }
    let words = lines[0].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 3, Self.isToken(words[0]), Self.isTarget(words[1]) else {
      throw .malformed
    }
    var fields = HTTPFields()
    for line in lines.dropFirst() { try fields.append(line) }
    guard fields.values("host").count <= 1 else { throw .malformed }
    method = String(decoding: words[0], as: UTF8.self)
    target = String(decoding: words[1], as: UTF8.self)
    self.fields = fields
    bodyLength = try Self.bodyLength(fields)
    keepsAlive = try Self.isPersistent(words[2]) && !fields.words("connection").contains("close")
  }

  private static func isPersistent(_ version: ArraySlice<UInt8>) throws(RequestError) -> Bool {
    switch String(decoding: version, as: UTF8.self) {
    case "HTTP/1.1": return true
    case "HTTP/1.0": return false
    default: throw .malformed
    }
  }

  /// Bodies of unknown length are not read: RFC 9112, 6.3, lets a server ask for the length.
  private static func bodyLength(_ fields: HTTPFields) throws(RequestError) -> Int {
    let lengths = fields.values("content-length")
    guard fields["transfer-encoding"] == nil else {
      throw lengths.isEmpty
        ? RequestError(.lengthRequired, "The request must tell its Content-Length.") : .malformed
    }
    guard let length = lengths.first else { return 0 }
    guard lengths.count == 1, (1...18).contains(length.utf8.count),
      length.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(length)
    else { throw .malformed }
    return number
  }

  /// A method or the name of a field: RFC 9110, 5.6.2.
  static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { tokenBytes.contains($0) }
  }

  private static let tokenBytes = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~".utf8)

  /// Visible ASCII only.
  private static func isTarget(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x21...0x7e).contains($0) }
  }

  /// No control characters but the tab.
  private static func isText(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7f || byte == UInt8(ascii: "\t")
  }
}
