import Foundation
import TestSupport
import Testing

/// What one change makes run again.
private struct Change: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let rerun: Set<String>
  let apply: @Sendable (MadeRun) throws -> [String]

  static let all = [
    Change(testDescription: "nothing", rerun: []) { _ in [] },
    Change(testDescription: "a parameter", rerun: ["model", "catalog", "other", "report"]) { _ in
      ["--set", "epochs=3"]
    },
    Change(testDescription: "a setting at the end", rerun: ["report"]) { run in
      let text = MadeRun.text.replacingOccurrences(
        of: "inputs: {catalog: catalog/catalog.fits}",
        with: "inputs: {catalog: catalog/catalog.fits}\n    config: {truth: true_class}")
      _ = try run.folder.write("pipeline.yaml", text)
      return []
    },
    Change(testDescription: "a comment", rerun: []) { run in
      _ = try run.folder.write("pipeline.yaml", "# Said anew.\n" + MadeRun.text)
      return []
    },
    Change(testDescription: "a byte of an input", rerun: ["other"]) { run in
      let text = try String(contentsOfFile: run.folder.file("extra.csv"), encoding: .utf8)
      let last = try #require(text.lastIndex { "12345678".contains($0) })
      var changed = text
      changed.replaceSubrange(last...last, with: "9")
      _ = try run.folder.write("extra.csv", changed)
      return []
    },
    Change(testDescription: "the tool's version", rerun: ["sky"]) { run in
      // Another version's run; as the same bytes come out, nothing behind it runs again.
      var lock = try run.lock
      let sky = try #require(lock.range(of: "\"class\" : \"simulate\""))
      let tool = try #require(
        lock.range(of: "\"tool\" : \"skysort ", range: sky.upperBound..<lock.endIndex))
      lock.insert("9", at: tool.upperBound)
      _ = try run.folder.write("out/pipeline.lock", lock)
      return []
    },
    Change(testDescription: "a deleted output", rerun: ["catalog"]) { run in
      try FileManager.default.removeItem(atPath: run.folder.file("out/catalog/catalog.fits"))
      return []
    },
    Change(testDescription: "a deleted folder", rerun: ["model"]) { run in
      try FileManager.default.removeItem(atPath: run.folder.file("out/model"))
      return []
    },
    Change(testDescription: "a spoilt output", rerun: ["model"]) { run in
      try run.replaceByte(in: "out/model/model.safetensors")
      return []
    },
    Change(testDescription: "a spoilt output in the end", rerun: ["report"]) { run in
      try run.replaceByte(in: "out/report/report.html")
      return []
    },
    Change(testDescription: "a spoilt lock", rerun: ["sky", "model", "catalog", "other", "report"])
    {
      run in
      _ = try run.folder.write("out/pipeline.lock", "{")
      return []
    },
    Change(testDescription: "the seed", rerun: ["sky", "model", "catalog", "other", "report"]) {
      _ in
      ["--seed", "1"]
    },
  ]
}

@Suite struct RunTests {
  @Test(arguments: Change.all)
  fileprivate func `a change makes run again what depends on it, and nothing else`(
    change: Change
  ) throws {
    let run = try MadeRun.copy()
    let before = try run.outputs()
    let arguments = try change.apply(run)
    let planned = try Program.run(
      ["run", "pipeline.yaml", "--out", "out", "--json", "--dry-run"] + arguments, in: run.path)
    let tasks = try #require(planned.json()["tasks"] as? [[String: Any]])
    let pending = tasks.filter { $0["state"] as? String == "pending" }
    #expect(change.rerun.isSubset(of: pending.compactMap { $0["name"] as? String }))
    for task in pending { #expect((task["reason"] as? String)?.isEmpty == false) }

    let outcome = try Program.run(
      ["run", "pipeline.yaml", "--out", "out", "--json", "--quiet"] + arguments, in: run.path)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let done = try #require(outcome.json()["tasks"] as? [[String: Any]])
      .filter { $0["state"] as? String == "done" }.compactMap { $0["name"] as? String }
    #expect(Set(done) == change.rerun)
    if arguments.isEmpty,
      !["a byte of an input", "a setting at the end"].contains(change.testDescription)
    {
      #expect(try run.outputs() == before)
    }
  }

  @Test func `a run that was killed at any moment is gone on with to the same bytes`() throws {
    let whole = try MadeRun.copy()
    let expected = try whole.outputs()
    let run = try MadeRun.copy()
    try FileManager.default.removeItem(atPath: run.out)
    for delay in [0.02, 0.1, 0.3, 0.6, 0.2, 0.5] {
      try Program.runAndKill(
        ["run", run.pipeline, "--out", run.out, "--set", "table=\(run.folder.file("extra.csv"))"],
        after: delay)
    }
    #expect(try run.states().values.allSatisfy { ["done", "reused"].contains($0) })
    #expect(try run.outputs() == expected)
  }

  @Test func `of runs in one folder all but one are sent away`() throws {
    let run = try MadeRun.copy()
    let before = try run.outputs()
    let processes = try (0..<3).map { seed in
      try Program.start(
        ["run", "pipeline.yaml", "--out", "out", "--force", "--quiet", "--seed", "\(seed)"],
        in: run.path
      ).process
    }
    for process in processes { process.waitUntilExit() }
    let statuses = processes.map(\.terminationStatus)
    #expect(statuses.contains(0))
    #expect(Set(statuses).isSubset(of: [0, 75]))
    // Another run, for as long as the test wants.
    let lock = unsafe open(run.folder.file("out/.skysort-lock"), O_RDWR)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let refused = try run.run()
    close(lock)
    #expect(refused.status == 75)
    #expect(refused.messages.contains("in use by another run"))
    #expect(try run.states().values.allSatisfy { ["done", "reused"].contains($0) })
    #expect(try run.outputs() == before)
  }

  @Test func `a replay gives the same bytes on other threads, and notices changed inputs`() throws {
    let run = try MadeRun.copy()
    // The record's working folder is where the original ran.
    #expect(try run.run("--force").status == 0)
    let replayed = try Program.run(
      "replay", run.out, "--out", run.folder.file("again"), "--threads", "1", "--json", "--quiet")
    #expect(replayed.status == 0, "\(replayed.messages)")
    #expect(try replayed.json()["identical"] as? Bool == true)
    try run.replaceByte(in: "extra.csv")
    let refused = try Program.run(
      "replay", run.out, "--out", run.folder.file("third"), "--quiet")
    #expect(refused.status == 65)
    #expect(refused.messages.contains("extra.csv: is not what the run read"))
  }

  @Test func `a replay with other kernels says so`() throws {
    let run = try MadeRun.copy()
    #expect(try run.run("--force").status == 0)
    let record = try #require(
      try JSONSerialization.jsonObject(with: run.folder.bytes("out/run.json")) as? [String: Any])
    let machine = try #require(record["machine"] as? [String: Any])
    let core = try #require(machine["openblas_core"] as? String)
    #expect(machine["onednn_isa"] is String)
    let other = core == "Nehalem" ? "Haswell" : "Nehalem"
    let replayed = try Program.run(
      "replay", run.out, "--out", run.folder.file("again"), "--json", "--quiet",
      environment: ["OPENBLAS_CORETYPE": other])
    let circumstances = try #require(replayed.json()["circumstances"] as? [String])
    #expect(
      circumstances.contains {
        $0.hasPrefix(
          "the core OpenBLAS computes for was \(core) and is \(other): the last digits of")
      }, "\(circumstances)")
  }

  @Test func `the record tells what was done with what`() throws {
    let run = try MadeRun.copy()
    let environment = ["SOURCE_DATE_EPOCH": "1700000000"]
    #expect(try run.run(environment: environment).status == 0)
    let first = try run.folder.bytes("out/run.json")
    #expect(try run.run(environment: environment).status == 0)
    #expect(try run.folder.bytes("out/run.json") == first)
    let record = try #require(
      try JSONSerialization.jsonObject(with: first) as? [String: Any])
    #expect(record["started"] as? String == "2023-11-14T22:13:20.000Z")
    let tasks = try #require(record["tasks"] as? [[String: Any]])
    let model = try #require(tasks.first { $0["name"] as? String == "model" })
    let outputs = try #require(model["outputs"] as? [[String: Any]])
    let file = try #require(outputs.first { $0["path"] as? String == "model.safetensors" })
    #expect(file["bytes"] as? Int == (try run.folder.bytes("out/model/model.safetensors").count))
    #expect((record["machine"] as? [String: Any])?["processor"] is String)
    let tool = try #require(record["tool"] as? [String: Any])
    let libraries = try #require(tool["libraries"] as? [String: String])
    for name in ["oneDNN", "cfitsio", "wcslib", "ERFA"] {
      #expect(libraries[name]?.isEmpty == false)
    }
  }

  @Test func `a subset runs alone, and a failed task is named and tried again`() throws {
    let run = try MadeRun.copy()
    #expect(
      try run.states("--only", "labels", "--force")
        == [
          "sky": "skipped", "model": "skipped", "other": "skipped", "catalog": "done",
          "report": "done",
        ])
    let text = MadeRun.text.replacingOccurrences(
      of: "inputs: {catalog: catalog/catalog.fits}",
      with: "inputs: {catalog: catalog/catalog.fits}\n    config: {truth: nothing}")
    _ = try run.folder.write("pipeline.yaml", text)
    let failed = try run.run()
    #expect(failed.status == 65 || failed.status == 64)
    #expect(failed.messages.contains("task 'report'"))
    _ = try run.folder.write("pipeline.yaml", MadeRun.text)
    #expect(try run.states().values.allSatisfy { $0 == "reused" })
  }
}

/// A pipeline with a mistake, and what the message must tell.
private struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  var status: Int32 = 65
  let told: [String]

  static let all = [
    Mistake(
      testDescription: "an unknown name",
      text: "tasks:\n  a:\n    class: simulate\n    confg: {}\n",
      told: ["line 4", "tasks.a", "'confg'", "Did you mean 'config'?"]),
    Mistake(
      testDescription: "an unknown class", text: "tasks:\n  a: {class: simulat}\n",
      told: ["line 2", "Did you mean 'simulate'?"]),
    Mistake(
      testDescription: "an unknown setting",
      text: "tasks:\n  a:\n    class: simulate\n    config: {row: 3}\n",
      told: ["line 4", "Did you mean 'rows'?"]),
    Mistake(
      testDescription: "a text for a number",
      text: "parameters: {n: NO}\ntasks:\n  a:\n    class: simulate\n    config: {rows: $n}\n",
      told: ["line 5", "tasks.a.config.rows", "the text 'NO'"]),
    Mistake(
      testDescription: "an undeclared parameter",
      text: "parameters: {rows: 3}\ntasks:\n  a:\n    class: simulate\n    config: {rows: $row}\n",
      told: ["line 5", "Did you mean 'rows'?"]),
    Mistake(
      testDescription: "a circle",
      text: "tasks:\n  a: {class: validate, inputs: {catalog: b/c.fits}}\n"
        + "  b: {class: validate, inputs: {catalog: a/c.fits}}\n",
      told: ["a, b wait for each other"]),
    Mistake(
      testDescription: "a broken contract",
      text:
        "tasks:\n  a:\n    class: simulate\n    config: {rows: 3}\ncontracts: [a.config.rows > 5]\n",
      told: ["line 5", "does not hold: a.config.rows is 3"]),
    Mistake(
      testDescription: "a contract on nothing",
      text: "tasks:\n  a: {class: simulate}\ncontracts: [b.config.rows > 5]\n",
      told: ["line 3", "'b', which is not a task", "Did you mean 'a'?"]),
    Mistake(
      testDescription: "a subset of nothing",
      text: "tasks:\n  one: {class: simulate}\nsubsets: {all: [on]}\n",
      told: ["line 3", "Did you mean 'one'?"]),
    Mistake(
      testDescription: "another form", text: "schema: 7\ntasks:\n  a: {class: simulate}\n",
      told: ["line 1", "another form"]),
    Mistake(
      testDescription: "no task", text: "description: nothing\n", told: ["describes no task"]),
    Mistake(
      testDescription: "a missing import", text: "imports: [nowhere.yaml]\n", status: 66,
      told: ["nowhere.yaml"]),
    Mistake(
      testDescription: "an import of itself", text: "imports: [p.yaml]\n",
      told: ["imports itself"]),
    Mistake(
      testDescription: "a bomb",
      text: "a: &a [x, x, x]\n" + (0..<30).map { "b\($0): [*a, *a]\n" }.joined(),
      told: ["aliases"]),
    Mistake(
      testDescription: "a name twice",
      text: "tasks:\n  a: {class: simulate}\n  a: {class: train}\n",
      told: ["more than once"]),
  ]
}

@Test(arguments: Mistake.all)
private func `a mistake in a pipeline is told with its place and the way out`(
  mistake: Mistake
) throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("p.yaml", mistake.text)
  let run = try Program.run("run", path, "--out", folder.file("out"), "--quiet")
  #expect(run.status == mistake.status, "\(run.messages)")
  for text in mistake.told + ["p.yaml"].filter({ _ in mistake.status == 65 }) {
    #expect(run.messages.contains(text), "\(run.messages)")
  }
  #expect(!FileManager.default.fileExists(atPath: folder.file("out/a")))
}

@Test func `a parameter that is not there is answered with the right one`() throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("p.yaml", MadeRun.text)
  let run = try Program.run("run", path, "--set", "epoch=3", "--dry-run")
  #expect(run.status == 64)
  #expect(run.messages.contains("Did you mean 'epochs'?"))
}

@Test func `what an imported file says is replaced by what the importing one says`() throws {
  let folder = try TemporaryFolder()
  _ = try folder.write("base.yaml", MadeRun.text)
  let path = try folder.write(
    "p.yaml",
    "imports: [base.yaml]\nparameters: {epochs: 60}\ntasks:\n  more: {class: simulate}\n")
  let run = try Program.run("run", path, "--dry-run", "--quiet")
  // The imported contract holds no more.
  #expect(run.status == 65)
  #expect(run.messages.contains("Enough is enough."))
  let fewer = try Program.run("run", path, "--dry-run", "--set", "epochs=5", "--json")
  #expect(fewer.status == 0, "\(fewer.messages)")
  #expect(try (fewer.json()["tasks"] as? [[String: Any]])?.count == 6)
}
