import Foundation
import TestSupport
import Testing

/// A slip of the fingers must not cost data: no verb writes over what it reads.
@Suite struct OutputTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Copies of a labelled table, a catalog, an image and a model, and a link to each.
  private static func inputs() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    for (name, source) in [
      ("l.csv", "catalogs/sample/labelled.csv"), ("s.csv", "catalogs/sample/survey.csv"),
      ("m.safetensors", "Tests/EndToEndTests/Former/mlp.safetensors"),
      ("a.safetensors", "Tests/EndToEndTests/Former/autoencoder.safetensors"),
    ] {
      try manager.copyItem(
        atPath: root.appending(path: source).path, toPath: folder.file(name))
    }
    _ = try folder.write("c.yaml", "model: mlp\n")
    _ = try folder.write("i.fits", "SIMPLE  =                    T")
    _ = try folder.write("latent.fits", "SIMPLE  =                    T")
    try manager.createDirectory(atPath: folder.file("d"), withIntermediateDirectories: false)
    try manager.copyItem(atPath: folder.file("s.csv"), toPath: folder.file("d/s.csv"))
    try manager.copyItem(atPath: folder.file("l.csv"), toPath: folder.file("d/l.csv"))
    try manager.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "l.csv")
    try manager.linkItem(
      atPath: folder.file("l.csv"), toPath: folder.file("l.safetensors"))
    return folder
  }

  /// Arguments, and the file that would be lost.
  private static let slips: [(arguments: [String], file: String)] = [
    (["train", "l.csv", "-o", "l.safetensors", "--overwrite"], "l.csv"),
    (["train", "s.csv", "--labels", "l.csv", "-o", "l.safetensors", "--overwrite"], "l.csv"),
    (["retrain", "--from", "m.safetensors", "l.csv", "-o", "m.safetensors"], "m.safetensors"),
    (["classify", "--model", "m.safetensors", "s.csv", "-o", "s.csv"], "s.csv"),
    (["classify", "--model", "m.safetensors", "l.csv", "-o", "link"], "l.csv"),
    (["classify", "--model", "m.safetensors", "d", "-o", "d"], "d/s.csv"),
    (["encode", "--model", "a.safetensors", "i.fits", "-o", "i.fits"], "i.fits"),
    (["match", "s.csv", "l.csv", "-o", "l.csv"], "l.csv"),
    (["match", "s.csv", "l.csv", "-o", "./d/../s.csv"], "s.csv"),
    (["detect", "i.fits", "-o", "i.fits"], "i.fits"),
    (
      ["cutouts", "--image", "i.fits", "--catalog", "l.csv", "--size", "8", "-o", "i.fits"],
      "i.fits"
    ),
    (["project", "latent.fits", "-o", "latent.fits"], "latent.fits"),
    (["anomalies", "latent.fits", "-o", "latent.fits"], "latent.fits"),
    (["similar", "latent.fits", "--row", "1", "-o", "latent.fits"], "latent.fits"),
  ]

  @Test(arguments: slips)
  func `an output that is an input is refused, and stays`(
    arguments: [String], file: String
  ) throws {
    let folder = try Self.inputs()
    let before = try folder.bytes(file)
    let outcome = try Program.run(arguments, in: folder.path)
    #expect(outcome.status == 64, "\(outcome.messages)")
    #expect(outcome.messages.contains("is to be written"), "\(outcome.messages)")
    #expect(try folder.bytes(file) == before)
  }

  @Test func `a model is not written over a file of another kind unless that is said`() throws {
    let folder = try Self.inputs()
    let training = ["train", "s.csv", "--label", "true_class", "--epochs", "1"]
    _ = try folder.write("notes.safetensors", "a year of notes\n")
    for output in ["notes.safetensors", "m.csv"] {
      let outcome = try Program.run(training + ["-o", output], in: folder.path)
      #expect(outcome.status == 64, "\(outcome.messages)")
    }
    #expect(try folder.bytes("notes.safetensors") == Data("a year of notes\n".utf8))
    let forced = try Program.run(
      training + ["-o", "notes.safetensors", "--overwrite"], in: folder.path)
    #expect(forced.status == 0, "\(forced.messages)")
    let again = try Program.run(training + ["-o", "notes.safetensors"], in: folder.path)
    #expect(again.status == 0, "\(again.messages)")
  }
}

/// A signal ends work soon, wherever it is, and leaves nothing half-written.
@Suite struct SignalTests {
  /// Starts a program, signals it once it says something, or soon after it waits for signals, and
  /// waits for its end.
  private static func interrupted(
    _ arguments: [String], in folder: TemporaryFolder, once word: String? = nil
  ) throws -> (status: Int32, reason: Process.TerminationReason, messages: String) {
    let (process, _, messages) = try Program.start(arguments, in: folder.path)
    var text = ""
    if word == nil {
      while process.isRunning, !Self.handlesInterrupts(process.processIdentifier) { usleep(10_000) }
      usleep(300_000)
    }
    while let word, !text.contains(word) {
      let data = messages.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    kill(process.processIdentifier, SIGINT)
    // Far longer than it takes, far shorter than the work.
    let deadline = Date().addingTimeInterval(60)
    while process.isRunning, Date() < deadline { usleep(20_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    text += String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return (process.terminationStatus, process.terminationReason, text)
  }

  /// Whether a process has a handler of its own for Ctrl-C.
  private static func handlesInterrupts(_ process: Int32) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    let mask = line.flatMap {
      UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
    }
    return (mask ?? 0) >> UInt64(SIGINT - 1) & 1 == 1
  }

  @Test func `the usual training of six networks stops and says how to go on`() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "0", "--labelled", "3000")
    #expect(made.status == 0, "\(made.messages)")
    let found = try Self.interrupted(
      ["train", "labelled.csv", "-o", "m.safetensors", "--epochs", "100000"], in: folder,
      once: "epoch")
    #expect(found.status == 130 && found.reason == .exit, "\(found.messages.suffix(300))")
    #expect(found.messages.contains("Go on with --resume."))
    #expect(!FileManager.default.fileExists(atPath: folder.file("m.safetensors")))
  }

  @Test(arguments: [
    ["--rows", "1000000000"], ["--images", "--width", "20000", "--height", "20000"],
    ["--cutouts", "1000000"],
  ])
  func `a sky that is being made stops and leaves nothing`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let found = try Self.interrupted(["simulate", "-o", "sky"] + arguments, in: folder)
    #expect(found.status == 130 && found.reason == .exit, "\(found.messages.suffix(300))")
    #expect(found.messages.contains("Interrupted; nothing was left half-written."))
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(left.allSatisfy { $0 == "sky" }, "\(left)")
  }

  @Test func `a map that is being made ends at once`() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "200000", "--labelled", "0")
    #expect(made.status == 0, "\(made.messages)")
    let found = try Self.interrupted(
      [
        "project", "survey.fits", "--columns", "modelMag_u,modelMag_g,modelMag_r,modelMag_i",
        "-o", "map.fits",
      ], in: folder)
    #expect(found.status == 130 && found.reason == .exit, "\(found.messages.suffix(300))")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.sorted() == ["labelled.csv", "survey.fits"])
  }
}
