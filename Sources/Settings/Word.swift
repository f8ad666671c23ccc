/// A text as it is written, also where it looks like a number: the band `1e3`.
public struct Word: Decodable, Hashable, Sendable {
  public let text: String

  public init(from decoder: any Decoder) throws {
    let value = try StructuredValue(from: decoder)
    guard let word = value.word else {
      throw DecodingError.typeMismatch(
        String.self,
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "needs one word, found \(value.explanation)"))
    }
    text = word
  }
}

/// A list, or one value that stands for a list of one.
public struct OneOrMore<Element: Decodable>: Decodable {
  public let elements: [Element]

  public init(from decoder: any Decoder) throws {
    guard var list = try? decoder.unkeyedContainer() else {
      elements = [try Element(from: decoder)]
      return
    }
    var elements: [Element] = []
    while !list.isAtEnd { elements.append(try list.decode(Element.self)) }
    self.elements = elements
  }
}

/// What a type keeps to look at later; read by ``StrictSettings`` only.
extension StructuredValue: Decodable {
  public init(from decoder: any Decoder) throws {
    guard let strict = decoder as? StrictDecoder else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "is not read by StrictSettings"))
    }
    self = strict.value
  }
}

extension KeyedDecodingContainer {
  /// One word.
  public func word(_ key: Key) throws -> String { try decode(Word.self, forKey: key).text }

  /// One word; `nil` where the name is absent.
  public func wordIfPresent(_ key: Key) throws -> String? {
    try decodeIfPresent(Word.self, forKey: key)?.text
  }

  /// One word or a list of them; empty where the name is absent.
  public func words(_ key: Key) throws -> [String] { try list(of: Word.self, key).map(\.text) }

  /// One value or a list of them; empty where the name is absent.
  public func list<Element: Decodable>(of type: Element.Type, _ key: Key) throws -> [Element] {
    try decodeIfPresent(OneOrMore<Element>.self, forKey: key)?.elements ?? []
  }
}
