import Yams

/// A YAML mapping whose every key must be asked for.
///
/// Values are taken as what the caller wants, never by what they look like: `NO` stays text.
struct StrictMapping {
  let path: String
  /// What the mapping describes, for messages.
  let subject: String
  private let entries: [(key: String, node: Node)]
  private let line: Int?
  private var asked: [String] = []

  init(_ node: Node, subject: String, path: String) throws(TableError) {
    self.path = path
    self.subject = subject
    line = node.mark?.line
    guard case .mapping(let mapping) = node else {
      throw Self.error(path, node, "\(subject) must be a mapping of keys to values")
    }
    var entries: [(String, Node)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw Self.error(path, key, "a key of \(subject) is no plain word")
      }
      entries.append((scalar.string, value))
    }
    self.entries = entries
  }

  /// The keys, in file order.
  var keys: [String] { entries.map(\.key) }

  mutating func node(_ key: String) -> Node? {
    asked.append(key)
    return entries.first { $0.key == key }?.node
  }

  mutating func string(_ key: String) throws(TableError) -> String? {
    guard let node = node(key) else { return nil }
    return try text(node, key)
  }

  mutating func requiredString(_ key: String) throws(TableError) -> String {
    guard let value = try string(key) else { throw missing(key) }
    return value
  }

  mutating func number(_ key: String) throws(TableError) -> Double? {
    guard let node = node(key) else { return nil }
    return try number(node, key)
  }

  /// One of the words of a choice.
  mutating func optional<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(TableError) -> Choice? where Choice.RawValue == String {
    guard let node = node(key) else { return nil }
    let word = try text(node, key)
    guard let choice = Choice(rawValue: word) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(node, "\(key) must be one of \(known), found '\(word)'")
    }
    return choice
  }

  mutating func required<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(TableError) -> Choice where Choice.RawValue == String {
    guard let choice: Choice = try optional(key) else { throw missing(key) }
    return choice
  }

  mutating func flag(_ key: String) throws(TableError) -> Bool? {
    guard let node = node(key) else { return nil }
    switch try text(node, key) {
    case "true": return true
    case "false": return false
    case let other: throw error(node, "\(key) must be true or false, found '\(other)'")
    }
  }

  /// One word, or a list of them.
  mutating func strings(_ key: String) throws(TableError) -> [String] {
    var result: [String] = []
    for node in try nodes(key) { result.append(try text(node, key)) }
    return result
  }

  mutating func numbers(_ key: String) throws(TableError) -> [Double] {
    var result: [Double] = []
    for node in try nodes(key) { result.append(try number(node, key)) }
    return result
  }

  mutating func nodes(_ key: String) throws(TableError) -> [Node] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else { return [node] }
    return Array(sequence)
  }

  mutating func mapping(_ key: String) throws(TableError) -> StrictMapping? {
    guard let node = node(key) else { return nil }
    return try StrictMapping(node, subject: key, path: path)
  }

  /// Refuses keys nobody asked for, with the nearest one that is known.
  func finish() throws(TableError) {
    for (key, node) in entries where !asked.contains(key) {
      let known = Set(asked).sorted()
      let guess = DidYouMean.nearest(to: key, among: known)
      throw Self.error(
        path, node, "\(subject) has no key '\(key)'",
        fix: guess.map { "Did you mean '\($0)'?" } ?? "Known are \(known.joined(separator: ", ")).")
    }
  }

  private func text(_ node: Node, _ key: String) throws(TableError) -> String {
    guard case .scalar(let scalar) = node else { throw error(node, "\(key) must be one value") }
    return scalar.string
  }

  private func number(_ node: Node, _ key: String) throws(TableError) -> Double {
    let text = try text(node, key)
    guard let value = Double(text), value.isFinite else {
      throw error(node, "\(key) must be a number, found '\(text)'")
    }
    return value
  }

  func missing(_ key: String) -> TableError {
    TableError(
      path: path, location: line.map { "line \($0)" }, problem: "\(subject) lacks '\(key)'",
      fix: "Add it.")
  }

  func error(_ node: Node, _ problem: String) -> TableError { Self.error(path, node, problem) }

  private static func error(
    _ path: String, _ node: Node, _ problem: String, fix: String = "Correct the YAML."
  ) -> TableError {
    TableError(
      path: path, location: node.mark.map { "line \($0.line)" }, problem: problem, fix: fix)
  }
}
