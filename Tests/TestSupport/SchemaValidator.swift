public import Settings

/// Checks values by JSON Schema 2020-12, as far as our schemas use it; a keyword that is not known
/// here is a mistake in the schema.
public struct SchemaValidator {
  private let root: StructuredValue
  private static let annotations: Set = ["$schema", "$defs", "title", "description"]

  public init(_ root: StructuredValue) { self.root = root }

  /// - Parameter json: The schema's text.
  public init(json: String) throws {
    root = try JSONReader.read(Array(json.utf8)[...], path: "schema")
  }

  /// What is wrong with a value; empty where nothing is.
  public func mistakes(in value: StructuredValue) -> [String] {
    mistakes(in: value, root, at: "")
  }

  /// What is wrong with a text of JSON by one of the schema's definitions.
  public func mistakes(inJSON text: String, _ definition: String) -> [String] {
    guard let schema = root["$defs"]?[definition] else { return ["no definition \(definition)"] }
    do {
      let value = try JSONReader.read(Array(text.utf8)[...], path: "output")
      return mistakes(in: value, schema, at: "")
    } catch {
      return ["\(error): \(text.prefix(200))"]
    }
  }

  /// The names at the root of what a definition describes, of all its forms.
  public func keys(of definition: String) -> [String] {
    guard let schema = root["$defs"]?[definition] else { return [] }
    let forms = schema["anyOf"]?.elements ?? [schema]
    return forms.flatMap { form in (form["properties"]?.members ?? []).map(\.name) }
  }

  private func mistakes(
    in value: StructuredValue, _ schema: StructuredValue, at place: String
  ) -> [String] {
    guard case .mapping(let keywords) = schema.content else { return ["\(place): no schema"] }
    return keywords.flatMap { keyword in
      mistakes(in: value, keyword.name, keyword.value, schema, at: place)
    }
  }

  private func mistakes(
    in value: StructuredValue, _ keyword: String, _ argument: StructuredValue,
    _ schema: StructuredValue, at place: String
  ) -> [String] {
    switch keyword {
    case "type":
      let types = argument.elements.compactMap(\.word) + [argument.word].compactMap(\.self)
      return types.contains { value.isOf(type: $0) } ? [] : ["\(place): no \(types)"]
    case "const": return value.content == argument.content ? [] : ["\(place): not the constant"]
    case "enum":
      let isOne = argument.elements.contains { $0.content == value.content }
      return isOne ? [] : ["\(place): no word of the list"]
    case "minimum": return check(value, place) { $0 >= argument.real }
    case "maximum": return check(value, place) { $0 <= argument.real }
    case "exclusiveMinimum": return check(value, place) { $0 > argument.real }
    case "pattern":
      guard case .text(let text) = value.content, let pattern = argument.word else { return [] }
      return matches(text, pattern) ? [] : ["\(place): '\(text)' does not match \(pattern)"]
    case "items":
      return value.elements.enumerated().flatMap { index, element in
        mistakes(in: element, argument, at: "\(place)[\(index)]")
      }
    case "required":
      return argument.elements.compactMap(\.word)
        .filter { value.isMapping && value[$0] == nil }.map { "\(place).\($0): missing" }
    case "properties", "patternProperties", "additionalProperties":
      return members(value, keyword, argument, schema, at: place)
    case "anyOf":
      let results = argument.elements.map { mistakes(in: value, $0, at: place) }
      return results.contains(where: \.isEmpty) ? [] : ["\(place): none of"] + results.joined()
    case "$ref": return mistakes(in: value, definition(argument), at: place)
    default:
      return Self.annotations.contains(keyword) ? [] : ["\(place): unknown keyword \(keyword)"]
    }
  }

  private func members(
    _ value: StructuredValue, _ keyword: String, _ argument: StructuredValue,
    _ schema: StructuredValue, at place: String
  ) -> [String] {
    value.members.flatMap { member -> [String] in
      let own = schema["properties"]?[member.name]
      let patterns = (schema["patternProperties"]?.members ?? []).filter {
        matches(member.name, $0.name)
      }
      let inner = "\(place).\(member.name)"
      switch keyword {
      case "properties": return own.map { mistakes(in: member.value, $0, at: inner) } ?? []
      case "patternProperties":
        return patterns.flatMap { mistakes(in: member.value, $0.value, at: inner) }
      default:
        guard own == nil, patterns.isEmpty else { return [] }
        if argument.content == .truth(false) { return ["\(inner): not known"] }
        return mistakes(in: member.value, argument, at: inner)
      }
    }
  }

  private func check(
    _ value: StructuredValue, _ place: String, _ holds: (Double) -> Bool
  ) -> [String] {
    guard value.isOf(type: "number") else { return [] }
    return holds(value.real) ? [] : ["\(place): \(value.real) is out of range"]
  }

  private func matches(_ text: String, _ pattern: String) -> Bool {
    guard let expression = try? Regex(pattern) else { return false }
    return text.firstMatch(of: expression) != nil
  }

  private func definition(_ reference: StructuredValue) -> StructuredValue {
    let name = reference.word?.split(separator: "/").last.map(String.init) ?? ""
    return root["$defs"]?[name] ?? StructuredValue(.nothing, line: 1)
  }
}

extension StructuredValue {

  fileprivate var elements: [StructuredValue] {
    if case .sequence(let elements) = content { elements } else { [] }
  }

  fileprivate var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  fileprivate var real: Double {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: .nan
    }
  }

  fileprivate func isOf(type: String) -> Bool {
    switch (type, content) {
    case ("object", .mapping), ("array", .sequence), ("string", .text), ("integer", .integer),
      ("number", .integer), ("number", .number), ("boolean", .truth), ("null", .nothing):
      true
    default: false
    }
  }
}
