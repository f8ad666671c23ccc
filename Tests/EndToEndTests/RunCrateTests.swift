import Foundation
import TestSupport
import Testing

/// The entities of a run's crate by their names.
private func entities(of run: MadeRun) throws -> [String: [String: Any]] {
  let bytes = try run.folder.bytes("out/ro-crate-metadata.json")
  let document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  let graph = try #require(document["@graph"] as? [[String: Any]])
  let names = graph.compactMap { $0["@id"] as? String }
  #expect(names.count == graph.count && Set(names).count == names.count)
  return Dictionary(zip(names, graph), uniquingKeysWith: { first, _ in first })
}

/// The names a property links to.
private func links(_ value: Any?) -> [String] {
  let several = value as? [[String: Any]] ?? (value as? [String: Any]).map { [$0] } ?? []
  return several.compactMap { $0["@id"] as? String }
}

private func types(_ entity: [String: Any]) -> [String] {
  entity["@type"] as? [String] ?? (entity["@type"] as? String).map { [$0] } ?? []
}

@Suite struct RunCrateTests {
  @Test func `a run is a crate as the profiles of workflow runs demand`() throws {
    let run = try MadeRun.copy()
    let graph = try entities(of: run)
    let descriptor = try #require(graph["ro-crate-metadata.json"])
    #expect(links(descriptor["about"]) == ["./"])
    #expect(links(descriptor["conformsTo"]).contains("https://w3id.org/ro/crate/1.1"))
    let root = try #require(graph["./"])
    for name in ["name", "description", "datePublished", "license"] {
      #expect((root[name] as? String)?.isEmpty == false)
    }
    for name in ["process", "workflow", "provenance"] {
      let profile = "https://w3id.org/ro/wfrun/\(name)/0.5"
      #expect(links(root["conformsTo"]).contains(profile))
      #expect(graph[profile] != nil)
    }
    let workflow = try #require(graph[links(root["mainEntity"]).first ?? ""])
    #expect(
      Set(types(workflow)).isSuperset(of: ["File", "SoftwareSourceCode", "ComputationalWorkflow"]))
    #expect(graph[links(workflow["programmingLanguage"]).first ?? ""] != nil)
    let action = try #require(graph["#run"])
    #expect(types(action) == ["CreateAction"] && links(root["mentions"]).contains("#run"))
    #expect(links(action["instrument"]) == ["pipeline.yaml"])
    #expect((action["startTime"] as? String)?.hasSuffix("+00:00") == true)
    #expect((action["endTime"] as? String)?.hasSuffix("+00:00") == true)
    #expect(links(action["result"]).contains("catalog/catalog.fits"))
    #expect(links(action["object"]).contains { $0.hasPrefix("nih:sha-256;") })
    #expect(links(graph["#task-report"]?["object"]) == ["catalog/catalog.fits"])
  }

  @Test func `every name that is linked to is described, every file is there`() throws {
    let run = try MadeRun.copy()
    let graph = try entities(of: run)
    let isOutside = { (name: String) in
      name.hasPrefix("http") && graph[name] == nil
    }
    for (name, entity) in graph {
      for (_, value) in entity {
        for target in links(value) where !isOutside(target) {
          #expect(graph[target] != nil, "\(name) links to \(target)")
        }
      }
    }
    let parts = links(graph["./"]?["hasPart"])
    let files = graph.filter { types($0.value).contains("File") }.map(\.key)
    #expect(Set(parts) == Set(files))
    for file in files where !file.contains(":") {
      #expect(FileManager.default.fileExists(atPath: run.folder.file("out/\(file)")))
    }
  }

  @Test func `the crate is the same at the same time, and its pipeline is the run's`() throws {
    let run = try MadeRun.copy()
    let environment = ["SOURCE_DATE_EPOCH": "1700000000"]
    #expect(try run.run(environment: environment).status == 0)
    let first = try run.folder.bytes("out/ro-crate-metadata.json")
    #expect(try run.run(environment: environment).status == 0)
    #expect(try run.folder.bytes("out/ro-crate-metadata.json") == first)
    let again = try Program.run(
      "run", "out/pipeline.yaml", "--out", "out", "--dry-run", "--json", in: run.path)
    let tasks = try #require(again.json()["tasks"] as? [[String: Any]])
    #expect(tasks.count == 5 && tasks.allSatisfy { $0["state"] as? String == "reused" })
  }

  @Test func `dollars and odd names survive the pipeline's copy and the replay`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "p.yaml",
      """
      parameters: {rows: 30, word: "a: 'b'"}
      tasks:
        "1": {class: simulate, config: {rows: $rows, labelled: 40}}
        off:
          class: split
          inputs: {table: 1/survey.fits}
          config: {column: "p$$$rows"}
      """)
    let run = try Program.run("run", "p.yaml", "--out", "out", "--quiet", in: folder.path)
    #expect(run.status == 0, "\(run.messages)")
    let copy = try Program.run(
      "run", "out/pipeline.yaml", "--out", "out", "--dry-run", "--json", in: folder.path)
    let tasks = try #require(copy.json()["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["state"] as? String } == ["reused", "reused"], "\(copy.output)")
    let replay = try Program.run("replay", "out", "--quiet", in: folder.path)
    #expect(replay.status == 0, "\(replay.messages)")
  }

  @Test func `a run that failed is a crate that says so`() throws {
    let run = try MadeRun.copy()
    let text = MadeRun.text.replacingOccurrences(
      of: "inputs: {catalog: catalog/catalog.fits}",
      with: "inputs: {catalog: catalog/catalog.fits}\n    config: {truth: nothing}")
    _ = try run.folder.write("pipeline.yaml", text)
    #expect(try run.run().status != 0)
    let graph = try entities(of: run)
    for name in ["#run", "#task-report"] {
      #expect(
        graph[name]?["actionStatus"] as? String == "http://schema.org/FailedActionStatus")
      #expect((graph[name]?["error"] as? String)?.contains("nothing") == true)
    }
    let status = graph["#task-catalog"]?["actionStatus"] as? String
    #expect(status == "http://schema.org/CompletedActionStatus")
  }
}
