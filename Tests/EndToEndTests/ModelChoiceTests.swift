import Foundation
import TestSupport
import Testing

/// `--model` beside `--config`.
struct ModelChoiceTests {
  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "catalogs/sample/labelled.csv").path

  @Test(arguments: ["logistic", "mlp", "autoencoder"], ["model:\n", "training: {epochs: 1}\n"])
  func `the command line names the kind where the settings are silent`(
    kind: String, settings: String
  ) throws {
    let folder = try TemporaryFolder()
    let trained = try Program.run(
      "train", Self.sample, "--model", kind, "--config", folder.write("c.yaml", settings),
      "--epochs", "1", "-o", folder.file("m.safetensors"), "--json", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    #expect(try trained.json()["kind"] as? String == kind)
  }

  @Test(arguments: [
    ("cnn", "mlp"), ("mlp", "autoencoder"), ("autoencoder", "cnn"), ("logistic", "forest"),
  ])
  func `two kinds are refused with both`(kind: String, stated: String) throws {
    let folder = try TemporaryFolder()
    let settings = try folder.write("c.yaml", "training: {epochs: 1}\nmodel: \(stated)\n")
    for verb in ["train", "tune"] where verb == "train" || kind != "autoencoder" {
      let output =
        verb == "train"
        ? ["-o", folder.file("out.safetensors")] : ["--out", folder.file("out")]
      let run = try Program.run(
        [verb, Self.sample, "--model", kind, "--config", settings] + output)
      #expect(run.status == 64, "\(run.messages)")
      #expect(
        run.messages.contains(
          "--model \(kind) contradicts --config: line 2 of \(settings) says model: \(stated)"),
        "\(run.messages)")
    }
  }

  @Test func `the recipe is that of the kind on the command line`() throws {
    let folder = try TemporaryFolder()
    let said = try folder.write("said.yaml", "model: logistic\ntraining: {batch_size: 64}\n")
    let silent = try folder.write("silent.yaml", "training: {batch_size: 64}\n")
    for (settings, output) in [(said, "said.safetensors"), (silent, "silent.safetensors")] {
      let run = try Program.run(
        "train", Self.sample, "--model", "logistic", "--config", settings, "--epochs", "1", "-o",
        folder.file(output), "--quiet")
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try folder.bytes("said.safetensors") == folder.bytes("silent.safetensors"))
  }
}
