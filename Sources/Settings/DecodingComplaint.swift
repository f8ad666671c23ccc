/// Any name at all; for a first look at which kind of settings these are.
public struct AnyName: CodingKey {
  public let stringValue: String
  public var intValue: Int? { nil }
  public init(stringValue: String) { self.stringValue = stringValue }
  public init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
  /// The value of a name, or what stands for it where the name is absent.
  public func value<Value: Decodable>(_ key: Key, default standard: Value) throws -> Value {
    try decodeIfPresent(Value.self, forKey: key) ?? standard
  }

  /// A number inside a range.
  public func number(
    _ key: Key, default standard: Double, in range: NumberRange
  ) throws -> Double {
    let number: Double = try value(key, default: standard)
    guard range.contains(number) else { throw diagnostic(key, "must be \(range), found \(number)") }
    return number
  }

  /// A whole number of at least `minimum`.
  public func count(_ key: Key, default standard: Int, atLeast minimum: Int = 1) throws -> Int {
    let count: Int = try value(key, default: standard)
    guard count >= minimum else {
      throw diagnostic(key, "must be at least \(minimum), found \(count)")
    }
    return count
  }

  /// A diagnostic about one name's value.
  public func diagnostic(_ key: Key, _ problem: String) -> DecodingError {
    .dataCorruptedError(forKey: key, in: self, debugDescription: problem)
  }
}

/// A range of numbers that can be said in words.
public struct NumberRange: Sendable, CustomStringConvertible {
  public let description: String
  let contains: @Sendable (Double) -> Bool

  public static let positive = NumberRange(description: "positive") { $0 > 0 && $0.isFinite }
  public static let notNegative = NumberRange(description: "0 or more") { $0 >= 0 && $0.isFinite }
  public static let fraction = NumberRange(description: "at least 0 and below 1") {
    $0 >= 0 && $0 < 1
  }
  public static let fractionOrOne = NumberRange(description: "in 0...1") { $0 >= 0 && $0 <= 1 }
  public static let finite = NumberRange(description: "finite") { $0.isFinite }
  /// From 0 to `maximum`, both allowed.
  public static func upTo(_ maximum: Double) -> NumberRange {
    NumberRange(description: "in 0...\(maximum)") { $0 >= 0 && $0 <= maximum }
  }
  public static let factor = NumberRange(description: "above 0 and at most 1") { $0 > 0 && $0 <= 1 }
}

/// A word out of a list, decoded with advice where it is none of them.
public protocol SettingsWord: RawRepresentable, CaseIterable, Codable where RawValue == String {}

extension SettingsWord {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let value = Self(rawValue: word) else {
      let advice = Spelling.advice(for: word, among: Self.allCases.map(\.rawValue))
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "knows no '\(word)'. \(advice)")
    }
    self = value
  }
}
