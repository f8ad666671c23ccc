import Settings

/// A tree as YAML for people: mappings in blocks, everything else as JSON writes it.
enum PlainYAML {
  static func text(_ tree: StructuredValue) -> String {
    lines(tree, indent: "").joined(separator: "\n") + "\n"
  }

  private static func lines(_ tree: StructuredValue, indent: String) -> [String] {
    tree.members.flatMap { member -> [String] in
      let head = "\(indent)\(name(member.name)):"
      guard !member.value.members.isEmpty else {
        return ["\(head) \(CanonicalJSON.encode(member.value))"]
      }
      return [head] + lines(member.value, indent: indent + "  ")
    }
  }

  /// Bare where it cannot be taken for anything else.
  private static func name(_ name: String) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || "-_".contains($0)) }
    let isWord = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
      .contains(name.lowercased())
    return isPlain && !isWord && !name.hasPrefix("-") && !name.isEmpty
      ? name : CanonicalJSON.encode(name)
  }
}
