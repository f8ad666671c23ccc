import Foundation
import TestSupport
import Testing

/// Files and commands of the version before words changed, kept as that version wrote them.
struct FormerNameTests {
  private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let sample = here.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "catalogs/sample").path

  private static func former(_ name: String) -> String {
    here.appending(path: "Former/\(name)").path
  }

  /// Warnings of one kind, in the order of their appearance.
  private static func warnings(_ outcome: Program.Outcome) -> [String] {
    outcome.messages.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("skysort: warning: ") && $0.contains(" is now called ") }
  }

  @Test func `a model file by former names classifies as it did`() throws {
    let folder = try TemporaryFolder()
    let catalog = folder.file("catalog.csv")
    let outcome = try Program.run(
      "classify", "--model", Self.former("mlp.safetensors"), "\(Self.sample)/survey.csv", "-o",
      catalog)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let warnings = Self.warnings(outcome)
    #expect(warnings.count == 1, "one line for the file: \(outcome.messages)")
    #expect(
      warnings.first?.contains("'known_absences' is now called 'known_missing_values'") == true)
    // As the version that wrote the model counted them.
    #expect(outcome.output.contains("GALAXY                   382"), "\(outcome.output)")
    #expect(outcome.output.contains("QSO                      314"))
  }

  @Test func `an autoencoder of images by former names is read, its own examples come out`()
    throws
  {
    let folder = try TemporaryFolder()
    let sky = folder.file("sky")
    #expect(
      try Program.run("simulate", "-o", sky, "--stamps", "8", "--side", "16").status == 0)
    let outcome = try Program.run(
      "encode", "--model", Self.former("autoencoder.safetensors"), "\(sky)/cutouts.fits", "-o",
      folder.file("latent.fits"), "--orientations", "4")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let warnings = Self.warnings(outcome)
    #expect(warnings.contains { $0.contains("'pictures' is now called 'images'") }, "\(warnings)")
    #expect(
      warnings.contains {
        $0.hasSuffix("--orientations is now called --test-time-augmentation")
      }, "\(warnings)")
    #expect(warnings.count == 2, "one line for the file and each option: \(warnings)")
  }

  @Test func `a configuration by former names trains as one by the present names`() throws {
    let folder = try TemporaryFolder()
    let former = try folder.write(
      "former.yaml",
      """
      ensemble: 1
      hidden: [8]
      training: {epochs: 2, clip: 1, weight_average: 0.9, encoder_rate: 0.5}

      """)
    let present = try folder.write(
      "present.yaml",
      """
      ensemble: 1
      hidden: [8]
      training: {epochs: 2, max_grad_norm: 1, ema_decay: 0.9, encoder_lr_factor: 0.5}

      """)
    var models: [Data] = []
    for (settings, warned) in [(former, 1), (present, 0)] {
      let model = folder.file("m.safetensors")
      let outcome = try Program.run(
        "train", "\(Self.sample)/labelled.csv", "--config", settings, "-o", model)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(Self.warnings(outcome).count == warned, "\(outcome.messages)")
      models.append(try Data(contentsOf: URL(fileURLWithPath: model)))
    }
    #expect(models[0] == models[1])
  }

  @Test func `a pipeline by former names runs`() throws {
    let folder = try TemporaryFolder()
    let pipeline = try folder.write(
      "pipeline.yaml",
      """
      tasks:
        sky:
          class: simulate
          config: {stamps: {count: 6, side: 16}}

      """)
    let outcome = try Program.run("run", pipeline, "--out", folder.file("out"))
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      Self.warnings(outcome).contains { $0.contains("stamps' is now called 'cutouts'") },
      "\(outcome.messages)")
  }

  @Test func `former and present names at once are refused`() throws {
    let folder = try TemporaryFolder()
    let settings = try folder.write("s.yaml", "training: {clip: 1, max_grad_norm: 2}\n")
    let outcome = try Program.run(
      "train", "\(Self.sample)/labelled.csv", "--config", settings, "-o",
      folder.file("m.safetensors"))
    #expect(outcome.status == 65)
    #expect(outcome.messages.contains("'clip'"), "\(outcome.messages)")
  }
}
