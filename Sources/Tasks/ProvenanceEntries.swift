import Files
import Learning
import Models
import Reports
import Settings
import Tables

extension [ReportContext.Entry] {
  /// The models that a table's header says it was made with, and their settings.
  ///
  /// - Parameters:
  ///   - header: Where several models have written, each begins with its `SKYMODEL`.
  ///   - table: Its name, to say that it names none.
  static func models(in header: [HeaderEntry], of table: String) -> Self {
    let names = [
      "SKYMODEL": "Model", "SKYMSHA": "Model SHA-256", "SKYKIND": "Kind",
      "SKYCSHA": "Settings SHA-256",
    ]
    let entries = header.compactMap { entry in
      names[entry.key].map { ReportContext.Entry($0, entry.value.description.trimmed) }
    }
    guard entries.contains(where: { $0.name == "Model" }) else {
      return [.init("Model", "not stated in \(table)")]
    }
    // A key that is written again is of another model.
    return entries.filter { !$0.value.isEmpty }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// A model that was named, by its file.
  static func model(_ path: String) throws(SkysortError) -> Self {
    [
      .init("Model", Paths.name(of: path)),
      .init("Model SHA-256", try Digest.sha256(ofFile: path)),
    ]
  }

  /// Where settings are from, and those that differ from a recipe's.
  ///
  /// - Parameters:
  ///   - training: Those of the group that stand in place of the recipe's own.
  ///   - file: `nil` where none was named.
  static func settings<Settings: SettingGroup>(
    _ settings: Settings, recipe: Settings, training: TrainingOverrides, file: String?
  ) -> Self {
    var stated: Self = []
    for setting in Settings.settings where setting.name != "training" {
      let text = settings.text(of: setting)
      guard text != recipe.text(of: setting) else { continue }
      stated.append(.init("Setting \(setting.name)", text))
    }
    for setting in TrainingConfiguration.settings where training.names.contains(setting.name) {
      stated.append(
        .init("Setting training.\(setting.name)", training.stated.text(of: setting)))
    }
    let source = file.map { Paths.name(of: $0) }
    let all = stated.isEmpty ? "as the recipe has them" : "the recipe's but for those that follow"
    return [.init("Settings", source.map { "\($0): \(all)" } ?? all)] + stated
  }

  /// The mix of classes that figures were brought to; none where there is none.
  static func prior(_ fractions: [String: Double]?) -> Self {
    guard let fractions else { return [] }
    let text = fractions.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Numeral.plain($0.value, 4))" }.joined(separator: ", ")
    return [.init("Prior", text)]
  }
}
