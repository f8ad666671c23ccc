import Files
import Models
import Preprocessing
import Sky
import Tables

/// What the header of a classified catalog says of its fingerprint.
struct CatalogHeader {
  let entries: [HeaderEntry]
  let history: [String]

  /// - Parameters:
  ///   - modelPath: Only its name is written, so that folders do not matter.
  ///   - modelDigest: SHA-256 of the model file.
  ///   - prior: The mix of classes probabilities were re-weighted to.
  init(
    _ model: ModelDescription<AnswerHead>, modelPath: String, modelDigest: String,
    prior: [String: Double]?
  ) {
    let name = Paths.name(of: modelPath)
    var entries = [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "classified by"),
      HeaderEntry("SKYMODEL", .text(name), comment: "model file"),
      HeaderEntry("SKYMSHA", .text(modelDigest), comment: "SHA-256 of the model"),
      HeaderEntry(
        "SKYCSHA", .text(model.provenance.configurationDigest),
        comment: "SHA-256 of its settings"),
      HeaderEntry("SKYKIND", .text(model.head.kindName), comment: "kind of model"),
    ]
    for (index, label) in model.head.classes.enumerated() {
      let column = CatalogColumns.probabilityName(of: label)
      entries.append(
        HeaderEntry("SKYCLS\(index)", .text(label), comment: "class of \(column)"))
    }
    for (index, question) in (model.head.questions?.questions ?? []).enumerated() {
      entries.append(
        HeaderEntry("SKYQ\(index)", .text(question.name), comment: "question of the columns"))
    }
    for (index, label) in model.head.classes.enumerated() {
      let fraction = prior.map { $0[label] ?? 0 } ?? Double(model.head.priors[index])
      let meaning = prior == nil ? "fraction of \(label) in training" : "prior of \(label)"
      entries.append(HeaderEntry("SKYPRI\(index)", .real(fraction), comment: meaning))
    }
    self.entries = entries + CatalogColumns.flagEntries
    history = ["Classified by \(Version.tool) with \(name)."]
  }

  /// Whether a table exists that was classified with the same model for the same mix of classes.
  ///
  /// Text formats carry no header, so what is in them is never known.
  func isIn(_ path: String) -> Bool {
    guard Paths.exists(path), let reader = try? TableFile.open(path) else { return false }
    return Self.marks(reader.schema.metadata) == Self.marks(entries)
  }

  /// What tells one classification from another: the digests and the priors.
  private static func marks(_ entries: [HeaderEntry]) -> [String: String] {
    let telling = entries.filter {
      ["SKYMSHA", "SKYCSHA"].contains($0.key) || $0.key.hasPrefix("SKYPRI")
    }
    return Dictionary(
      telling.map { ($0.key, $0.value.description) }, uniquingKeysWith: { first, _ in first })
  }
}
