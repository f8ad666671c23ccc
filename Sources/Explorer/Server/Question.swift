import FoundationEssentials
import Hummingbird

/// A request that was let in, with its words.
struct Question: Sendable {
  private let words: [String: String]
  /// Of a POST; at most ``maximumBody`` bytes.
  let body: [UInt8]

  /// Bytes: as many identifiers as a page holds at once, and some more.
  static let maximumBody = 8 << 20

  init(_ request: Request, body: [UInt8]) {
    var words: [String: String] = [:]
    for (key, value) in request.uri.queryParameters { words[String(key)] = String(value) }
    self.words = words
    self.body = body
  }

  /// A word that may be absent.
  subscript(name: String) -> String? { words[name] }

  func word(_ name: String) throws(RequestError) -> String {
    guard let word = words[name] else { throw RequestError("The query lacks '\(name)'.") }
    return word
  }

  func number(_ name: String) throws(RequestError) -> Float {
    guard let number = Float(try word(name)), number.isFinite else {
      throw RequestError("'\(name)' must be a number.")
    }
    return number
  }

  /// - Parameter range: What is beyond is moved to its end.
  func count(_ name: String, in range: ClosedRange<Int>, usual: Int) -> Int {
    let count = words[name].flatMap { Int($0) } ?? usual
    return min(range.upperBound, max(range.lowerBound, count))
  }

  /// The body's JSON.
  func decoded<Value: Decodable>(as: Value.Type) throws(RequestError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(body))
    } catch {
      throw RequestError("The body is not the JSON that is expected here.")
    }
  }
}
