/// Gives a tree to a `Decodable` type, and refuses names the type does not ask for.
struct StrictDecoder: Decoder {
  let value: StructuredValue
  let codingPath: [any CodingKey]
  /// Of the whole text.
  let formerNames: FormerNames.Uses
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// - Parameter path: For what is said of former names; nothing is where it is `nil`.
  static func decode<Decoded: Decodable>(
    _ type: Decoded.Type, from value: StructuredValue, path: String?
  ) throws(SettingsProblem) -> Decoded {
    let names = FormerNames.Uses()
    defer { if let path { names.tell(path: path) } }
    do {
      return try StrictDecoder(value: value, codingPath: [], formerNames: names).decode(type)
    } catch let problem as SettingsProblem {
      throw problem
    } catch let error as DecodingError {
      throw explain(error, in: value)
    } catch {
      throw SettingsProblem(problem: "cannot be understood: \(error)", line: nil)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let known = (type as? any CaseIterable.Type).map(names) ?? []
    return try container(type, known: known) { Key(stringValue: $0) != nil }
  }

  /// The members of a mapping whose names are known only when it is read.
  func members(named names: [String]) throws -> KeyedDecodingContainer<AnyName> {
    try container(AnyName.self, known: names, isKnown: names.contains)
  }

  private func container<Key: CodingKey>(
    _ type: Key.Type, known: [String], isKnown: (String) -> Bool
  ) throws -> KeyedDecodingContainer<Key> {
    guard case .mapping(let written) = value.content else { throw mismatch("a mapping") }
    let members = FormerNames.renaming(written, uses: formerNames, isKnown: isKnown)
    for member in members where !isKnown(member.name) {
      throw SettingsProblem(
        problem: "has the unknown name '\(member.name)'",
        fix: known.isEmpty ? "Remove it." : Spelling.advice(for: member.name, among: known),
        line: member.value.line, steps: codingPath.map(SettingsStep.init), unknown: member.name)
    }
    let renamed = StrictDecoder(
      value: StructuredValue(.mapping(members), line: value.line), codingPath: codingPath,
      formerNames: formerNames)
    return KeyedDecodingContainer(MemberContainer<Key>(decoder: renamed, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .sequence(let elements) = value.content else { throw mismatch("a list") }
    return ElementContainer(decoder: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    ValueContainer(decoder: self)
  }

  private func names(_ type: any CaseIterable.Type) -> [String] {
    func list<Cases: CaseIterable>(_ type: Cases.Type) -> [String] {
      type.allCases.compactMap { ($0 as? any CodingKey)?.stringValue }
    }
    return list(type)
  }
}

extension StrictDecoder {
  /// The decoder of a part of this one's value.
  func part(_ value: StructuredValue, key: any CodingKey) -> StrictDecoder {
    StrictDecoder(value: value, codingPath: codingPath + [key], formerNames: formerNames)
  }

  func mismatch(_ expected: String) -> SettingsProblem {
    SettingsProblem(
      problem: "needs \(expected), found \(value.explanation)", line: value.line,
      steps: codingPath.map(SettingsStep.init))
  }

  func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded {
    // Numbers and texts decode themselves through a single value container.
    try Decoded(from: self)
  }

  func text() throws -> String {
    guard case .text(let text) = value.content else { throw mismatch("a text (in quotes?)") }
    return text
  }

  func truth() throws -> Bool {
    guard case .truth(let truth) = value.content else { throw mismatch("true or false") }
    return truth
  }

  func number() throws -> Double {
    switch value.content {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw mismatch("a number")
    }
  }

  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
    guard case .integer(let integer) = value.content else { throw mismatch("a whole number") }
    guard let exact = Integer(exactly: integer) else {
      throw mismatch("a whole number in \(Integer.min)...\(Integer.max)")
    }
    return exact
  }
}

/// A type's own diagnostic, with the line of the value it is about.
private func explain(_ error: DecodingError, in root: StructuredValue) -> SettingsProblem {
  switch error {
  case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
    return SettingsProblem(
      problem: context.debugDescription, line: line(of: context.codingPath, in: root),
      steps: context.codingPath.map(SettingsStep.init))
  case .keyNotFound(let key, let context):
    return SettingsProblem(
      problem: "lacks '\(key.stringValue)'", line: line(of: context.codingPath, in: root),
      steps: context.codingPath.map(SettingsStep.init), missing: key.stringValue)
  @unknown default:
    return SettingsProblem(problem: "cannot be understood: \(error)", line: nil)
  }
}

private func line(of path: [any CodingKey], in root: StructuredValue) -> Int {
  var value = root
  for key in path {
    if case .sequence(let elements) = value.content, let index = key.intValue,
      elements.indices.contains(index)
    {
      value = elements[index]
    } else if let member = value[key.stringValue] {
      value = member
    }
  }
  return value.line
}
