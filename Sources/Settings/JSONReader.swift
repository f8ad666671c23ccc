public import Files

/// Reads JSON as RFC 8259 has it, and refuses what it leaves open: names given twice, and texts
/// that are no UTF-8.
public struct JSONReader {
  static let maximumDepth = 64
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var line = 1

  /// - Parameter path: Where the bytes are from; for messages.
  public static func read(
    _ bytes: ArraySlice<UInt8>, path: String
  ) throws(SkysortError) -> StructuredValue {
    do {
      return try read(bytes)
    } catch {
      throw error.error(path: path)
    }
  }

  static func read(_ bytes: ArraySlice<UInt8>) throws(SettingsProblem) -> StructuredValue {
    var reader = JSONReader(bytes: bytes, position: bytes.startIndex)
    reader.skipSpace()
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.endIndex else { throw reader.problem("text behind the end") }
    return value
  }

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private func problem(_ what: String) -> SettingsProblem {
    let offset = position - bytes.startIndex
    return SettingsProblem(problem: "is not a valid JSON: \(what) at byte \(offset)", line: line)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      if byte == 0x0a { line += 1 }
      position += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(SettingsProblem) -> StructuredValue {
    guard depth <= Self.maximumDepth else { throw problem("too deep a nesting") }
    let start = line
    switch next {
    case UInt8(ascii: "{"):
      return StructuredValue(content: .mapping(try members(depth: depth)), line: start)
    case UInt8(ascii: "["):
      return StructuredValue(content: .sequence(try elements(depth: depth)), line: start)
    case UInt8(ascii: "\""):
      return StructuredValue(content: .text(try text()), line: start)
    default:
      return StructuredValue(content: try word(), line: start)
    }
  }

  private mutating func members(depth: Int) throws(SettingsProblem) -> [StructuredValue.Member] {
    var members: [StructuredValue.Member] = []
    var names: Set<String> = []
    position += 1
    skipSpace()
    if skip("}") { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw problem("a name is missing") }
      let name = try text()
      guard names.insert(name).inserted else { throw problem("the name '\(name)' given twice") }
      skipSpace()
      guard skip(":") else { throw problem("a colon is missing") }
      skipSpace()
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      skipSpace()
    } while skip(",")
    guard skip("}") else { throw problem("a closing brace is missing") }
    return members
  }

  private mutating func elements(depth: Int) throws(SettingsProblem) -> [StructuredValue] {
    var elements: [StructuredValue] = []
    position += 1
    skipSpace()
    if skip("]") { return elements }
    repeat {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while skip(",")
    guard skip("]") else { throw problem("a closing bracket is missing") }
    return elements
  }

  /// `true`, `false`, `null` or a number.
  private mutating func word() throws(SettingsProblem) -> StructuredValue.Content {
    let start = position
    while let byte = next, !",:]} \n\r\t{[\"".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text {
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "null": return .nothing
    default: break
    }
    guard Self.isNumber(text.utf8) else {
      position = start
      throw problem("the unknown word '\(text.prefix(20))'")
    }
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw problem("too large a number") }
    return .number(number)
  }

  /// Whether the text is a number by JSON's grammar: no leading zero or plus, digits on both
  /// sides of the point.
  private static func isNumber(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = rest.prefix { (0x30...0x39).contains($0) }
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == 0x2b || sign == 0x2d { rest = rest.dropFirst() }
      guard !rest.isEmpty else { return false }
      rest = rest.drop { (0x30...0x39).contains($0) }
    }
    return rest.isEmpty
  }

  private mutating func text() throws(SettingsProblem) -> String {
    position += 1
    var units: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else {
          throw problem("a text that is not a UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): units += try escaped()
      case 0..<0x20: throw problem("a control character in a text")
      default: units.append(byte)
      }
    }
    throw problem("a text without end")
  }

  private mutating func escaped() throws(SettingsProblem) -> [UInt8] {
    guard let byte = next else { throw problem("a text without end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"): return Array(String(try codePoint()).utf8)
    default: throw problem("an unknown escape")
    }
  }

  private mutating func codePoint() throws(SettingsProblem) -> Unicode.Scalar {
    var value = try codeUnit()
    if (0xd800..<0xdc00).contains(value), skip("\\"), skip("u") {
      let low = try codeUnit()
      guard (0xdc00..<0xe000).contains(low) else { throw problem("half a surrogate pair") }
      value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw problem("half a surrogate pair") }
    return scalar
  }

  private mutating func codeUnit() throws(SettingsProblem) -> UInt32 {
    guard position + 4 <= bytes.endIndex else { throw problem("a short escape") }
    let digits = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
      let unit = UInt32(digits, radix: 16)
    else { throw problem("a wrong escape") }
    position += 4
    return unit
  }
}
