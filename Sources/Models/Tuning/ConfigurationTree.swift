public import Files
public import Settings

/// The settings of a training as they were written, of which single ones can be changed.
///
/// Whatever is not written still follows the recipe of the kind, which a decoded configuration
/// no longer tells from what was.
public struct ConfigurationTree: Hashable, Sendable {
  public private(set) var root: StructuredValue

  /// - Parameter root: A mapping, as `--config` or a pipeline's `model` holds it.
  public init(_ root: StructuredValue) { self.root = root }

  /// The recipe of a kind, nothing stated.
  public init(_ kind: ModelKind) {
    root = StructuredValue(
      .mapping([
        .init(name: "model", value: StructuredValue(.text(kind.rawValue), line: 1))
      ]), line: 1)
  }

  /// Reads YAML or JSON; names and values are looked at by ``configuration(path:)``.
  public init(path: String) throws(SkysortError) {
    root = try StrictSettings.load(StructuredValue.self, path: path)
  }

  /// The kind of model as the settings name it; `nil` where they name none.
  public var kind: StructuredValue? {
    root["model"].flatMap { $0.content == .nothing ? nil : $0 }
  }

  /// The same settings, of a kind where they name none.
  public func naming(_ kind: ModelKind) -> ConfigurationTree {
    guard case .mapping = root.content, self.kind == nil else { return self }
    var named = self
    named.set("model", to: StructuredValue(.text(kind.rawValue), line: root.line))
    return named
  }

  /// What the settings mean.
  ///
  /// - Parameter path: Where they are from, for messages.
  public func configuration(path: String) throws(SkysortError) -> ClassifierConfiguration {
    try StrictSettings.decode(ClassifierConfiguration.self, from: root, path: path)
  }

  /// What the settings mean to an autoencoder.
  ///
  /// - Parameter path: Where they are from, for messages.
  public func autoencoder(path: String) throws(SkysortError) -> AutoencoderConfiguration {
    try StrictSettings.decode(AutoencoderConfiguration.self, from: root, path: path)
  }

  /// Puts a value in the place of a setting, made where there is none.
  ///
  /// - Parameter name: Names on the way, joined by dots: `training.learning_rate`.
  public mutating func set(_ name: String, to value: StructuredValue) {
    root = Self.setting(name.split(separator: ".").map(String.init)[...], of: root, to: value)
  }

  private static func setting(
    _ names: ArraySlice<String>, of tree: StructuredValue, to value: StructuredValue
  ) -> StructuredValue {
    guard let name = names.first else { return value }
    var members: [StructuredValue.Member] = []
    if case .mapping(let found) = tree.content { members = found }
    let empty = StructuredValue(.mapping(Self.implied[name] ?? []), line: value.line)
    let place = members.firstIndex { $0.name == name }
    let old = place.map { members[$0].value } ?? empty
    let member = StructuredValue.Member(
      name: name, value: setting(names.dropFirst(), of: old, to: value))
    if let place { members[place] = member } else { members.append(member) }
    return StructuredValue(.mapping(members), line: value.line)
  }

  /// What a section must say besides a constant of it: every recipe's optimizer is AdamW.
  private static let implied: [String: [StructuredValue.Member]] = [
    "optimizer": [.init(name: "kind", value: StructuredValue(.text("adamw"), line: 1))]
  ]
}

extension ConfigurationTree {
  /// YAML that reads back as the same settings.
  public var yaml: String { root.yaml }

  /// The same on one line.
  public var line: String { root.yamlLine }
}
