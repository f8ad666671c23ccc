import Foundation
import TestSupport
import Testing

/// What every verb prints with `--json`, held to `Tests/Goldens/json-output.schema.json`.
struct JSONContractTests {
  private static let schema = ManualPage.root.appending(
    path: "Tests/Goldens/json-output.schema.json")

  private static func validator() throws -> SchemaValidator {
    try SchemaValidator(json: String(contentsOf: schema, encoding: .utf8))
  }

  /// A call of a verb, in the folder that the calls before it wrote into.
  private struct Call {
    let verb: String
    let arguments: [String]
    var status: Int32 = 0

    init(_ text: String, status: Int32 = 0) {
      let words = text.split(separator: " ").map(String.init)
      (verb, arguments) = (words[0], words + ["--json", "--quiet"])
      self.status = status
    }
  }

  private static let calls: [Call] = [
    Call("inspect labelled.csv"), Call("inspect labelled.csv survey.csv"),
    Call("inspect labelled.csv --describe"), Call("settings"), Call("settings autoencoder"),
    Call("train labelled.csv --model logistic --epochs 2 -o m.safetensors --report report"),
    Call("train labelled.csv --model autoencoder --epochs 2 -o ae.safetensors"),
    Call("retrain --from m.safetensors labelled.csv --epochs 1 -o m2.safetensors"),
    Call("classify --model m.safetensors survey.csv -o cat.fits"),
    Call("classify --model m.safetensors survey.csv -o cat.fits --resume"),
    Call("classify --model m2.safetensors survey.csv -o cat2.fits"),
    Call(
      "train survey.csv --labels cat.fits --label class --model logistic --epochs 1 "
        + "-o l.safetensors"),
    Call("validate cat.fits --truth true_class --report validation"),
    Call("compare cat.fits cat2.fits --truth true_class --report comparison"),
    Call("match cat.fits cat2.fits -o both.fits"),
    Call("encode --model ae.safetensors survey.csv -o latent.fits"),
    Call("encode --model m.safetensors survey.csv -o latent2.fits"),
    Call("project latent.fits --label true_class -o map.fits"),
    Call("similar map.fits 1237650000000000000"), Call("anomalies map.fits"),
    Call("simulate --rows 20 --labelled 20 -o tables"),
    Call("simulate --images --width 200 --height 200 --bands g,r -o sky"),
    Call("inspect sky/image-r.fits"), Call("detect sky/image-r.fits -o sources.fits"),
    Call("detect sky/image-r.fits --bands g=sky/image-g.fits,r=sky/image-r.fits -o bands.fits"),
    Call(
      "cutouts --image g=sky/image-g.fits,r=sky/image-r.fits --catalog sky/catalog.fits --size 8 "
        + "-o cutouts.fits"),
    Call("tune labelled.csv --model logistic --trials 2 --epochs 1 --out tuned"),
    Call("run small.yaml --out runs/small --dry-run"), Call("run small.yaml --out runs/small"),
    Call("replay runs/small"), Call("runs list runs"),
    Call("runs metrics validation_accuracy --in runs"),
    Call("inspect nowhere.csv", status: 66), Call("inspect", status: 64),
    Call("match cat.fits cat2.fits -o both.fits --tolerance -1", status: 64),
    Call("simulate --rows many -o tables", status: 64),
  ]

  private static let pipeline = """
    tasks:
      model:
        class: train
        inputs: {table: labelled.csv}
        config: {epochs: 1, model: {model: logistic, ensemble: 1}}

    """

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["labelled.csv", "survey.csv"] {
      let sample = ManualPage.root.appending(path: "catalogs/sample/\(name)")
      try FileManager.default.copyItem(
        at: sample, to: URL(fileURLWithPath: folder.file(name)))
    }
    try folder.write("small.yaml", pipeline)
    return folder
  }

  @Test func `every verb prints what the schema says, also where it fails`() throws {
    let folder = try Self.folder()
    let validator = try Self.validator()
    var seen: Set<String> = []
    func check(_ outcome: Program.Outcome, _ call: Call) {
      let text = call.arguments.joined(separator: " ")
      #expect(outcome.status == call.status, "\(text): \(outcome.messages)")
      let definition = call.status == 0 ? "verb-\(call.verb)" : "failure"
      #expect(validator.mistakes(inJSON: outcome.output, definition) == [], "\(text)")
      guard call.status == 0 else { return }
      #expect(
        (try? outcome.json()["schema"] as? String) == "skysort.\(call.verb)/2", "\(text)")
      seen.insert(call.verb)
    }
    for call in Self.calls { check(try Program.run(call.arguments, in: folder.path), call) }
    let list = try Program.run("runs", "list", "runs", "--json", in: folder.path).json()
    let run = try #require((list["runs"] as? [[String: Any]])?.first?["id"] as? String)
    for verb in ["show", "rm"] {
      let call = Call("runs \(verb) \(run) --in runs")
      check(try Program.run(call.arguments, in: folder.path), call)
    }
    #expect(seen.union(["explore"]) == Set(try Self.verbs()))
  }

  /// The explorer prints its object at once and serves until it is stopped.
  @Test func `the explorer announces itself as the schema says`() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("t.csv", "x,y\n1,2\n3,4\n5,6\n")
    let (process, output, _) = try Program.start(["explore", table, "--json", "--quiet"])
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    var line = ""
    while !line.contains("\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      line += String(decoding: data, as: UTF8.self)
    }
    #expect(try Self.validator().mistakes(inJSON: line, "verb-explore") == [], "\(line)")
  }

  /// As the program lists them.
  private static func verbs() throws -> [String] {
    let lines = try Program.run("--help").output.split(separator: "\n")
    let start = try #require(lines.firstIndex(of: "SUBCOMMANDS:"))
    return lines[(start + 1)...].filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
  }

  @Test func `the manual tells every key of every verb`() throws {
    let page = try String(
      contentsOf: ManualPage.root.appending(
        path: "\(ManualPage.manual)/The-JSON-of-every-verb.md"), encoding: .utf8)
    var sections: [String: String] = [:]
    for section in page.components(separatedBy: "\n### ").dropFirst() {
      let name = section.prefix { $0 != "\n" }
      sections[String(name)] = section
    }
    let validator = try Self.validator()
    for verb in try Self.verbs() where verb != "retrain" {
      let section = try #require(sections[verb], "no section on \(verb)")
      for key in validator.keys(of: "verb-\(verb)") where key != "schema" {
        let interval = ["_low", "_high"].first { key.hasSuffix($0) }
        let name = interval.map { String(key.dropLast($0.count)) } ?? key
        #expect(section.contains("| `\(name)` |"), "\(verb): \(key)")
      }
    }
  }
}
