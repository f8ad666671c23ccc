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

  func run() throws {
    var lines: [String] = []
    switch kind {
    case .classifier(let kind):
      let recipe = ClassifierConfiguration(kind)
      lines += Self.lines(nil, recipe)
      lines += Self.lines("training", recipe.trainingConfiguration(trainingRows: 100_000))
      lines += Self.lines("images", recipe.images) + Self.lines("features", recipe.features)
    case .autoencoder:
      let recipe = AutoencoderConfiguration()
      lines += Self.lines(nil, recipe)
      lines += Self.lines("training", recipe.training.stated)
      lines += Self.lines("images", recipe.images) + Self.lines("features", recipe.features)
    }
    print(lines.joined(separator: "\n"))
  }

  /// A line for each setting: name, default, what it may be, what it is for.
  private static func lines<Group: SettingGroup>(
    _ section: String?, _ group: Group
  ) -> [String] {
    let sections: Set = ["training", "images", "features"]
    return (section.map { ["", "\($0):"] } ?? [])
      + Group.settings.map { setting in
        let name = (section == nil ? "" : "  ") + setting.name
        let isSection = sections.contains(setting.name) && section == nil
        let value = isSection ? "see below" : group.text(of: setting)
        var form = ""
        if case .part = setting.form {} else { form = " (\(setting.form))" }
        return "\(name.padding(to: 26)) \(value.padding(to: 26)) \(setting.help)\(form)"
      }
  }
}
