internal import Glibc
internal import Numbers
public import Settings

/// The values a search may give a setting.
public enum SearchRange: Hashable, Sendable {
  /// Evenly between two numbers.
  case uniform(ClosedRange<Double>)
  /// Evenly in the logarithm between two positive numbers.
  case logarithmic(ClosedRange<Double>)
  /// Whole numbers, evenly, both ends among them.
  case integer(ClosedRange<Int>)
  /// One of a list, each as often.
  case choice([StructuredValue])

  /// The words a search space knows them by.
  enum Word: String, CaseIterable { case uniform, log, integer, choice }

  /// The value at a place in `0..<1`.
  ///
  /// Numbers have three digits, so that they can be read and written down.
  func value(at unit: Double, line: Int) -> StructuredValue {
    switch self {
    case .uniform(let range):
      let value = range.lowerBound + unit * (range.upperBound - range.lowerBound)
      return StructuredValue(.number(Self.short(value, in: range)), line: line)
    case .logarithmic(let range):
      let (low, high) = (log(range.lowerBound), log(range.upperBound))
      let value = exp(low + unit * (high - low))
      return StructuredValue(.number(Self.short(value, in: range)), line: line)
    case .integer(let range):
      let offset = Int(clamping: unit * Double(range.count))
      return StructuredValue(
        .integer(range.lowerBound + min(offset, range.count - 1)), line: line)
    case .choice(let values):
      return values[min(Int(clamping: unit * Double(values.count)), values.count - 1)]
    }
  }

  /// Values that stand for the range when names are looked at.
  func examples(line: Int) -> [StructuredValue] {
    if case .choice(let values) = self { return values }
    return [value(at: 0, line: line), value(at: 1 - 0x1p-53, line: line)]
  }

  /// Three significant digits, inside the range.
  private static func short(_ value: Double, in range: ClosedRange<Double>) -> Double {
    guard value != 0, value.isFinite else { return value }
    let digits = 2 - Int(clamping: log10(abs(value)).rounded(.down))
    let scale = pow(10, Double(abs(digits)))
    let rounded =
      digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    return min(max(rounded, range.lowerBound), range.upperBound)
  }
}

extension SearchRange: CustomStringConvertible {
  /// `0.0001 to 0.02, logarithmic`; choices one after the other.
  public var description: String {
    switch self {
    case .uniform(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .logarithmic(let range): "\(range.lowerBound) to \(range.upperBound), logarithmic"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound), whole"
    case .choice(let values): values.map(\.yamlLine).joined(separator: " · ")
    }
  }
}

extension SearchRange: Decodable {
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: AnyName.self)
    let known = Word.allCases.map(\.rawValue)
    guard let key = values.allKeys.first, values.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "needs one of \(known.joined(separator: ", ")) with its values"))
    }
    guard let word = Word(rawValue: key.stringValue) else {
      throw values.diagnostic(
        key,
        "is not a kind of range. \(Spelling.advice(for: key.stringValue, among: known))")
    }
    switch word {
    case .uniform: self = .uniform(try Self.bounds(Double.self, values, key))
    case .log:
      let range = try Self.bounds(Double.self, values, key)
      guard range.lowerBound > 0 else {
        throw values.diagnostic(key, "needs positive numbers, found \(range.lowerBound)")
      }
      self = .logarithmic(range)
    case .integer: self = .integer(try Self.bounds(Int.self, values, key))
    case .choice: self = .choice(try Self.choices(values, key))
    }
  }

  private static func bounds<Bound: Comparable & Decodable>(
    _ type: Bound.Type, _ values: KeyedDecodingContainer<AnyName>, _ key: AnyName
  ) throws -> ClosedRange<Bound> {
    let bounds = try values.decode([Bound].self, forKey: key)
    guard bounds.count == 2, bounds[0] < bounds[1] else {
      throw values.diagnostic(key, "needs the least and the largest value, found \(bounds)")
    }
    return bounds[0]...bounds[1]
  }

  private static func choices(
    _ values: KeyedDecodingContainer<AnyName>, _ key: AnyName
  ) throws -> [StructuredValue] {
    let choices = try values.decode([StructuredValue].self, forKey: key)
    let texts = choices.map(\.yamlLine)
    guard choices.count >= 2, Set(texts).count == texts.count else {
      throw values.diagnostic(key, "needs two or more different values, found \(choices.count)")
    }
    return choices
  }
}
