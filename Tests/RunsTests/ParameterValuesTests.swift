import Files
import Settings
import Tasks
import Testing

@testable import Runs

/// `n: 40`, `table: a.csv`, `tiny: 1e-3`, `quick: true`, as YAML has them.
private var values: ParameterValues {
  ParameterValues([
    .init(name: "n", value: StructuredValue(plain: "40", line: 1)),
    .init(name: "table", value: StructuredValue(plain: "a.csv", line: 2)),
    .init(name: "tiny", value: StructuredValue(plain: "1e-3", line: 3)),
    .init(name: "quick", value: StructuredValue(plain: "true", line: 4)),
  ])
}

private func text(_ text: String, line: Int = 9) -> StructuredValue {
  StructuredValue(.text(text), line: line)
}

@Test(
  arguments: [
    ("$n", .integer(40)),
    ("${n}", .integer(40)),
    ("$quick", .truth(true)),
    ("$tiny", .number(0.001)),
    ("run-$n.csv", .text("run-40.csv")),
    ("${n}x", .text("40x")),
    ("$n$n", .text("4040")),
    ("$tiny-", .text("1e-3-")),
    ("$table:$quick", .text("a.csv:true")),
    ("$$n", .text("$n")),
    ("$$$n", .text("$40")),
    ("a$$", .text("a$")),
    ("no dollar", .text("no dollar")),
  ] as [(String, StructuredValue.Content)])
func `a parameter alone keeps its type, inside a text it is a word`(
  written: String, content: StructuredValue.Content
) throws {
  let put = try values.put(into: text(written), path: "p.yaml")
  #expect(put.content == content)
  #expect(put.line == 9)
}

@Test func `parameters are put in at any depth, and names are left alone`() throws {
  let tree = StructuredValue(
    .mapping([
      .init(name: "$n", value: StructuredValue(.sequence([text("$n"), text("b")]), line: 2)),
      .init(
        name: "deep",
        value: StructuredValue(.mapping([.init(name: "x", value: text("$table"))]), line: 3)),
      .init(name: "number", value: StructuredValue(.integer(7), line: 4)),
    ]), line: 1)
  let put = try values.put(into: tree, path: "p.yaml")
  #expect(CanonicalJSON.encode(put) == #"{"$n":[40,"b"],"deep":{"x":"a.csv"},"number":7}"#)
}

@Test(arguments: [
  ("$tabel", "uses the parameter '$tabel', which is not declared", "Did you mean 'table'?"),
  (
    "a-$nonsense-b", "uses the parameter '$nonsense', which is not declared",
    "Known are: n, quick, table, tiny."
  ),
  ("5 $", "uses the parameter '$', which is not declared", "Did you mean 'n'?"),
  ("${n", "uses the parameter '$', which is not declared", "Did you mean 'n'?"),
])
func `a parameter that is not declared is named with its line`(
  written: String, problem: String, fix: String
) {
  let error = #expect(throws: SkysortError.self) {
    _ = try values.put(into: text(written), path: "p.yaml")
  }
  #expect(error?.problem == problem)
  #expect(error?.fix == fix)
  #expect(error?.location == "line 9")
}

@Test func `without parameters the way out is to declare one`() {
  let error = #expect(throws: SkysortError.self) {
    _ = try ParameterValues([]).put(into: text("$n"), path: "p.yaml")
  }
  #expect(error?.fix == "Declare it under 'parameters'.")
}

@Test(arguments: ["$n", "$$", "a$b$$c", "${n}", "$", "plain", ""])
func `an escaped text is itself again when parameters are put in`(written: String) throws {
  let tree = StructuredValue(.sequence([text(written)]), line: 1)
  #expect(try values.put(into: tree.escaped, path: "p.yaml") == tree)
}

@Test(
  arguments: [
    ([:], ["40", "a.csv"]),
    (["epochs": "3"], ["3", "a.csv"]),
    (["table": "7", "epochs": "many"], ["many", "7"]),
  ] as [([String: String], [String])])
func `changes take the place of the pipeline's own values`(
  changes: [String: String], words: [String]
) throws {
  let document = try PipelineDocument(
    text: "parameters: {epochs: 40, table: a.csv}\n", path: "p.yaml")
  #expect(try document.parameters(with: changes).map(\.value.word) == words)
}

@Test func `a change of what is no parameter is a mistake on the command line`() throws {
  let document = try PipelineDocument(text: "parameters: {epochs: 40}\n", path: "p.yaml")
  let error = #expect(throws: SkysortError.self) {
    _ = try document.parameters(with: ["epoch": "3"])
  }
  #expect(error?.description == "p.yaml: has no parameter 'epoch' to set. Did you mean 'epochs'?")
  #expect(error?.exitCode == .usage)
}

@Test(arguments: ["{a: [1]}", "{a: {b: 1}}"])
func `a parameter that is no word is refused`(parameters: String) throws {
  let document = try PipelineDocument(text: "parameters: \(parameters)\n", path: "p.yaml")
  let error = #expect(throws: SkysortError.self) { _ = try document.parameters(with: [:]) }
  #expect(error?.location == "line 1, parameters.a")
}
