/// Bytes of a connection that were received and not used yet.
struct ReceivedBytes {
  private var bytes: [UInt8] = []
  /// So many were looked at for the end of a head.
  private var scannedCount = 0

  var count: Int { bytes.count }
  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ more: [UInt8]) { bytes += more }

  /// - Parameter count: At most ``count``.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes[..<count]
    bytes = Array(bytes[count...])
    scannedCount = 0
    return taken
  }

  /// Takes the next request's head off, once all of it is there.
  ///
  /// - Throws: `RequestError` as soon as what is there cannot become one.
  mutating func head(limit: Int) throws(RequestError) -> RequestHead? {
    // Some clients end a body with one line too many: RFC 9112, 2.2.
    if scannedCount == 0, bytes.starts(with: Self.lineEnd) { _ = take(2) }
    if let first = bytes.first, first != Self.lineEnd[0], !RequestHead.isToken([first]) {
      throw .malformed
    }
    guard let end = try headEnd() else {
      guard count <= limit else { throw .longHead }
      return nil
    }
    guard end <= limit else { throw .longHead }
    return try RequestHead(take(end).dropLast(2))
  }

  private static let lineEnd = Array("\r\n".utf8)

  private mutating func headEnd() throws(RequestError) -> Int? {
    while scannedCount < count {
      scannedCount += 1
      guard bytes[scannedCount - 1] == Self.lineEnd[1] else { continue }
      guard bytes[..<scannedCount].suffix(2).elementsEqual(Self.lineEnd) else { throw .malformed }
      if bytes[..<scannedCount].suffix(4).elementsEqual(Self.lineEnd + Self.lineEnd) {
        return scannedCount
      }
    }
    return nil
  }
}

extension RequestError {
  fileprivate static let longHead = RequestError(
    .requestHeaderFieldsTooLarge, "The request's fields are too long.")
}
