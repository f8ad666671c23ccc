import Foundation
import TestSupport
import Testing

struct SimulatedImagesTests {
  private static let files = [
    "catalog.fits", "cutouts.fits", "image-g.fits", "image-r.fits", "truth.fits",
  ]

  private func simulate(_ threads: String, into folder: String) throws -> Program.Outcome {
    try Program.run(
      "simulate", "-o", folder, "--images", "--width", "150", "--height", "90", "--bands", "g,r",
      "--sources", "40", "--cutouts", "6", "--side", "24", "--seed", "9", "--threads", threads,
      "--json", "--quiet", "--dec", "-5")
  }

  @Test func `made images are the same bytes on one thread and on two`() throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2"] {
      let run = try simulate(threads, into: folder.file(threads))
      #expect(run.status == 0, "\(run.messages)")
      let outputs = try #require(run.json()["outputs"] as? [[String: Any]])
      let names = outputs.compactMap { $0["path"] as? String }.map {
        URL(fileURLWithPath: $0).lastPathComponent
      }
      #expect(names.sorted() == Self.files)
    }
    for name in Self.files {
      #expect(try folder.bytes("1/\(name)") == folder.bytes("2/\(name)"), "\(name)")
    }
  }

  @Test func `made images are understood by the program itself`() throws {
    let folder = try TemporaryFolder()
    let run = try simulate("2", into: folder.path)
    #expect(run.status == 0, "\(run.messages)")
    for name in Self.files {
      let seen = try Program.run("inspect", folder.file(name), "--json")
      #expect(seen.status == 0, "\(seen.messages)")
    }
  }

  @Test func `a pipeline makes images where it asks for them`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p.yaml",
      """
      tasks:
        field:
          class: simulate
          config:
            images: {width: 64, height: 48, bands: [r], sources: 5, galaxies_only: true}
            cutouts: {count: 5, side: 20}
      """)
    let run = try Program.run("run", path, "--out", folder.file("out"), "--json", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    let tasks = try #require(run.json()["tasks"] as? [[String: Any]])
    let outputs = tasks.flatMap { $0["outputs"] as? [String] ?? [] }
    #expect(outputs.count == 4)
    for output in outputs { #expect(FileManager.default.fileExists(atPath: output)) }
  }

  @Test(arguments: [
    (["--bands", "q"], "bands"), (["--seeing", "0.1"], "seeing"),
    (["--density", "1", "--sources", "1"], "exclude"), (["--width", "0"], "--width"),
  ])
  func `impossible images are refused before anything is written`(
    options: [String], word: String
  ) throws {
    let folder = try TemporaryFolder()
    let (process, _, messages) = try Program.start(
      ["simulate", "-o", folder.file("out"), "--images"] + options)
    let text = String(
      decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(text.contains(word), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
  }
}
