import Files

/// One setting of a group: what it is called, what it may be, what it is for, and where it is kept.
///
/// Written once, it is read from YAML and JSON, written to records, described by the schema of
/// pipelines, told by `skysort settings`, and filled in from a recipe where a user does not state
/// it.
public struct Setting<Group: SendableMetatype>: Sendable {
  /// As YAML and JSON have it.
  public let name: String
  public let form: SettingForm
  /// A sentence.
  public let help: String
  /// Whether it must be stated.
  public private(set) var isRequired = false
  let read: @Sendable (inout Group, KeyedDecodingContainer<AnyName>) throws -> Void
  let write: @Sendable (Group, inout KeyedEncodingContainer<AnyName>) throws -> Void
  let copy: @Sendable (Group, inout Group) -> Void
  let text: @Sendable (Group) -> String
}

extension Setting {
  /// The same, but it must be stated.
  public var required: Setting {
    var setting = self
    setting.isRequired = true
    return setting
  }

  /// A setting that is stated in one form and kept in another; it is read, and not written back.
  ///
  /// - Parameter keep: Puts what is stated where it belongs; what it throws is told with the
  ///   setting's line.
  public static func reading<Stated: Decodable & SendableMetatype>(
    _ name: String, _ form: SettingForm, _ help: String,
    keep: @escaping @Sendable (inout Group, Stated) throws -> Void
  ) -> Setting {
    let key = AnyName(stringValue: name)
    return Setting(
      name: name, form: form, help: help,
      read: { group, values in
        guard let stated = try values.decodeIfPresent(Stated.self, forKey: key) else { return }
        guard form.allows(stated) else {
          throw values.diagnostic(key, "must be \(form), found \(stated)")
        }
        do {
          try keep(&group, stated)
        } catch let error as SkysortError {
          throw values.diagnostic(key, [error.problem, error.fix].joined(separator: ". "))
        }
      },
      write: { _, _ in }, copy: { _, _ in }, text: { _ in "" })
  }

  private init<Value: Codable & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Group, Value> & Sendable, _ form: SettingForm,
    _ help: String, check: @escaping @Sendable (Value) -> Bool
  ) {
    let key = AnyName(stringValue: name)
    self.init(
      name: name, form: form, help: help,
      read: { group, values in
        if let value = try Self.value(key, values, form, check) { group[keyPath: path] = value }
      },
      write: { group, values in try values.encode(group[keyPath: path], forKey: key) },
      copy: { from, to in to[keyPath: path] = from[keyPath: path] },
      text: { Self.text($0[keyPath: path]) })
  }

  private init<Value: Codable & SendableMetatype>(
    optional name: String, _ path: any WritableKeyPath<Group, Value?> & Sendable,
    _ form: SettingForm, _ help: String, check: @escaping @Sendable (Value) -> Bool
  ) {
    let key = AnyName(stringValue: name)
    self.init(
      name: name, form: form, help: help,
      read: { group, values in
        if let value = try Self.value(key, values, form, check) { group[keyPath: path] = value }
      },
      write: { group, values in try values.encodeIfPresent(group[keyPath: path], forKey: key) },
      copy: { from, to in to[keyPath: path] = from[keyPath: path] },
      text: { $0[keyPath: path].map(Self.text) ?? "none" })
  }

  /// What is stated; `nil` where nothing is.
  private static func value<Value: Codable>(
    _ key: AnyName, _ values: KeyedDecodingContainer<AnyName>, _ form: SettingForm,
    _ check: (Value) -> Bool
  ) throws -> Value? {
    guard let value = try values.decodeIfPresent(Value.self, forKey: key) else { return nil }
    guard check(value) else {
      throw values.diagnostic(key, "must be \(form), found \(text(value))")
    }
    return value
  }

  private static func text(_ value: some Encodable) -> String {
    let json = CanonicalJSON.encode(value)
    let isWord =
      json.count > 2 && json.hasPrefix("\"") && !json.dropFirst().dropLast().contains("\"")
    return isWord ? String(json.dropFirst().dropLast()) : json
  }

  // MARK: Kinds of values

  /// A whole number.
  public static func count(
    _ name: String, _ path: any WritableKeyPath<Group, Int> & Sendable, in range: ClosedRange<Int>,
    _ help: String
  ) -> Setting {
    Setting(name, path, .count(range), help) { range.contains($0) }
  }

  public static func seed(
    _ name: String, _ path: any WritableKeyPath<Group, UInt64> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .count(0...Int.max), help) { _ in true }
  }

  public static func number(
    _ name: String, _ path: any WritableKeyPath<Group, Double> & Sendable, _ range: NumberRange,
    _ help: String
  ) -> Setting {
    Setting(name, path, .number(range), help) { range.contains($0) }
  }

  public static func number(
    _ name: String, _ path: any WritableKeyPath<Group, Float> & Sendable, _ range: NumberRange,
    _ help: String
  ) -> Setting {
    Setting(name, path, .number(range), help) { range.contains(Double($0)) }
  }

  /// A number that may be left out.
  public static func number(
    _ name: String, _ path: any WritableKeyPath<Group, Double?> & Sendable, _ range: NumberRange,
    _ help: String
  ) -> Setting {
    Setting(optional: name, path, .number(range), help) { range.contains($0) }
  }

  public static func truth(
    _ name: String, _ path: any WritableKeyPath<Group, Bool> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .truth, help) { _ in true }
  }

  /// One of some words.
  public static func word<Value: SettingsWord & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Group, Value> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .word(Value.allCases.map(\.rawValue)), help) { _ in true }
  }

  /// One of some numbers.
  public static func choice(
    _ name: String, _ path: any WritableKeyPath<Group, Int> & Sendable, of values: [Int],
    _ help: String
  ) -> Setting {
    Setting(name, path, .choice(values), help) { values.contains($0) }
  }

  public static func choice(
    _ name: String, _ path: any WritableKeyPath<Group, Int?> & Sendable, of values: [Int],
    _ help: String
  ) -> Setting {
    Setting(optional: name, path, .choice(values), help) { values.contains($0) }
  }

  /// A text.
  public static func text(
    _ name: String, _ path: any WritableKeyPath<Group, String> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .text, help) { _ in true }
  }

  public static func text(
    _ name: String, _ path: any WritableKeyPath<Group, String?> & Sendable, _ help: String
  ) -> Setting {
    Setting(optional: name, path, .text, help) { _ in true }
  }

  /// A list of texts.
  public static func texts(
    _ name: String, _ path: any WritableKeyPath<Group, [String]> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .texts, help) { _ in true }
  }

  public static func texts(
    _ name: String, _ path: any WritableKeyPath<Group, [String]?> & Sendable, _ help: String
  ) -> Setting {
    Setting(optional: name, path, .texts, help) { _ in true }
  }

  /// Settings of their own, or values that check themselves.
  public static func part<Value: Codable & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Group, Value> & Sendable, _ help: String
  ) -> Setting {
    Setting(name, path, .part, help) { _ in true }
  }

  public static func part<Value: Codable & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Group, Value?> & Sendable, _ help: String
  ) -> Setting {
    Setting(optional: name, path, .part, help) { _ in true }
  }
}

/// What a setting may be.
public enum SettingForm: Sendable, CustomStringConvertible {
  case count(ClosedRange<Int>)
  case number(NumberRange)
  case truth
  case word([String])
  case choice([Int])
  case text
  case texts
  /// Checked by its own reader.
  case part

  /// Whether a number that is stated lies in the range; of everything else, always.
  func allows(_ stated: Any) -> Bool {
    switch (self, stated) {
    case (.count(let range), let count as Int): range.contains(count)
    case (.number(let range), let number as Double): range.contains(number)
    default: true
    }
  }

  /// In words: `at least 1`, `in 8...1024`, `positive`.
  public var description: String {
    switch self {
    case .count(let range):
      range.upperBound == .max ? "at least \(range.lowerBound)" : "in \(range)"
    case .number(let range): range.description
    case .truth: "true or false"
    case .word(let words): words.joined(separator: ", ")
    case .choice(let values):
      values.dropLast().map(String.init).joined(separator: ", ")
        + " or \(values.last.map(String.init) ?? "")"
    case .text: "a text"
    case .texts: "a list of texts"
    case .part: "a group of settings"
    }
  }
}

/// Settings that belong together, each written once.
public protocol SettingGroup: Codable, Sendable {
  /// Everything at its default.
  init()
  static var settings: [Setting<Self>] { get }
  /// What does not go together, by the name of a setting; `nil` where all does.
  var conflict: (name: String, problem: String)? { get }
}

extension SettingGroup {
  public var conflict: (name: String, problem: String)? { nil }

  /// Every name that may be stated.
  public static var settingNames: [String] { settings.map(\.name) }

  public init(from decoder: any Decoder) throws {
    self.init()
    try read(decoder)
  }

  /// Reads what is stated into these values.
  public mutating func read(_ decoder: any Decoder) throws {
    let values = try decoder.read(Self.settings, into: &self)
    if let (name, problem) = conflict {
      throw values.diagnostic(AnyName(stringValue: name), problem)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: AnyName.self)
    for setting in Self.settings { try setting.write(self, &values) }
  }

  /// These values where they are stated, a recipe's elsewhere.
  ///
  /// - Parameter stated: Names of settings.
  public func filled(from recipe: Self, stated: Set<String>) -> Self {
    var result = self
    for setting in Self.settings where !stated.contains(setting.name) {
      setting.copy(recipe, &result)
    }
    return result
  }

  /// By name, as YAML would have it.
  public func text(of setting: Setting<Self>) -> String { setting.text(self) }
}

extension Decoder {
  /// Reads what a mapping states of some settings, in their order; no other name may be in it.
  ///
  /// - Returns: What is stated.
  @discardableResult
  public func read<Group>(
    _ settings: [Setting<Group>], into group: inout Group
  ) throws -> KeyedDecodingContainer<AnyName> {
    let values = try members(named: settings.map(\.name))
    for setting in settings {
      let key = AnyName(stringValue: setting.name)
      guard !setting.isRequired || values.contains(key) else {
        throw DecodingError.keyNotFound(
          key, .init(codingPath: codingPath, debugDescription: "lacks '\(setting.name)'"))
      }
      try setting.read(&group, values)
    }
    return values
  }

  /// A mapping's members by their present names, of which none may have another.
  public func members(named names: [String]) throws -> KeyedDecodingContainer<AnyName> {
    guard let strict = self as? StrictDecoder else { return try container(keyedBy: AnyName.self) }
    return try strict.members(named: names)
  }
}
