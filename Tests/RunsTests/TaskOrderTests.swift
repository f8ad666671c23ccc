import Files
import Settings
import Tasks
import Testing

@testable import Runs

/// A pipeline of tasks that match a file with another's output.
///
/// - Parameter sources: The tasks whose folders each task reads from, in the order of the file.
private func pipeline(_ sources: KeyValuePairs<String, [String]>) throws -> PipelineFile {
  let tasks = sources.map { name, sources in
    let catalogs = (["first.csv", "second.csv"] + sources.map { "\($0)/catalog.fits" })
    return "  \(name): {class: compare, inputs: {catalogs: [\(catalogs.joined(separator: ", "))]}}"
  }
  let text = "tasks:\n" + tasks.joined(separator: "\n") + "\n"
  return try PipelineFile(PipelineDocument(text: text, path: "p.yaml"), changes: [:])
}

private struct OrderCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let sources: KeyValuePairs<String, [String]>
  let names: [String]

  static let all = [
    OrderCase(
      testDescription: "tasks that read nothing of each other",
      sources: ["c": [], "a": [], "b": []],
      names: ["c", "a", "b"]),
    OrderCase(
      testDescription: "a task before its source", sources: ["a": ["b"], "b": [], "c": []],
      names: ["b", "a", "c"]),
    OrderCase(
      testDescription: "a chain written backwards",
      sources: ["d": ["c"], "c": ["b"], "b": ["a"], "a": []], names: ["a", "b", "c", "d"]),
    OrderCase(
      testDescription: "two ways from one source to one end",
      sources: ["end": ["left", "right"], "right": ["start"], "left": ["start"], "start": []],
      names: ["start", "right", "left", "end"]),
    OrderCase(
      testDescription: "a source read twice", sources: ["b": ["a", "a"], "a": []],
      names: ["a", "b"]),
    OrderCase(
      testDescription: "a folder that no task is named after", sources: ["a": ["elsewhere"]],
      names: ["a"]),
  ]
}

@Test(arguments: OrderCase.all)
private func `tasks keep the file's order but for sources that come first`(
  example: OrderCase
) throws {
  #expect(try TaskOrder(pipeline(example.sources)).names == example.names)
}

@Test func `dependencies are the tasks whose folders are read`() throws {
  let order = try TaskOrder(pipeline(["a": [], "b": ["a", "elsewhere"], "c": ["a", "b"]]))
  #expect(order.dependencies == ["a": [], "b": ["a"], "c": ["a", "b"]])
}

@Test(
  arguments: [
    (["a": ["a"]], "a"),
    (["a": ["b"], "b": ["a"]], "a, b"),
    (["free": [], "a": ["c"], "b": ["a"], "c": ["b"], "after": ["c", "free"]], "a, b, c, after"),
  ] as [(KeyValuePairs<String, [String]>, String)])
func `tasks that wait for each other are named`(
  sources: KeyValuePairs<String, [String]>, names: String
) throws {
  let pipeline = try pipeline(sources)
  let error = #expect(throws: SkysortError.self) { _ = try TaskOrder(pipeline) }
  #expect(error?.problem == "the tasks \(names) wait for each other")
  #expect(error?.exitCode == .badData)
}

@Test(
  arguments: [
    (["a"], ["a", "b", "d"]),
    (["b"], ["b", "d"]),
    (["c"], ["c", "d"]),
    (["d"], ["d"]),
    (["b", "c"], ["b", "c", "d"]),
    ([], []),
  ] as [(Set<String>, Set<String>)])
func `what is downstream of tasks is all that reads from them`(
  tasks: Set<String>, reached: Set<String>
) throws {
  let order = try TaskOrder(pipeline(["a": [], "b": ["a"], "c": [], "d": ["b", "c"]]))
  #expect(order.downstream(of: tasks) == reached)
}

@Test(
  arguments: [
    ("model/model.safetensors", "model/model.safetensors", "model"),
    ("model", "model", "model"),
    ("g=model/image-g.fits", "model/image-g.fits", "model"),
    ("model/a=b.fits", "model/a=b.fits", "model"),
    ("g=a=model/x.fits", "a=model/x.fits", nil),
    ("/model/model.safetensors", "/model/model.safetensors", nil),
    ("./model/model.safetensors", "./model/model.safetensors", nil),
    ("models/a.fits", "models/a.fits", nil),
    ("=model/a.fits", "=model/a.fits", nil),
    ("", "", nil),
  ] as [(String, String, String?)])
func `an input's task is the folder its path begins with`(
  text: String, path: String, task: String?
) {
  let input = TaskInput(text)
  #expect(input.path == path)
  #expect(input.task(among: ["model", "a"]) == task)
}
