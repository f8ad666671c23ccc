import Files

/// A tree of settings as a person or a program wrote it, before it means anything.
public struct StructuredValue: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case mapping([Member])
    case sequence([StructuredValue])
    case text(String)
    case integer(Int)
    case number(Double)
    case truth(Bool)
    case nothing
  }

  /// One name and its value; names in a mapping are unique.
  public struct Member: Sendable, Hashable {
    public let name: String
    public let value: StructuredValue

    public init(name: String, value: StructuredValue) {
      self.name = name
      self.value = value
    }
  }

  public let content: Content
  /// Counted from 1.
  public let line: Int
  /// An unquoted word of YAML as it was written: `1e3`, `NO`.
  let written: String?
  /// Of an element that is passed over, for it is known to be wrong.
  var isOmitted = false

  init(content: Content, line: Int, written: String? = nil) {
    self.content = content
    self.line = line
    self.written = written
  }

  public init(_ content: Content, line: Int) { self.init(content: content, line: line) }

  /// What an unquoted word of YAML stands for: `12`, `true`, `faint`.
  public init(plain word: String, line: Int) {
    self.init(content: PlainScalar.content(of: word), line: line, written: word)
  }

  /// The value as its author wrote it, whatever it looks like; `nil` for a mapping or a list.
  public var word: String? {
    switch content {
    case .mapping, .sequence: nil
    case .text(let text): text
    case .integer(let integer): written ?? "\(integer)"
    case .number(let number): written ?? "\(number)"
    case .truth(let truth): written ?? "\(truth)"
    case .nothing: written ?? ""
    }
  }

  /// What this is, for messages: `the text 'yes'`.
  public var explanation: String {
    switch content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .text(let text): "the text '\(text.prefix(40))'"
    case .integer(let integer): "the whole number \(integer)"
    case .number(let number): "the number \(number)"
    case .truth(let truth): "\(truth)"
    case .nothing: "nothing"
    }
  }

  /// Of a mapping; none of anything else.
  public var members: [Member] {
    if case .mapping(let members) = content { members } else { [] }
  }

  /// The member of a mapping with this name.
  public subscript(_ name: String) -> StructuredValue? {
    guard case .mapping(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }
}

/// A tree that cannot be read, and where.
struct SettingsProblem: Error, Hashable {
  let problem: String
  var fix = ""
  /// Counted from 1; `nil` where the whole text is meant.
  let line: Int?
  /// From the root to the value that is wrong, or that lacks or has a name.
  var steps: [SettingsStep] = []
  /// A name that is missing there.
  var missing: String?
  /// A name that nobody knows there.
  var unknown: String?

  /// Line and names, for messages; empty where the whole text is meant.
  var place: String {
    let keyPath = steps.map(\.description).joined(separator: ".")
    return [line.map { "line \($0)" } ?? "", keyPath].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  func error(path: String) -> SkysortError {
    SkysortError(path: path, location: place, problem: problem, fix: fix)
  }
}

/// A name of a mapping, or an element of a list.
enum SettingsStep: Hashable, CustomStringConvertible {
  case name(String)
  /// Counted from 0.
  case item(Int)

  init(_ key: any CodingKey) {
    self = key.intValue.map(SettingsStep.item) ?? .name(key.stringValue)
  }

  var description: String {
    switch self {
    case .name(let name): name
    case .item(let index): "item \(index + 1)"
    }
  }
}
