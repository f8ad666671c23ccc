/// The fields of a request, by names without case.
struct HTTPFields: Sendable {
  private var values: [String: [String]] = [:]

  /// - Parameter name: In lower case, as everywhere here.
  subscript(name: String) -> String? {
    values[name].map { $0.joined(separator: ", ") }
  }

  /// Every value of a field that was sent more than once.
  func values(_ name: String) -> [String] { values[name] ?? [] }

  /// The words of a field that lists words, in lower case.
  func words(_ name: String) -> [String] {
    values(name).flatMap { $0.split(separator: ",") }
      .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
  }

  /// Reads one line, without its end.
  ///
  /// Strict where leniency has let two readers of one request disagree: no space before the
  /// colon, no line that goes on with the next.
  ///
  /// - Throws: `RequestError` if the line is not a field.
  mutating func append(_ line: ArraySlice<UInt8>) throws(RequestError) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      RequestHead.isToken(line[..<colon])
    else { throw .malformed }
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var value = line[(colon + 1)...].drop(while: isSpace)
    while let last = value.last, isSpace(last) { value.removeLast() }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    values[name, default: []].append(String(decoding: value, as: UTF8.self))
  }
}
