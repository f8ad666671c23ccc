import Yams

/// Reads YAML the strict way.
///
/// The 1.2 core schema only: `NO` is a text and not false, `1e3` a number and not a text. One
/// document; names are texts and unique; size, depth and aliases are bounded before anything is
/// built, so that no small file can grow large in memory.
enum YAMLReader {
  /// Bytes.
  static let maximumSize = 1 << 20
  static let maximumAliases = 16
  static let maximumDepth = 64
  static let maximumValues = 100_000

  static func read(
    _ text: String, maximumAliases: Int = maximumAliases
  ) throws(SettingsProblem) -> StructuredValue {
    guard text.utf8.count <= maximumSize else {
      throw SettingsProblem(
        problem: "has \(text.utf8.count) bytes; settings may have at most \(maximumSize)",
        fix: "Is this the right file?", line: nil)
    }
    let aliases = countAliases(text)
    guard aliases <= maximumAliases else {
      throw SettingsProblem(
        problem: "uses \(aliases) aliases; at most \(maximumAliases) are allowed",
        fix: "Write the values out.", line: nil)
    }
    guard let root = try compose(text) else {
      throw SettingsProblem(problem: "holds no settings", line: nil)
    }
    var budget = maximumValues
    return try convert(root, depth: 0, budget: &budget)
  }

  private static func compose(_ text: String) throws(SettingsProblem) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw explain(error)
    } catch {
      throw SettingsProblem(problem: "is not a valid YAML: \(error)", line: nil)
    }
  }

  private static func explain(_ error: YamlError) -> SettingsProblem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      SettingsProblem(problem: "is not a valid YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let duplicates, let context):
      SettingsProblem(
        problem: "sets \(duplicates.sorted().joined(separator: ", ")) more than once",
        fix: "Keep one.", line: context.mark.line)
    default:
      SettingsProblem(problem: "is not a valid YAML: \(error)", line: nil)
    }
  }

  /// How many tokens look like `*name`, outside comments.
  private static func countAliases(_ text: String) -> Int {
    var count = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      var previous = UInt8(ascii: " ")
      var isStar = false
      for byte in line {
        if byte == UInt8(ascii: "#") && previous == UInt8(ascii: " ") { break }
        if isStar && byte > 0x20 { count += 1 }
        isStar = byte == UInt8(ascii: "*") && " [{,:-?\t\r".utf8.contains(previous)
        previous = byte
      }
    }
    return count
  }

  private static func convert(
    _ node: Node, depth: Int, budget: inout Int
  ) throws(SettingsProblem) -> StructuredValue {
    let line = node.mark?.line ?? 1
    budget -= 1
    guard depth <= maximumDepth, budget >= 0 else {
      throw SettingsProblem(
        problem: depth > maximumDepth
          ? "is nested more than \(maximumDepth) deep" : "holds more than \(maximumValues) values",
        line: line)
    }
    switch node {
    case .scalar(let scalar):
      return StructuredValue(
        content: content(of: scalar), line: line, written: scalar.string)
    case .sequence(let sequence):
      var values: [StructuredValue] = []
      for element in sequence {
        values.append(try convert(element, depth: depth + 1, budget: &budget))
      }
      return StructuredValue(content: .sequence(values), line: line)
    case .mapping(let mapping):
      var members: [StructuredValue.Member] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          throw SettingsProblem(problem: "has a name that is not a text", line: line)
        }
        let converted = try convert(value, depth: depth + 1, budget: &budget)
        members.append(.init(name: name.string, value: converted))
      }
      return StructuredValue(content: .mapping(members), line: line)
    case .alias:
      throw SettingsProblem(problem: "refers to itself", line: line)
    }
  }

  private static func content(of scalar: Node.Scalar) -> StructuredValue.Content {
    guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
    return PlainScalar.content(of: scalar.string)
  }
}

/// The meaning of an unquoted word in YAML's 1.2 core schema, less octal and hexadecimal.
enum PlainScalar {
  static func content(of text: String) -> StructuredValue.Content {
    switch text {
    case "", "~", "null": return .nothing
    case "true": return .truth(true)
    case "false": return .truth(false)
    default: break
    }
    guard let first = text.utf8.first(where: { $0 != 0x2b && $0 != 0x2d }),
      (0x30...0x39).contains(first) || first == UInt8(ascii: "."),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) })
    else { return .text(text) }
    if let integer = Int(text) { return .integer(integer) }
    if let number = Double(text), number.isFinite { return .number(number) }
    return .text(text)
  }
}
