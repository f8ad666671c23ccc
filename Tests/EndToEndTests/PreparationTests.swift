import Foundation
import TestSupport
import Testing

/// A pipeline that reads a text table, divides it and learns from the division.
private let text = """
  tasks:
    sky: {class: simulate, config: {rows: 50, labelled: 300}}
    table: {class: ingest, inputs: {table: sky/labelled.csv}}
    parts:
      class: split
      inputs: {table: table/table.fits}
      config: {test_fraction: 0.3, output: parts.csv}
    kept:
      class: train
      inputs: {table: parts/parts.csv}
      config: {epochs: 2, split: column:part, model: {model: logistic}}
    drawn:
      class: train
      inputs: {table: sky/labelled.csv}
      config: {epochs: 2, test_fraction: 0.3, model: {model: logistic}}
  """

@Suite struct PreparationTests {
  @Test func `a division in a column is the one that training would draw`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("p.yaml", text)
    let run = try Program.run("run", path, "--out", folder.file("out"), "--json", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    let tasks = try #require(run.json()["tasks"] as? [[String: Any]])
    let metrics = { (name: String) in
      (tasks.first { $0["name"] as? String == name })?["metrics"] as? [String: Double] ?? [:]
    }
    let parts = metrics("parts")
    #expect(parts.values.reduce(0, +) == 300)
    for (name, fraction) in ["test_rows": 0.3, "validation_rows": 0.1] {
      let rows = try #require(parts[name])
      #expect(abs(rows - 300 * fraction) < 30)
    }
    #expect(metrics("table")["rows"] == 300)
    #expect(metrics("kept")["accuracy"] == metrics("drawn")["accuracy"])
    #expect(metrics("kept")["log_loss"] == metrics("drawn")["log_loss"])
    let summary = try JSONSerialization.jsonObject(with: folder.bytes("out/table/summary.json"))
    let survey = (summary as? [String: Any])?["survey"] as? [String: Any]
    #expect(survey?["name"] is String)
    let header = try folder.bytes("out/table/table.fits").prefix(28_800)
    #expect(String(decoding: header, as: UTF8.self).contains("SKYSURV"))
    let replay = try Program.run("replay", folder.file("out"), "--quiet")
    #expect(replay.status == 0, "\(replay.messages)")
  }

  @Test(arguments: [
    ("column: true_class", "already"),
    ("test_fraction: 0.9, validation_fraction: 0.2", "something to train on"),
    ("split: sky, survey: nowhere", "nowhere"),
  ])
  func `a division that cannot be is refused`(config: String, told: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p.yaml",
      """
      tasks:
        sky: {class: simulate, config: {rows: 50, labelled: 60}}
        parts: {class: split, inputs: {table: sky/survey.fits}, config: {\(config)}}
      """)
    let run = try Program.run("run", path, "--out", folder.file("out"), "--quiet")
    #expect([64, 65].contains(run.status))
    #expect(run.messages.contains(told), "\(run.messages)")
    #expect(run.messages.contains("parts"))
  }
}
