import Files
import Settings
import Tasks
import TestSupport
import Testing

@testable import Runs

/// Records written by hand, without the runs they are of.
private struct MadeRecords {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Adds the record of a run with one task `report`, and one `extra` where it has metrics.
  ///
  /// - Parameters:
  ///   - home: The run's folder, from the registry's.
  ///   - accuracy: Of the task `report`.
  ///   - isLatest: Whether it is the run's `run.json` as well.
  func add(
    _ id: String, in home: String, started: String, accuracy: Double, tasks: [String] = ["report"],
    state: String = "done", isLatest: Bool = false
  ) throws {
    let records = tasks.enumerated().map { index, name in
      """
      {"name": "\(name)", "class": "validate", "state": "done", "settings": "{}", "inputs": [],
       "outputs": [], "warnings": [], "seconds": 1,
       "metrics": {"accuracy": \(accuracy - 0.25 * Double(index))}}
      """
    }
    let text = """
      {"schema": 1, "id": "\(id)", "precision": "float32", "threads": 2, "seed": 5,
       "tool": {"name": "skysort", "version": "0.1.0", "build": "", "libraries": {}},
       "machine": {"processor": "p", "architecture": "a", "cores": 2, "memory": 1, "system": "s",
        "products": "float32"},
       "arguments": [], "working_folder": "/", "pipeline": "p.yaml", "sources": [],
       "configuration": "{\\"parameters\\": {\\"epochs\\": 40}}", "started": "\(started)",
       "ended": "\(started)", "seconds": 2.5, "state": "\(state)",
       "tasks": [\(records.joined(separator: ", "))]}
      """
    try folder.write("\(home)/records/\(id).json", text)
    if isLatest { try folder.write("\(home)/run.json", text) }
  }

  /// Three runs in two folders, which begin in the order `b1`, `a1`, `a2`.
  static func three() throws -> MadeRecords {
    let made = try MadeRecords()
    try made.add(
      "20260301-a2", in: "a", started: "2026-03-01T00:00:00Z", accuracy: 0.75, isLatest: true)
    try made.add("20260201-a1", in: "a", started: "2026-02-01T00:00:00Z", accuracy: 0.5)
    try made.add(
      "20260101-b1", in: "b", started: "2026-01-01T00:00:00Z", accuracy: 1,
      tasks: ["report", "again"], state: "failed", isLatest: true)
    return made
  }

  var registry: RunRegistry { RunRegistry(folder.path) }
  var identifiers: [String] { get throws { try registry.list().runs.map(\.id) } }
}

@Test func `runs are listed once each, the earliest first`() throws {
  let made = try MadeRecords.three()
  let listing = try made.registry.list()
  #expect(listing.runs.map(\.id) == ["20260101-b1", "20260201-a1", "20260301-a2"])
  #expect(listing.damaged.isEmpty)
  let first = try #require(listing.runs.first)
  #expect(first.metrics == ["report.accuracy": 1, "again.accuracy": 0.75])
  #expect(first.state == "failed" && first.seconds == 2.5 && first.pipeline == "p.yaml")
  #expect(first.folder == made.folder.file("b"))
  #expect(try RunRegistry(made.folder.file("a")).list().runs.map(\.id).count == 2)
}

@Test func `a metric is followed by its name and by its task's`() throws {
  let made = try MadeRecords.three()
  let registry = made.registry
  defer { withExtendedLifetime(made) {} }
  let all = try registry.history(of: "accuracy").values
  #expect(all.map(\.task) == ["again", "report", "report", "report"])
  #expect(all.map(\.value) == [0.75, 1, 0.5, 0.75])
  #expect(try registry.history(of: "report.accuracy").values.map(\.value) == [1, 0.5, 0.75])
  let error = #expect(throws: SkysortError.self) { _ = try registry.history(of: "acuracy") }
  #expect(error?.problem == "has no run with a metric 'acuracy'")
  #expect(error?.fix == "Did you mean 'accuracy'?")
}

@Test func `a folder without runs has none, and no metrics`() throws {
  let made = try MadeRecords()
  #expect(try made.registry.list().runs.isEmpty)
  let error = #expect(throws: SkysortError.self) { _ = try made.registry.history(of: "accuracy") }
  #expect(error?.fix == "It has no metrics.")
  let missing = RunRegistry(made.folder.file("elsewhere"))
  #expect(throws: SkysortError.self) { _ = try missing.list() }
}

@Test func `the index follows the records`() throws {
  let made = try MadeRecords.three()
  #expect(try made.identifiers.count == 3)
  #expect(Paths.exists(made.folder.file(".runs.sqlite")))
  try made.add("20260401-c1", in: "c", started: "2026-04-01T00:00:00Z", accuracy: 0.5)
  #expect(try made.identifiers.last == "20260401-c1")
  try made.add("20260401-c1", in: "c", started: "2025-04-01T00:00:00Z", accuracy: 0.125)
  let changed = try #require(try made.registry.list().runs.first)
  #expect(changed.id == "20260401-c1" && changed.metrics == ["report.accuracy": 0.125])
  try Paths.remove(made.folder.file("c"))
  #expect(try made.identifiers == ["20260101-b1", "20260201-a1", "20260301-a2"])
  #expect(try made.registry.history(of: "report.accuracy").values.count == 3)
}

@Test(arguments: [
  "", "no database, but long enough to be looked at", "SQLite format 3\u{0}and then nothing",
])
func `an index that is damaged is made anew`(bytes: String) throws {
  let made = try MadeRecords.three()
  try made.folder.write(".runs.sqlite", bytes)
  #expect(try made.identifiers.count == 3)
  #expect(try made.identifiers.count == 3)
}

@Test func `where no index can be kept, none is`() throws {
  let made = try MadeRecords.three()
  try Paths.makeFolder(made.folder.file(".runs.sqlite"))
  #expect(try made.identifiers.count == 3)
  #expect(Paths.isFolder(made.folder.file(".runs.sqlite")))
}

@Test(arguments: [
  "", "{", "{\"schema\": 1}", "[]", "\u{0}\u{1}", "{\"schema\": 99, \"id\": \"x\"}",
])
func `a damaged record is told beside the others`(text: String) throws {
  let made = try MadeRecords.three()
  let path = try made.folder.write("a/records/bad.json", text)
  let listing = try made.registry.list()
  #expect(listing.runs.count == 3)
  #expect(listing.damaged.map(\.path) == [path])
  #expect(
    listing.damaged.first?.problem
      == "\(path): is not a record of a run that this version understands. Name the folder of a run."
  )
}

@Test(arguments: [
  ("20260201-a1", "20260201-a1"), ("202602", "20260201-a1"), ("-a1", "20260201-a1"),
  ("b1", "20260101-b1"),
])
func `a run is found by either end of its ID`(part: String, id: String) throws {
  let made = try MadeRecords.three()
  #expect(try made.registry.entry(part).id == id)
  withExtendedLifetime(made) {}
}

@Test(arguments: [("", ExitCode.noInput), ("1999", .noInput), ("2026", .usage), ("0260", .noInput)])
func `an ID that is no run's, or several runs', is refused`(part: String, code: ExitCode) throws {
  let made = try MadeRecords.three()
  let error = #expect(throws: SkysortError.self) { _ = try made.registry.entry(part) }
  #expect(error?.exitCode == code)
}

@Test func `a whole ID is not mistaken for the beginning of another`() throws {
  let made = try MadeRecords()
  try made.add("first", in: "a", started: "2026-01-01T00:00:00Z", accuracy: 1)
  try made.add("first-2", in: "b", started: "2026-01-02T00:00:00Z", accuracy: 1)
  let entry = try made.registry.entry("first")
  #expect(entry.folder == made.folder.file("a"))
}

@Test func `a run's description holds its parameters and tasks`() throws {
  let made = try MadeRecords.three()
  defer { withExtendedLifetime(made) {} }
  let description = try made.registry.show("b1")
  #expect(description.parameters == ["epochs": "40"])
  #expect(description.tasks.map(\.name) == ["report", "again"])
  #expect(description.tasks.map(\.metrics) == [["accuracy": 1], ["accuracy": 0.75]])
}

@Test func `removing a run forgets its records and leaves the others`() throws {
  let made = try MadeRecords.three()
  try made.folder.write("a/report/report.html", "rows")
  let removal = try made.registry.remove("a2", outputs: false)
  #expect(
    removal.removed == [
      made.folder.file("a/records/20260301-a2.json"), made.folder.file("a/run.json"),
    ])
  #expect(try made.identifiers == ["20260101-b1", "20260201-a1"])
  #expect(Paths.exists(made.folder.file("a/report/report.html")))
}

@Test func `removing outputs leaves what is not the run's`() throws {
  let made = try MadeRecords.three()
  try made.folder.write("a/report/report.html", "rows")
  try made.folder.write("a/notes.txt", "mine")
  _ = try made.registry.remove("a2", outputs: true)
  #expect(try Paths.list(made.folder.file("a"), hidden: true) == ["notes.txt"])
  #expect(try made.identifiers == ["20260101-b1"])
}

@Test(arguments: ["../precious", "..", ".", "/tmp", "a/../../precious"])
func `no name in a record leads out of the run's folder`(name: String) throws {
  let made = try MadeRecords()
  try made.folder.write("precious/file", "mine")
  try made.add(
    "bad", in: "a", started: "2026-01-01T00:00:00Z", accuracy: 1, tasks: [name], isLatest: true)
  _ = try made.registry.remove("bad", outputs: true)
  #expect(Paths.exists(made.folder.file("precious/file")))
  #expect(!Paths.exists(made.folder.file("a")))
}

@Test func `a folder that a run writes into is left alone`() throws {
  let made = try MadeRecords.three()
  let lock = try FolderLock(made.folder.file("a"))
  let error = #expect(throws: SkysortError.self) {
    _ = try made.registry.remove("a2", outputs: true)
  }
  #expect(error?.exitCode == .temporary)
  #expect(try made.identifiers.count == 3)
  lock.release()
  _ = try made.registry.remove("a2", outputs: false)
  #expect(try made.identifiers.count == 2)
}
