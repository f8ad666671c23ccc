import Files
import Models
import Settings
import Tasks
import TestSupport
import Testing

@testable import Runs

private let folder = Paths.join(
  Paths.folder(of: Paths.folder(of: Paths.folder(of: #filePath))), "pipelines")

private func tree(_ text: String) throws -> StructuredValue {
  try StrictSettings.decode(StructuredValue.self, from: text, path: "p.yaml")
}

private func schema() throws -> StructuredValue {
  try JSONReader.read(Array(PipelineSchema.text.utf8)[...], path: "schema")
}

private func text(of path: String) throws -> String {
  String(decoding: try WholeFile.read(path, maximumSize: 1 << 20), as: UTF8.self)
}

@Test func `the shipped schema is the one the program prints`() throws {
  let shipped = try text(of: Paths.join(folder, "pipeline.schema.json"))
  #expect(shipped == PipelineSchema.text, "Write it anew with `skysort run --schema`.")
}

@Test(arguments: try Paths.list(folder).filter { $0.hasSuffix(".yaml") })
func `every shipped pipeline is as the schema says`(name: String) throws {
  let pipeline = try tree(text(of: Paths.join(folder, name)))
  #expect(try SchemaValidator(schema()).mistakes(in: pipeline) == [])
}

/// A pipeline that is well typed as far as a schema can tell, or is not.
private struct Example: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let isGood: Bool

  private static func good(_ description: String, _ text: String) -> Example {
    Example(testDescription: description, text: text, isGood: true)
  }
  private static func bad(_ description: String, _ text: String) -> Example {
    Example(testDescription: description, text: text, isGood: false)
  }
  /// One task with this in its braces.
  private static func task(_ text: String) -> String { "tasks:\n  a: {\(text)}\n" }

  static let all = [
    good("a task alone", task("class: simulate")),
    good("imports alone", "imports: base.yaml\n"),
    good(
      "everything",
      """
      schema: 1
      description: All of it.
      imports: [base.yaml, other.yaml]
      parameters: {epochs: 40, table: a.csv, quick: true}
      tasks:
        model:
          class: train
          inputs: {table: $table, model: old/model.safetensors}
          config: {epochs: "${epochs}", split: column:part, model: {model: mlp, ensemble: 2}}
      contracts:
        - model.config.epochs > 3
        - {contract: model.config.epochs < 99, message: Enough.}
      subsets: {learning: model, all: [model]}
      """),
    good("a parameter for a word", task("class: simulate, config: {rows: $rows}")),
    good("a parameter for a class", task("class: $what, inputs: {table: a.csv}")),
    good("a strategy", task("class: train, inputs: {table: a}, config: {split: bright-faint}")),
    good(
      "a table by number", task("class: classify, inputs: {model: m, table: a}, config: {hdu: 2}")),
    good("a table by name", task("class: ingest, inputs: {table: a}, config: {hdu: OBJECTS}")),
    bad("nothing", "description: nothing\n"),
    bad("another form", "schema: 7\n" + task("class: simulate")),
    bad("an unknown section", "task: {}\n" + task("class: simulate")),
    bad("an unknown class", task("class: simulat")),
    bad("an unknown name in a task", task("class: simulate, confg: {}")),
    bad("an unknown setting", task("class: simulate, config: {row: 3}")),
    bad("a text for a number", task("class: simulate, config: {rows: many}")),
    bad("half a parameter for a number", task("class: simulate, config: {rows: 1$rows}")),
    bad("a negative count", task("class: train, inputs: {table: a}, config: {epochs: -1}")),
    bad("a fraction above 1", task("class: simulate, config: {missing: 1.5}")),
    bad("no inputs", task("class: train")),
    bad("an input that is missing", task("class: classify, inputs: {table: a.csv}")),
    bad("inputs of what has none", task("class: simulate, inputs: {table: a.csv}")),
    bad("an unknown strategy", task("class: train, inputs: {table: a}, config: {split: luck}")),
    bad("a list for a word", task("class: validate, inputs: {catalog: [a, b]}")),
    bad("no name", "tasks: {a b: {class: simulate}}\n"),
    bad("a list for a parameter", "parameters: {a: [1]}\n" + task("class: simulate")),
    bad("a contract without one", task("class: simulate") + "contracts: [{message: Oh.}]\n"),
  ]
}

@Test(arguments: Example.all)
private func `good pipelines pass the schema, bad ones do not`(example: Example) throws {
  let mistakes = try SchemaValidator(schema()).mistakes(in: tree(example.text))
  #expect(mistakes.isEmpty == example.isGood, "\(mistakes)")
}

/// What the schema refuses, the program refuses too, and it takes what the schema takes.
@Test(arguments: Example.all.filter { !$0.text.contains("$") && !$0.text.contains("imports") })
private func `the program and the schema are of one mind`(example: Example) throws {
  let isUnderstood: Bool
  do {
    let document = try PipelineDocument(text: example.text, path: "p.yaml")
    isUnderstood = try !PipelineFile(document, changes: [:]).tasks.isEmpty
  } catch is SkysortError {
    isUnderstood = false
  }
  #expect(isUnderstood == example.isGood)
}

@Test func `the schema tells every class and every setting the program reads`() throws {
  let definitions = try #require(try schema()["$defs"])
  for taskClass in PipelineEntry.Class.allCases {
    #expect(definitions[taskClass.rawValue]?["properties"]?["class"]?["const"] != nil)
  }
  let train = try #require(definitions["train"]?["properties"]?["config"]?["properties"])
  #expect(
    Set(train.members.map(\.name))
      == Set(TrainingTask<ClassifierConfiguration>.settings.map(\.name)))
  let model = try #require(train["model"]?["properties"])
  #expect(model["ensemble"] != nil && model["training"]?["properties"]?["epochs"] != nil)
}

@Test(arguments: [
  ("images: {galaxies_only: true, mixture: {STAR: 1}}", "galaxies_only exclude"),
  ("images: {density: 1, sources: 5}", "density exclude"),
  ("images: {sources: 99999999999}", "20000000"),
])
func `settings that exclude each other, or are beyond their range, are told`(
  config: String, told: String
) throws {
  let text = "tasks:\n  a: {class: simulate, config: {\(config)}}\n"
  let document = try PipelineDocument(text: text, path: "p.yaml")
  let error = #expect(throws: SkysortError.self) { try PipelineFile(document, changes: [:]) }
  #expect(error?.problem.contains(told) == true, "\(error?.description ?? "")")
  #expect(error?.location?.contains("line 2") == true)
}
