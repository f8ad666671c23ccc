import Foundation
import TestSupport
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

@Test(
  arguments: try FileManager.default.contentsOfDirectory(atPath: "\(root)/pipelines")
    .filter { $0.hasSuffix(".yaml") }.sorted())
func `every shipped pipeline is understood`(name: String) throws {
  let run = try Program.run("run", "\(root)/pipelines/\(name)", "--dry-run", "--json")
  #expect(run.status == 0, "\(run.messages)")
}

@Test func `the quickstart leaves a catalog and a report`() throws {
  let folder = try TemporaryFolder()
  let run = try Program.run(
    "run", "\(root)/pipelines/quickstart.yaml", "--out", folder.path, "--set", "epochs=3",
    "--json", "--quiet", in: root)
  #expect(run.status == 0, "\(run.messages)")
  let tasks = try #require(run.json()["tasks"] as? [[String: Any]])
  let outputs = tasks.flatMap { $0["outputs"] as? [String] ?? [] }
  #expect(outputs.contains { $0.hasSuffix("catalog.fits") })
  #expect(outputs.contains { $0.hasSuffix("report.html") })
  for output in outputs { #expect(FileManager.default.fileExists(atPath: output)) }
}

@Test func `a misspelt task class is answered with the right one`() throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("p.yaml", "tasks:\n  a:\n    class: clasify\n")
  let run = try Program.run("run", path, "--out", folder.file("out"))
  #expect(run.status == 65)
  #expect(run.messages.contains("classify"))
  #expect(run.messages.contains("line"))
}
