import Files
import Settings

/// Puts parameters' values in the place of `$name`.
///
/// A text that is nothing but `$name` becomes the value with its type; inside a longer text the
/// value's word is put in. `${name}` ends a name where letters follow, `$$` is a dollar.
struct ParameterValues {
  private let values: [String: StructuredValue]

  init(_ parameters: [StructuredValue.Member]) {
    values = Dictionary(
      parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
  }

  func put(into tree: StructuredValue, path: String) throws(SkysortError) -> StructuredValue {
    switch tree.content {
    case .mapping(let members):
      var changed: [StructuredValue.Member] = []
      for member in members {
        changed.append(.init(name: member.name, value: try put(into: member.value, path: path)))
      }
      return StructuredValue(.mapping(changed), line: tree.line)
    case .sequence(let elements):
      var changed: [StructuredValue] = []
      for element in elements { changed.append(try put(into: element, path: path)) }
      return StructuredValue(.sequence(changed), line: tree.line)
    case .text(let text) where text.contains("$"):
      return try put(into: text, line: tree.line, path: path)
    default: return tree
    }
  }

  private func put(
    into text: String, line: Int, path: String
  ) throws(SkysortError) -> StructuredValue {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      rest = rest[rest.index(after: start)...]
      if rest.first == "$" {
        result += "$"
        rest = rest.dropFirst()
        continue
      }
      let name = Self.name(&rest)
      guard let value = values[name] else {
        throw SkysortError(
          path: path, location: "line \(line)",
          problem: "uses the parameter '$\(name)', which is not declared",
          fix: values.isEmpty
            ? "Declare it under 'parameters'."
            : Spelling.advice(for: name, among: Array(values.keys)))
      }
      if result.isEmpty, rest.isEmpty { return StructuredValue(value.content, line: line) }
      result += value.word ?? ""
    }
    return StructuredValue(.text(result + rest), line: line)
  }

  /// Takes a name off a text's beginning.
  private static func name(_ rest: inout Substring) -> String {
    if rest.first == "{", let end = rest.firstIndex(of: "}") {
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[rest.index(after: rest.startIndex)..<end])
    }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest[name.endIndex...]
    return String(name)
  }
}

extension StructuredValue {
  /// With dollars doubled, so that putting parameters in gives back this tree.
  var escaped: StructuredValue {
    switch content {
    case .mapping(let members):
      StructuredValue(
        .mapping(members.map { .init(name: $0.name, value: $0.value.escaped) }), line: line)
    case .sequence(let elements): StructuredValue(.sequence(elements.map(\.escaped)), line: line)
    case .text(let text) where text.contains("$"):
      StructuredValue(
        .text(
          text.split(separator: "$", omittingEmptySubsequences: false)
            .joined(separator: "$$")), line: line)
    default: self
    }
  }
}
