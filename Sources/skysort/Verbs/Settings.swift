import ArgumentParser
import Learning
import Models
import Settings

/// What `--config` may say; a verb of its own, so that it asks for no table.
struct ShowSettings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings",
    abstract: "Lists what a --config may say for a kind of model: names, values, defaults.",
    discussion: """
        skysort settings
        skysort settings cnn
        skysort settings autoencoder
      """)

  @Argument(help: "Kind of model: mlp, logistic, cnn, …, fused or autoencoder.")
  var kind: TrainedKind = .classifier(.mlp)

  @OptionGroup var common: CommonOptions

  /// One setting with its default.
  private struct Entry: Encodable {
    /// `nil` at the root.
    let section: String?
    let name: String
    let value: String
    /// What it may be; `nil` for a section.
    let form: String?
    let help: String

    enum CodingKeys: String, CodingKey {
      case section, name, form, help
      case value = "default"
    }

    /// Name, default, what it may be, what it is for.
    var line: String {
      let name = (section == nil ? "" : "  ") + name
      let form = form.map { " (\($0))" } ?? ""
      return "\(name.padding(to: 26)) \(value.padding(to: 26)) \(help)\(form)"
    }
  }

  private struct Listing: Encodable {
    let kind: String
    let settings: [Entry]
  }

  func run() throws {
    var entries: [Entry] = []
    switch kind {
    case .classifier(let kind):
      let recipe = ClassifierConfiguration(kind)
      entries += Self.entries(nil, recipe)
      entries += Self.entries("training", recipe.trainingConfiguration(trainingRows: 100_000))
      entries += Self.entries("images", recipe.images) + Self.entries("features", recipe.features)
    case .autoencoder:
      let recipe = AutoencoderConfiguration()
      entries += Self.entries(nil, recipe)
      entries += Self.entries("training", recipe.training.stated)
      entries += Self.entries("images", recipe.images) + Self.entries("features", recipe.features)
    }
    let listing = Listing(kind: kind.name, settings: entries)
    try common.report(listing, text: Self.text(entries))
  }

  private static func text(_ entries: [Entry]) -> String {
    var lines: [String] = []
    var section: String?
    for entry in entries {
      if let name = entry.section, name != section { lines += ["", "\(name):"] }
      section = entry.section
      lines.append(entry.line)
    }
    return lines.joined(separator: "\n")
  }

  private static func entries<Group: SettingGroup>(
    _ section: String?, _ group: Group
  ) -> [Entry] {
    let sections: Set = ["training", "images", "features"]
    return Group.settings.map { setting in
      let isSection = sections.contains(setting.name) && section == nil
      var form: String?
      if case .part = setting.form {} else { form = "\(setting.form)" }
      return Entry(
        section: section, name: setting.name,
        value: isSection ? "see below" : group.text(of: setting), form: form, help: setting.help)
    }
  }
}
