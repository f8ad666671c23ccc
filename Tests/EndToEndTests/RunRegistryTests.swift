import Foundation
import TestSupport
import Testing

@Suite struct RunRegistryTests {
  private static func runs(_ run: MadeRun, _ arguments: String...) throws -> Program.Outcome {
    try Program.run(["runs"] + arguments + ["--json", "--quiet"], in: run.path)
  }

  private static func identifiers(_ run: MadeRun, in folder: String = ".") throws -> [String] {
    let listing = try runs(run, "list", folder)
    #expect(listing.status == 0, "\(listing.messages)")
    let entries = try #require(listing.json()["runs"] as? [[String: Any]])
    return entries.compactMap { $0["id"] as? String }
  }

  @Test func `runs are listed from above their folder and from inside, with or without an index`()
    throws
  {
    let run = try MadeRun.copy()
    #expect(try run.run("--set", "epochs=3").status == 0)
    let first = try Self.identifiers(run)
    #expect(first.count == 2 && first == first.sorted())
    #expect(try Self.identifiers(run) == first)
    let index = run.folder.file(".runs.sqlite")
    #expect(FileManager.default.fileExists(atPath: index))
    try FileManager.default.removeItem(atPath: index)
    #expect(try Self.identifiers(run) == first)
    try Data("no database, but long enough to be looked at".utf8)
      .write(to: URL(fileURLWithPath: index))
    #expect(try Self.identifiers(run) == first)
    #expect(try Self.identifiers(run, in: "out") == first)
    try FileManager.default.removeItem(atPath: run.folder.file("out/records/\(first[0]).json"))
    #expect(try Self.identifiers(run) == [first[1]])
  }

  @Test func `a metric is followed from run to run`() throws {
    let run = try MadeRun.copy()
    #expect(try run.run("--set", "epochs=3").status == 0)
    let history = try Self.runs(run, "metrics", "report.accuracy", "--in", ".")
    let values = try #require(history.json()["values"] as? [[String: Any]])
    #expect(values.count == 2)
    #expect(values.allSatisfy { $0["task"] as? String == "report" && $0["value"] is Double })
    let all = try Self.runs(run, "metrics", "accuracy", "--in", ".")
    #expect(try (all.json()["values"] as? [Any])?.count == 4)
    let unknown = try Self.runs(run, "metrics", "acuracy", "--in", ".")
    #expect(unknown.status == 65 && unknown.messages.contains("'accuracy'"))
  }

  @Test func `a damaged record is named and skipped`() throws {
    let run = try MadeRun.copy()
    let known = try Self.identifiers(run)
    _ = try run.folder.write("out/records/bad.json", "{\"schema\": 1")
    let listing = try Program.run("runs", "list", ".", "--json", in: run.path)
    #expect(listing.status == 0 && listing.messages.contains("bad.json"))
    let damaged = try #require(listing.json()["damaged"] as? [[String: Any]])
    #expect(damaged.count == 1)
    #expect(try Self.identifiers(run) == known)
  }

  @Test func `a run is shown with its parameters, and found by a part of its ID`() throws {
    let run = try MadeRun.copy()
    let id = try #require(try Self.identifiers(run).first)
    let shown = try Program.run("runs", "show", String(id.suffix(8)), "--in", ".", in: run.path)
    #expect(shown.status == 0, "\(shown.messages)")
    for text in [id, "epochs=2", "catalog.fits", "report (validate)  done"] {
      #expect(shown.output.contains(text), "\(shown.output)")
    }
    let json = try Self.runs(run, "show", id, "--in", ".").json()
    #expect(json["id"] as? String == id && json["tasks"] is [Any])
    #expect(try Self.runs(run, "show", "1999", "--in", ".").status == 66)
  }

  @Test func `removing a record leaves outputs, removing outputs leaves what others put there`()
    throws
  {
    let run = try MadeRun.copy()
    #expect(try run.run("--set", "epochs=3").status == 0)
    let before = try Self.identifiers(run)
    #expect(try Self.runs(run, "rm", before[0], "--in", ".").status == 0)
    #expect(try Self.identifiers(run) == [before[1]])
    #expect(try run.folder.bytes("out/run.json").isEmpty == false)
    _ = try run.folder.write("out/notes.txt", "mine")
    // A name in a record must not lead out of the run's folder.
    let path = "out/records/\(before[1]).json"
    let record = String(decoding: try run.folder.bytes(path), as: UTF8.self)
    _ = try run.folder.write(
      path, record.replacingOccurrences(of: "\"other\"", with: "\"../extra.csv\""))
    let removed = try Self.runs(run, "rm", before[1], "--outputs", "--in", ".")
    #expect(removed.status == 0, "\(removed.messages)")
    let left = try FileManager.default.contentsOfDirectory(atPath: run.folder.file("out"))
    #expect(left == ["notes.txt"])
    #expect(FileManager.default.fileExists(atPath: run.folder.file("extra.csv")))
    #expect(try Self.identifiers(run).isEmpty)
  }

  @Test func `what another run is writing is not removed`() throws {
    let run = try MadeRun.copy()
    let id = try #require(try Self.identifiers(run).first)
    let descriptor = unsafe open(run.folder.file("out/.skysort-lock"), O_RDWR | O_CREAT, 0o644)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let removed = try Self.runs(run, "rm", id, "--outputs", "--in", ".")
    #expect(removed.status == 75 && removed.messages.contains("in use"))
    #expect(try Self.identifiers(run) == [id])
  }

  @Test func `a folder that is none is named`() throws {
    let outcome = try Program.run("runs", "list", "/nowhere/at/all")
    #expect(outcome.status == 66 && outcome.messages.contains("/nowhere/at/all"))
  }
}

@Test func `runs are compared by the catalogs they labelled, with what was set differently`()
  throws
{
  let run = try MadeRun.copy()
  try FileManager.default.copyItem(
    atPath: run.folder.file("out"), toPath: run.folder.file("other"))
  let second = try Program.run(
    "run", "pipeline.yaml", "--out", "other", "--set", "epochs=4", "--quiet", in: run.path)
  #expect(second.status == 0, "\(second.messages)")
  let several = try Program.run("compare", "out", "other", in: run.path)
  #expect(several.status == 64 && several.messages.contains("catalog, other"))
  let compared = try Program.run(
    "compare", "out", "other", "--task", "catalog", "--truth", "true_class", "--json",
    "--report", "page", in: run.path)
  #expect(compared.status == 0, "\(compared.messages)")
  let settings = try #require(compared.json()["settings"] as? [[String: Any]])
  #expect(
    settings.compactMap { $0["name"] as? String }
      == ["parameters.epochs", "tasks.model.config.epochs"])
  #expect(settings.first?["first"] as? String == "2")
  #expect(settings.first?["second"] as? String == "4")
  let page = String(decoding: try run.folder.bytes("page/compare.html"), as: UTF8.self)
  #expect(page.contains("parameters.epochs"))
  let wrong = try Program.run("compare", "out", "other", "--task", "catalogue", in: run.path)
  #expect(wrong.messages.contains("Did you mean 'catalog'?"))
}
