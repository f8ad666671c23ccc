import Foundation
import TestSupport
import Testing

/// A finished run of a small pipeline, made once; tests work on copies of it.
struct MadeRun: Sendable {
  let folder: TemporaryFolder
  var path: String { folder.path }
  var pipeline: String { folder.file("pipeline.yaml") }
  var out: String { folder.file("out") }

  static let text = """
    schema: 1
    description: A small sky.
    parameters: {epochs: 2, table: extra.csv}
    tasks:
      sky: {class: simulate, config: {rows: 120, labelled: 160}}
      model:
        class: train
        inputs: {table: sky/labelled.csv}
        config: {epochs: $epochs, model: {model: logistic}}
      catalog:
        class: classify
        inputs: {model: model/model.safetensors, table: sky/survey.fits}
        config: {output: catalog.fits}
      other:
        class: classify
        inputs: {model: model/model.safetensors, table: $table}
        config: {output: other.csv}
      report:
        class: validate
        inputs: {catalog: catalog/catalog.fits}
    contracts:
      - {contract: model.config.epochs <= 50, message: Enough is enough.}
    subsets: {labels: [catalog, report]}
    """

  private static let original = Result { try MadeRun() }

  private init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write("pipeline.yaml", Self.text)
    let simulated = try Program.run(
      "simulate", "-o", folder.file("made"), "--rows", "20", "--labelled", "60", "--quiet")
    #expect(simulated.status == 0, "\(simulated.messages)")
    try FileManager.default.copyItem(
      atPath: folder.file("made/labelled.csv"), toPath: folder.file("extra.csv"))
    let run = try self.run()
    #expect(run.status == 0, "\(run.messages)")
  }

  private init(copying other: MadeRun) throws {
    folder = try TemporaryFolder()
    for name in ["pipeline.yaml", "extra.csv", "out"] {
      try FileManager.default.copyItem(
        atPath: other.folder.file(name), toPath: folder.file(name))
    }
  }

  static func copy() throws -> MadeRun { try MadeRun(copying: original.get()) }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Outcome {
    try Program.run(
      ["run", "pipeline.yaml", "--out", "out", "--json", "--quiet"] + arguments, in: path,
      environment: environment)
  }

  /// The states of the tasks after another run.
  func states(_ arguments: String...) throws -> [String: String] {
    let outcome = try Program.run(
      ["run", "pipeline.yaml", "--out", "out", "--json", "--quiet"] + arguments, in: path)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let tasks = try #require(outcome.json()["tasks"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: tasks.compactMap { task in
        (task["name"] as? String).flatMap { name in
          (task["state"] as? String).map { (name, $0) }
        }
      })
  }

  var lock: String {
    get throws { try String(contentsOfFile: folder.file("out/pipeline.lock"), encoding: .utf8) }
  }

  /// Bytes of every output by its path, the lock among them.
  func outputs() throws -> [String: Data] {
    let names = ["sky", "model", "catalog", "other", "report"]
    var bytes = ["lock": try folder.bytes("out/pipeline.lock")]
    for name in names {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.file("out/\(name)")) {
        bytes["\(name)/\(file)"] = try folder.bytes("out/\(name)/\(file)")
      }
    }
    return bytes
  }

  func replaceByte(in name: String) throws {
    var bytes = try folder.bytes(name)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: folder.file(name)))
  }
}
