import Yams

/// YAML from strangers: bounded in size, depth and aliases before anything is built from it.
enum StrictYAML {
  static let longestText = 1 << 20
  private static let deepestNesting = 64
  private static let mostNodes = 100_000

  /// - Parameter path: For messages.
  /// - Throws: ``TableError`` for what is no YAML, has a key twice, or breaks a bound.
  static func compose(_ text: String, path: String) throws(TableError) -> Node {
    guard text.utf8.count <= longestText else {
      throw failure(path, "\(text.utf8.count) bytes of YAML, more than the 1 MiB that is read")
    }
    try checkNesting(text, path)
    let node: Node
    do {
      guard let composed = try Yams.compose(yaml: text) else {
        throw failure(path, "the YAML is empty")
      }
      node = composed
    } catch let error as TableError {
      throw error
    } catch {
      throw failure(path, sentence(error))
    }
    try checkSize(node, path)
    return node
  }

  private static func failure(
    _ path: String, line: Int? = nil, _ problem: String
  ) -> TableError {
    TableError(
      path: path, location: line.map { "line \($0)" }, problem: problem,
      fix: "Correct the YAML.")
  }

  /// A parser's message on one line.
  private static func sentence(_ error: any Error) -> String {
    let words = String(describing: error).split(whereSeparator: \.isWhitespace)
    return "no valid YAML: " + words.joined(separator: " ").prefix(200)
  }

  /// Refuses deep nesting by its marks, as parsing it would use up the stack.
  private static func checkNesting(_ text: String, _ path: String) throws(TableError) {
    var depth = 0
    for (index, line) in text.utf8.split(separator: Ascii.newline, omittingEmptySubsequences: false)
      .enumerated()
    {
      let indentation = line.prefix { " -?:\t".utf8.contains($0) }.count
      for byte in line {
        if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
        if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
      }
      let colons = line.count { $0 == UInt8(ascii: "?") }
      guard depth <= deepestNesting, indentation <= 4 * deepestNesting,
        colons <= 4 * deepestNesting
      else { throw failure(path, line: index + 1, "the YAML is nested too deeply") }
    }
  }

  /// Counts nodes as often as aliases repeat them, without visiting more than allowed.
  private static func checkSize(_ root: Node, _ path: String) throws(TableError) {
    var pending = [(node: root, depth: 0)]
    var count = 0
    while let (node, depth) = pending.popLast() {
      count += 1
      guard count <= mostNodes, depth <= deepestNesting else {
        throw failure(path, "the YAML holds too much, perhaps by aliases of aliases")
      }
      switch node {
      case .sequence(let sequence):
        for child in sequence { pending.append((child, depth + 1)) }
      case .mapping(let mapping):
        for (key, value) in mapping {
          pending.append((key, depth + 1))
          pending.append((value, depth + 1))
        }
      default: break
      }
      guard pending.count <= mostNodes else {
        throw failure(path, "the YAML holds too much, perhaps by aliases of aliases")
      }
    }
  }
}
