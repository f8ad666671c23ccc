import Foundation
import TestSupport
import Testing

struct TuningTests {
  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "catalogs/sample/labelled.csv").path

  private static let space = """
    training.learning_rate: {log: [1e-3, 1e-1]}
    training.batch_size: {choice: [64, 128]}

    """

  /// A small search.
  private struct Search {
    let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      _ = try folder.write("space.yaml", TuningTests.space)
      _ = try folder.write("base.yaml", "model: logistic\n")
    }

    func run(_ options: String..., out: String = "tuned") throws -> Program.Outcome {
      try Program.run(
        ["tune", TuningTests.sample, "--config", folder.file("base.yaml"), "--space"]
          + [folder.file("space.yaml"), "--out", folder.file(out), "--trials", "6"]
          + ["--epochs", "3", "--quiet", "--json"] + options)
    }

    /// What equal searches have in common.
    func results(_ out: String = "tuned") throws -> [Data] {
      try ["best.yaml", "best.safetensors", "tune.json", "tune.html"].map {
        try folder.bytes("\(out)/\($0)")
      }
    }
  }

  @Test func `the command line names the kind where the settings are silent`() throws {
    let search = try Search()
    let silent = try search.folder.write("silent.yaml", "features: {magnitudes: reference}\n")
    let run = try search.run("--config", silent, "--model", "logistic", "--trials", "2")
    #expect(run.status == 0, "\(run.messages)")
    let best = String(decoding: try search.results()[0], as: UTF8.self)
    #expect(best.contains("model: logistic"))
  }

  @Test func `a search ends in the same bytes, whatever the threads and wherever it stopped`()
    throws
  {
    let search = try Search()
    let outcome = try search.run("--threads", "1")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let json = try outcome.json()
    #expect((json["test"] as? [String: Any])?["accuracy"] != nil)
    let whole = try search.results()

    // As a killed run leaves it: some trials known, nothing else.
    let kept = search.folder.file("again/trials")
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
    for name in ["search.json", "trial-2-epochs-1.json", "trial-5-epochs-1.json"] {
      try FileManager.default.copyItem(
        atPath: search.folder.file("tuned/trials/\(name)"), toPath: "\(kept)/\(name)")
    }
    #expect(try search.run("--threads", "2", out: "again").status == 0)
    #expect(try search.results("again") == whole)
  }

  @Test func `the settings found are settings of a training, and give the model found`() throws {
    let search = try Search()
    #expect(try search.run().status == 0)
    let trained = try Program.run(
      "train", Self.sample, "--config", search.folder.file("tuned/best.yaml"), "-o",
      search.folder.file("m.safetensors"), "--quiet", "--json")
    #expect(trained.status == 0, "\(trained.messages)")
    let test = try #require(try trained.json()["test"] as? [String: Any])
    let content = try #require(
      try JSONSerialization.jsonObject(with: search.folder.bytes("tuned/tune.json"))
        as? [String: Any])
    let evaluated = (content["test"] as? [String: Any])?["best"] as? [String: Any]
    #expect(evaluated?["accuracy"] as? Double == test["accuracy"] as? Double)
  }

  @Test func `another search in the same folder is refused`() throws {
    let search = try Search()
    #expect(try search.run().status == 0)
    let other = try search.run("--seed", "4")
    #expect(other.status == 64)
    #expect(other.messages.contains("another table, space, seed or configuration"))
  }

  @Test func `a training of a pipeline can be tuned`() throws {
    let search = try Search()
    let pipeline = try search.folder.write(
      "pipeline.yaml",
      """
      schema: 1
      tasks:
        model:
          class: train
          inputs: {table: \(Self.sample)}
          config: {epochs: 2, model: {model: logistic}}
      """)
    let options = ["--trials", "2", "--out", search.folder.file("tuned"), "--quiet"]
    let tuned = try Program.run(["tune", pipeline] + options)
    #expect(tuned.status == 0, "\(tuned.messages)")
    #expect(tuned.output.contains("at most 2 epochs"))
    let wrong = try Program.run(["tune", pipeline, "--task", "modell"] + options)
    #expect(wrong.status == 64)
    #expect(wrong.messages.contains("Did you mean 'model'?"))
    #expect(try Program.run(["tune", pipeline, "--label", "class"] + options).status == 64)
  }

  @Test func `a mistake in the space is found before anything is trained`() throws {
    let search = try Search()
    _ = try search.folder.write("space.yaml", "training.learning_rat: {log: [1e-3, 1e-1]}\n")
    let outcome = try search.run()
    #expect(outcome.status == 65)
    #expect(outcome.messages.contains("Did you mean 'learning_rate'?"))
    #expect(!FileManager.default.fileExists(atPath: search.folder.file("tuned")))
  }
}
