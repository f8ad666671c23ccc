import Files

/// Reads the answer to a call; whatever is not plainly one is refused.
struct XMLRPCReader: ~Copyable {
  struct Damage: Error, Equatable {
    let problem: String
  }

  /// The answer's own three elements, then three for each of 16 values in each other.
  private static let maximumDepth = 3 + 3 * 16
  private var document: XMLReader
  /// What comes next; `nil` behind the end.
  private var node: XMLReader.Node?

  /// The answer's value.
  ///
  /// - Throws: ``Damage`` for anything else, and for a fault, whose text it holds.
  static func answer(_ bytes: [UInt8]) throws(Damage) -> XMLRPCValue {
    var reader = try XMLRPCReader(bytes)
    try reader.advance()
    try reader.open("methodResponse")
    let isFault = try reader.isAt("fault")
    let value = isFault ? try reader.fault() : try reader.parameter()
    try reader.close("methodResponse")
    try reader.skipBlanks()
    guard isFault else { return value }
    throw Damage(problem: value.map?["faultString"]?.text ?? "the hub reports a fault")
  }

  private init(_ bytes: [UInt8]) throws(Damage) {
    do throws(XMLReader.Damage) {
      document = try XMLReader(
        bytes, maximumSize: HubConnection.maximumAnswer, maximumDepth: Self.maximumDepth)
    } catch {
      throw Damage(problem: error.problem)
    }
  }

  private mutating func fault() throws(Damage) -> XMLRPCValue {
    try open("fault")
    let value = try value()
    try close("fault")
    return value
  }

  private mutating func parameter() throws(Damage) -> XMLRPCValue {
    try open("params")
    try open("param")
    let value = try value()
    try close("param")
    try close("params")
    return value
  }

  private mutating func value() throws(Damage) -> XMLRPCValue {
    try open("value")
    let text = try text().drop(while: \.isWhitespace)
    let value: XMLRPCValue
    if text.isEmpty, case .start(let kind) = node {
      value = try typed(kind)
    } else {
      value = .text(String(text))
    }
    try close("value")
    return value
  }

  private mutating func typed(_ kind: String) throws(Damage) -> XMLRPCValue {
    switch kind {
    case "struct": return try map()
    case "array": return try list()
    // Numbers as others may send them.
    case "string", "i4", "int", "boolean", "double":
      try open(kind)
      let content = try text()
      try close(kind)
      return .text(content)
    default: throw Damage(problem: "it has a value of an unknown kind")
    }
  }

  private mutating func map() throws(Damage) -> XMLRPCValue {
    try open("struct")
    var members: [String: XMLRPCValue] = [:]
    while try isAt("member") {
      try open("member")
      try open("name")
      let name = try text()
      try close("name")
      members[name] = try value()
      try close("member")
    }
    try close("struct")
    return .map(members)
  }

  private mutating func list() throws(Damage) -> XMLRPCValue {
    try open("array")
    try open("data")
    var values: [XMLRPCValue] = []
    while try isAt("value") { values.append(try value()) }
    try close("data")
    try close("array")
    return .list(values)
  }

  // MARK: Nodes

  private mutating func advance() throws(Damage) {
    do throws(XMLReader.Damage) {
      node = try document.next()
    } catch {
      throw Damage(problem: error.problem)
    }
  }

  private mutating func skipBlanks() throws(Damage) {
    while case .text(let text) = node, text.allSatisfy(\.isWhitespace) { try advance() }
  }

  private mutating func isAt(_ name: String) throws(Damage) -> Bool {
    try skipBlanks()
    return node == .start(name)
  }

  private mutating func open(_ name: String) throws(Damage) {
    guard try isAt(name) else { throw Damage(problem: "it lacks <\(name)>") }
    try advance()
  }

  private mutating func close(_ name: String) throws(Damage) {
    try skipBlanks()
    guard node == .end(name) else { throw Damage(problem: "it lacks </\(name)>") }
    try advance()
  }

  private mutating func text() throws(Damage) -> String {
    var content = ""
    while case .text(let text) = node {
      content += text
      try advance()
    }
    return content
  }
}
