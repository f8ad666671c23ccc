public import Files
public import Settings

/// Which settings of a training a search may change, and how far.
///
///     training.learning_rate: {log: [1e-4, 2e-2]}
///     hidden: {choice: [[64, 64], [128, 128, 128]]}
///     dropout: {uniform: [0, 0.4]}
///     training.batch_size: {integer: [64, 512]}
///
/// Names are those of ``ClassifierConfiguration``, joined by dots.
public struct SearchSpace: Hashable, Sendable {
  /// A setting and what it may be.
  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let range: SearchRange
    /// In the file; for messages.
    let line: Int
  }

  /// By name.
  public let parameters: [Parameter]
  /// Where it is from, for messages.
  public let path: String

  /// Reads YAML or JSON.
  ///
  /// - Parameter base: The settings that the search begins with.
  /// - Throws: `SkysortError` for names, ranges and values that `base` cannot take.
  public init(path: String, base: ConfigurationTree) throws(SkysortError) {
    try self.init(
      StrictSettings.load(StructuredValue.self, path: path), path: path, base: base)
  }

  /// - Parameter tree: A mapping from names to ranges.
  public init(
    _ tree: StructuredValue, path: String, base: ConfigurationTree
  ) throws(SkysortError) {
    guard case .mapping(let members) = tree.content, !members.isEmpty else {
      throw SkysortError(
        path: path, problem: "needs settings with their ranges, found \(tree.explanation)",
        fix: "Write, for example, training.learning_rate: {log: [1e-4, 2e-2]}.")
    }
    var parameters: [Parameter] = []
    for member in members {
      let name = Self.shorthands[member.name] ?? member.name
      try Self.check(name, line: member.value.line, path: path)
      guard !parameters.contains(where: { $0.name == name }) else {
        throw SkysortError(
          path: path, location: "line \(member.value.line)",
          problem: "gives '\(name)' twice", fix: "Keep one.")
      }
      let place = StructuredValue(.mapping([member]), line: member.value.line)
      let range = try StrictSettings.decode(Place.self, from: place, path: path).range
      parameters.append(Parameter(name: name, range: range, line: member.value.line))
    }
    self.parameters = parameters.sorted { $0.name < $1.name }
    self.path = path
    try checkValues(base)
  }

  /// A range below its name, so that diagnostics tell the name.
  private struct Place: Decodable {
    let range: SearchRange

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: AnyName.self)
      guard let key = values.allKeys.first else { preconditionFailure("expected a name") }
      range = try values.decode(SearchRange.self, forKey: key)
    }
  }

  /// Names that stand for others; the later ones are those of earlier versions.
  private static let shorthands = [
    "training.weight_decay": "training.optimizer.weight_decay",
    "training.clip": "training.max_grad_norm", "training.weight_average": "training.ema_decay",
    "training.encoder_rate": "training.encoder_lr_factor",
    "pictures.side": "images.image_size", "pictures.field": "images.crop_fraction",
  ]

  /// What no trial may change, or scores would not be of the same thing.
  private static let fixed = [
    "model": "every trial trains the same kind", "labels": "every trial learns the same classes",
    "questions": "every trial learns the same", "loss": "every trial learns the same",
    "training.epochs": "the search itself decides how long each trial is trained",
    "training.seed": "every trial has the seed of the search",
    "training.threads": "the search shares threads out",
  ]

  private static func check(_ name: String, line: Int, path: String) throws(SkysortError) {
    guard let (_, reason) = fixed.first(where: { name == $0.key || name.hasPrefix($0.key + ".") })
    else { return }
    throw SkysortError(
      path: path, location: "line \(line)", problem: "'\(name)' cannot be searched: \(reason)",
      fix: "Remove it.")
  }

  /// Refuses names and values the configuration does not know, each by itself.
  private func checkValues(_ base: ConfigurationTree) throws(SkysortError) {
    for parameter in parameters {
      for value in parameter.range.examples(line: parameter.line) {
        var tree = base
        tree.set(parameter.name, to: value)
        _ = try tree.configuration(path: path)
      }
    }
  }
}

// MARK: Draws

extension SearchSpace {
  /// The values of a trial, by setting in the order of ``parameters``.
  ///
  /// They depend on the seed, the trial's number and the settings' names alone: neither on how
  /// many trials there are nor on other settings.
  public func values(trial: Int, seed: UInt64) -> [StructuredValue] {
    parameters.map { parameter in
      parameter.range.value(
        at: Self.unit(parameter.name, trial: trial, seed: seed), line: parameter.line)
    }
  }

  /// The settings of a trial.
  public func tree(
    _ base: ConfigurationTree, trial: Int, seed: UInt64
  ) -> ConfigurationTree {
    var tree = base
    for (parameter, value) in zip(parameters, values(trial: trial, seed: seed)) {
      tree.set(parameter.name, to: value)
    }
    return tree
  }

  /// Uniform in `0..<1`: the finalizer of SplitMix64 over seed, trial and name.
  ///
  /// - Source: Steele, Lea & Flood 2014, OOPSLA, 453.
  static func unit(_ name: String, trial: Int, seed: UInt64) -> Double {
    var word = mixed(seed &+ 0x9e37_79b9_7f4a_7c15)
    word = mixed((word ^ UInt64(trial)) &+ 0x9e37_79b9_7f4a_7c15)
    for byte in name.utf8 { word = mixed((word ^ UInt64(byte)) &+ 0x9e37_79b9_7f4a_7c15) }
    return Double(word >> 11) * 0x1p-53
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
