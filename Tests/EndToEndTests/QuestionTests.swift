import Foundation
import TestSupport
import Testing

/// Models that answer questions, from the command line.
struct QuestionTests {
  private static let settings = """
    model: mlp
    ensemble: 1
    hidden: [8]
    questions:
      form: {answers: {smooth: smooth, features: features}, voters: n}
      edge: {answers: {"yes": edge, "no": face}, after: form.features}
      bar: {tag: bar}
    training: {epochs: 5, batch_size: 32}

    """

  /// A table whose one column already has the name of one of ours.
  private static func table() -> String {
    (0..<160).reduce(into: "id,mag_g,mag_r,n,smooth,features,edge,face,bar,p_bar\n") { text, row in
      let colour = Double(row * 37 % 160) / 160
      let smooth = (100 * (1 - colour)).rounded() / 100
      text += "\(row),\(18 + colour),\(18 - colour / 3),40,\(smooth),\(1 - smooth),0.25,0.75,"
      text += (row % 5 == 0 ? "" : colour > 0.5 ? "1" : "0") + ",9\n"
    }
  }

  @Test func `votes are learned, reported and foretold`() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("votes.csv", Self.table())
    let settings = try folder.write("votes.yaml", Self.settings)
    let trained = try Program.run(
      "train", table, "--config", settings, "-o", folder.file("m.safetensors"), "--report",
      folder.file("report"), "--json", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    let test = try #require(try trained.json()["test_answers"] as? [String: Any])
    #expect(test["rmse"] is Double && test["rmse_of_training_mean"] is Double)
    let questions = try #require(test["questions"] as? [String: [String: Any]])
    #expect(Set(questions.keys) == ["form", "edge", "bar"])
    #expect(questions["bar"]?["f1"] != nil)
    let page = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
    #expect(page.contains("Predicted and observed fractions"))
    let labelled = try Program.run(
      "classify", "--model", folder.file("m.safetensors"), table, "-o", folder.file("out.csv"),
      "--json")
    #expect(labelled.status == 0, "\(labelled.messages)")
    let catalog = try String(contentsOfFile: folder.file("out.csv"), encoding: .utf8)
    let names = catalog.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
    #expect(
      names.suffix(13) == [
        "p_form_smooth", "p_form_features", "p_form_smooth_std", "p_form_features_std",
        "form_concentration", "p_edge_yes", "p_edge_no", "p_edge_yes_std", "p_edge_no_std",
        "edge_concentration", "skysort_p_bar", "class_flags", "ood_score",
      ])
  }

  @Test(arguments: [
    ("after: form.features", "after: form.featurs", "features"),
    ("voters: n", "voters: m", "column m"), ("tag: bar", "tag: id", "neither yes nor no"),
    ("features: features", "features: n", "at most 1"),
  ])
  func `a mistake is said in words`(right: String, wrong: String, words: String) throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("votes.csv", Self.table())
    let settings = try folder.write(
      "votes.yaml", Self.settings.replacingOccurrences(of: right, with: wrong))
    let trained = try Program.run(
      "train", table, "--config", settings, "-o", folder.file("m.safetensors"), "--quiet")
    #expect([64, 65].contains(trained.status))
    #expect(trained.messages.contains(words), "\(trained.messages)")
  }
}
