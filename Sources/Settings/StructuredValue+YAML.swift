extension StructuredValue {
  /// YAML for people that reads back as the same tree: mappings in blocks, the rest on one line.
  public var yaml: String { lines(indentation: "").map { $0 + "\n" }.joined() }

  /// The same on one line.
  public var yamlLine: String {
    switch content {
    case .mapping(let members):
      let texts = members.map { "\(Self.word($0.name)): \($0.value.yamlLine)" }
      return "{" + texts.joined(separator: ", ") + "}"
    case .sequence(let elements):
      return "[" + elements.map(\.yamlLine).joined(separator: ", ") + "]"
    case .text(let text): return Self.word(text)
    case .integer(let integer): return "\(integer)"
    case .number(let number): return "\(number)"
    case .truth(let truth): return "\(truth)"
    case .nothing: return "null"
    }
  }

  private func lines(indentation: String) -> [String] {
    guard case .mapping(let members) = content else { return [indentation + yamlLine] }
    return members.flatMap { member -> [String] in
      let name = indentation + Self.word(member.name) + ":"
      guard case .mapping(let inner) = member.value.content, !inner.isEmpty else {
        return ["\(name) \(member.value.yamlLine)"]
      }
      return [name] + member.value.lines(indentation: indentation + "  ")
    }
  }

  /// In quotes where it could mean something else without them.
  private static func word(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.utf8.allSatisfy { byte in
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
          || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "_-".utf8.contains(byte)
      }
    guard isPlain, case .text = StructuredValue(plain: text, line: 1).content else {
      return CanonicalJSON.encode(text)
    }
    return text
  }
}
