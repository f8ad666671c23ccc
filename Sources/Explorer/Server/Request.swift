import FoundationEssentials

/// A request that was let in, with the parameters of its query.
struct Request: Sendable {
  private let parameters: [String: String]
  /// Of a POST.
  let body: Data

  init(_ head: RequestHead, body: Data) {
    var parameters: [String: String] = [:]
    for pair in head.target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters[String(parts[0])] = parts.count == 2 ? Self.decoded(parts[1]) : ""
    }
    self.parameters = parameters
    self.body = body
  }

  /// Text with its `%41` replaced by `A`; as it is where it cannot be decoded.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
        let value = UInt8(Substring(digits), radix: 16)
      else { return String(text) }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self) ?? String(text)
  }

  /// A parameter that may be absent.
  subscript(name: String) -> String? { parameters[name] }

  func parameter(_ name: String) throws(RequestError) -> String {
    guard let value = parameters[name] else { throw RequestError("The query lacks '\(name)'.") }
    return value
  }

  func number(_ name: String) throws(RequestError) -> Float {
    guard let number = Float(try parameter(name)), number.isFinite else {
      throw RequestError("'\(name)' must be a number.")
    }
    return number
  }

  /// - Parameter range: What is beyond is moved to its end.
  func count(_ name: String, in range: ClosedRange<Int>, usual: Int) -> Int {
    let count = parameters[name].flatMap { Int($0) } ?? usual
    return min(range.upperBound, max(range.lowerBound, count))
  }

  /// The body's JSON.
  func decoded<Value: Decodable>(as: Value.Type) throws(RequestError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: body)
    } catch {
      throw RequestError("The body is not the JSON that is expected here.")
    }
  }
}

/// A request that cannot be answered, and why.
struct RequestError: Error {
  let status: ResponseStatus
  let text: String

  init(_ status: ResponseStatus, _ text: String) {
    (self.status, self.text) = (status, text)
  }

  /// The request is wrong.
  init(_ text: String) { self.init(.badRequest, text) }

  /// What came is not HTTP, or not beyond doubt.
  static let malformed = RequestError("The request is not well-formed HTTP.")
}
