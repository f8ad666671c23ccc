/// Reads the answer to a call; whatever is not plainly one is refused.
struct XMLRPCReader {
  struct Damage: Error, Equatable {
    let problem: String
  }

  private var rest: Substring
  /// Lists and maps may hold each other so deep.
  private static let maximumDepth = 16

  /// The answer's value.
  ///
  /// - Throws: ``Damage`` for anything else, and for a fault, whose text it holds.
  static func answer(_ text: String) throws(Damage) -> XMLRPCValue {
    guard !text.contains("<!") else { throw Damage(problem: "declarations are not read") }
    var reader = XMLRPCReader(rest: text[...])
    if reader.skipBlanks().hasPrefix("<?xml") { try reader.skip(past: "?>") }
    try reader.open("methodResponse")
    if reader.takes("fault") {
      let fault = try reader.value(depth: 0)
      throw Damage(problem: fault.map?["faultString"]?.text ?? "the hub reports a fault")
    }
    try reader.open("params")
    try reader.open("param")
    return try reader.value(depth: 0)
  }

  private mutating func value(depth: Int) throws(Damage) -> XMLRPCValue {
    guard depth < Self.maximumDepth else { throw Damage(problem: "it is nested too deep") }
    // An element without content may be written as one tag.
    if takes(tag: "<value/>") { return .text("") }
    try open("value")
    let value: XMLRPCValue
    let inner = skipBlanks()
    if inner.hasPrefix("<struct") {
      value = try map(depth: depth)
    } else if inner.hasPrefix("<array") {
      value = try list(depth: depth)
    } else if inner.hasPrefix("<"), !inner.hasPrefix("</") {
      value = .text(try scalar())
    } else {
      value = .text(try text())
    }
    try close("value")
    return value
  }

  private mutating func map(depth: Int) throws(Damage) -> XMLRPCValue {
    if takes(tag: "<struct/>") { return .map([:]) }
    try open("struct")
    var members: [String: XMLRPCValue] = [:]
    while takes("member") {
      try open("name")
      let name = try text()
      try close("name")
      members[name] = try value(depth: depth + 1)
      try close("member")
    }
    try close("struct")
    return .map(members)
  }

  private mutating func list(depth: Int) throws(Damage) -> XMLRPCValue {
    try open("array")
    var values: [XMLRPCValue] = []
    if !takes(tag: "<data/>") {
      try open("data")
      while skipBlanks().hasPrefix("<value") { values.append(try value(depth: depth + 1)) }
      try close("data")
    }
    try close("array")
    return .list(values)
  }

  /// Of `string`, and of numbers as others may send them.
  private mutating func scalar() throws(Damage) -> String {
    for name in ["string", "i4", "int", "boolean", "double"] {
      if takes(tag: "<\(name)/>") { return "" }
      guard takes(name) else { continue }
      let content = try text()
      try close(name)
      return content
    }
    throw Damage(problem: "it has a value of an unknown kind")
  }

  // MARK: Tags and text

  private mutating func skipBlanks() -> Substring {
    rest = rest.drop { $0.isWhitespace }
    return rest
  }

  private mutating func takes(tag: String) -> Bool {
    guard skipBlanks().hasPrefix(tag) else { return false }
    rest = rest.dropFirst(tag.count)
    return true
  }

  private mutating func takes(_ name: String) -> Bool { takes(tag: "<\(name)>") }

  private mutating func open(_ name: String) throws(Damage) {
    guard takes(name) else { throw Damage(problem: "it lacks <\(name)>") }
  }

  private mutating func close(_ name: String) throws(Damage) {
    guard takes(tag: "</\(name)>") else { throw Damage(problem: "it lacks </\(name)>") }
  }

  private mutating func skip(past end: String) throws(Damage) {
    guard let range = rest.firstRange(of: end) else { throw Damage(problem: "it ends too early") }
    rest = rest[range.upperBound...]
  }

  private mutating func text() throws(Damage) -> String {
    let content = rest.prefix { $0 != "<" }
    rest = rest[content.endIndex...]
    guard content.contains("&") else { return String(content) }
    var result = ""
    var left = content
    while let mark = left.firstIndex(of: "&") {
      result += left[..<mark]
      guard let end = left[mark...].firstIndex(of: ";") else {
        throw Damage(problem: "it has an entity without an end")
      }
      result.append(try Self.entity(left[left.index(after: mark)..<end]))
      left = left[left.index(after: end)...]
    }
    return result + left
  }

  private static func entity(_ name: Substring) throws(Damage) -> Character {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let isHexadecimal = name.hasPrefix("#x")
      let digits = name.dropFirst(isHexadecimal ? 2 : 1)
      guard name.hasPrefix("#"), let code = UInt32(digits, radix: isHexadecimal ? 16 : 10),
        let scalar = Unicode.Scalar(code)
      else { throw Damage(problem: "it has an unknown entity &\(name);") }
      return Character(scalar)
    }
  }
}
