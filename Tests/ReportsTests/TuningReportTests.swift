import Evaluation
import Foundation
import Testing

@testable import Reports

private enum Made {
  /// Scores that fall with the rate and do not care for the width.
  static func record(best: Int = 3) -> TuningRecord {
    let trials = (1...12).map { number in
      let loss: Double? = number == 5 ? nil : 0.9 - 0.05 * Double(number)
      return TuningRecord.Trial(
        number: number, values: [1e-4 * Double(number), Double(number % 2)],
        scores: [
          .init(
            epochs: 1, logLoss: loss, accuracy: loss.map { 1 - $0 },
            failure: loss == nil ? "diverged at <step>" : nil)
        ] + (number > 10 ? [.init(epochs: 3, logLoss: 0.1, accuracy: 0.9)] : []))
    }
    let given = TuningRecord.Trial(
      number: 0, values: [], scores: [.init(epochs: 3, logLoss: 0.5, accuracy: 0.8)])
    return TuningRecord(
      model: "mlp", seed: 1, split: "random", rows: [70, 10, 20],
      settings: [
        .init(name: "training.learning_rate", range: "0.0001 to 0.01", kind: .logarithmic),
        .init(
          name: "hidden", range: "[8] · [<16>]", kind: .choice, choices: ["[8]", "[<16>]"]),
      ], rounds: [.init(epochs: 1, trials: 12), .init(epochs: 3, trials: 2)],
      trials: [given] + trials, best: best)
  }

  static let report = TuningReport(
    record(best: 12), title: "Settings for a & b", settings: "# found\nmodel: mlp\n",
    provenance: [.init("Tool", "skysort")])
}

struct TuningReportTests {
  @Test func `the page is well typed, whole and safe`() {
    let page = PageReader(Made.report.html())
    #expect(page.failure == nil)
    #expect(page.all("script").isEmpty)
    #expect(
      page.all("section").compactMap { $0.attributes["id"] }
        == ["result", "settings", "influence", "trials", "provenance"])
    #expect(page.text.contains("[<16>]"))
    #expect(page.text.contains("Trial 12 has the smallest log-loss"))
    #expect(Made.report.html() == Made.report.html())
  }

  @Test func `the record names settings and failures`() throws {
    let content = try #require(
      try JSONSerialization.jsonObject(with: Data(Made.report.json().utf8)) as? [String: Any])
    let trials = try #require(content["trials"] as? [[String: Any]])
    #expect(trials.count == 13)
    let settings = try #require(trials[1]["settings"] as? [String: Any])
    #expect(settings["hidden"] as? String == "[<16>]")
    #expect(settings["training.learning_rate"] as? Double == 1e-4)
    let scores = try #require(trials[5]["scores"] as? [[String: Any]])
    #expect(scores[0]["failure"] as? String == "diverged at <step>")
    #expect(content["best"] as? Int == 12)
  }

  @Test func `a setting that decides explains more than one that does not`() {
    let influences = Made.record().influences
    let rate = influences[0]
    #expect((rate.rankCorrelation ?? 0) < -0.5)
    #expect((rate.explained ?? 0) > (influences[1].explained ?? 1))
    #expect(rate.expectedByChance == 1.0 / 11)
  }

  @Test func `the fraction explained by groups is Kruskal and Wallis's`() {
    // scipy.stats.kruskal([1, 2, 3], [4, 5, 9]).statistic / 5 gives 0.7714285714285708.
    let influence = SettingInfluence(
      .init(name: "hidden", range: "", kind: .choice, choices: ["a", "b"]),
      values: [0, 0, 0, 1, 1, 1], scores: [1, 2, 3, 4, 5, 9])
    #expect(abs((influence.explained ?? 0) - 0.771_428_571_428_571_5) < 1e-12)
    #expect(influence.expectedByChance == 0.2)
  }
}
