import Files
import Settings
import Tasks

/// A pipeline as its YAML describes it: named tasks, each of which may read what others write.
///
///     schema: 1
///     description: From a labelled table to an evaluated catalog.
///     parameters: {epochs: 40}
///     imports: [survey.yaml]
///     tasks:
///       model:
///         class: train
///         inputs: {table: labelled.csv}
///         config: {epochs: $epochs}
///     contracts:
///       - {contract: model.config.epochs >= 10, message: Fewer epochs say nothing.}
///     subsets: {learning: [model]}
///
/// An input that begins with a task's name is in that task's folder; any other is a path from the
/// working folder. `$name` stands for a parameter's value. Imported files come first; what this
/// file says of the same task or parameter replaces what they say.
struct PipelineFile {
  let path: String
  let description: String?
  /// In the order of the files, with the values in use.
  let parameters: [StructuredValue.Member]
  let tasks: [PipelineEntry]
  let contracts: [PipelineContract]
  /// Names of tasks by name of the subset.
  let subsets: [String: [String]]
  /// The files it was read from, imported ones first.
  let files: [String]

  /// Of the form described above.
  static let schema = 1

  /// Reads a pipeline, `changes` in the place of its own parameters.
  ///
  /// - Throws: `SkysortError` with file, line and the right spelling; `SkysortError` for
  ///   parameters and subsets that do not exist and tasks that wait for each other.
  static func load(_ path: String, changes: [String: String]) throws -> PipelineFile {
    try PipelineFile(PipelineDocument(path), changes: changes)
  }

  /// - Parameter changes: Values by parameter, as YAML writes them.
  init(_ document: PipelineDocument, changes: [String: String]) throws {
    path = document.path
    description = document.description
    files = document.files
    let parameters = try document.parameters(with: changes)
    self.parameters = parameters
    let values = ParameterValues(parameters)
    tasks = try document.tasks.map { part in
      try PipelineEntry(
        name: part.name, tree: values.put(into: part.value, path: part.path), path: part.path)
    }
    contracts = try document.contracts.map { part in
      try StrictSettings.decode(
        PipelineContract.self, from: values.put(into: part.value, path: part.path),
        path: part.path)
    }
    let names = tasks.map(\.name)
    subsets = try document.subsets.reduce(into: [:]) { subsets, part in
      let list = try StrictSettings.decode(OneOrMore<Word>.self, from: part.value, path: part.path)
      subsets[part.name] = try list.elements.map { word in
        guard names.contains(word.text) else {
          throw SkysortError(
            path: part.path, location: "line \(part.value.line), subsets.\(part.name)",
            problem: "there is no task '\(word.text)'",
            fix: Spelling.advice(for: word.text, among: names))
        }
        return word.text
      }
    }
  }

  /// The tasks that a name stands for: one task's, or a subset's.
  func chosen(_ name: String) throws(SkysortError) -> Set<String> {
    if let subset = subsets[name] { return Set(subset) }
    let names = tasks.map(\.name)
    guard names.contains(name) else {
      throw SkysortError(
        path: path, problem: "has no task or subset '\(name)'",
        fix: Spelling.advice(for: name, among: names + subsets.keys), exitCode: .usage)
    }
    return [name]
  }

  /// Everything that decides what is done, parameters put in; a pipeline itself.
  var resolved: StructuredValue {
    StructuredValue(
      .mapping(
        (description.map { [.init(name: "description", value: .init(.text($0), line: 1))] } ?? [])
          + [
            .init(name: "schema", value: .init(.integer(Self.schema), line: 1)),
            .init(name: "parameters", value: .init(.mapping(parameters), line: 1)),
            .init(
              name: "tasks",
              value: .init(
                .mapping(tasks.map { .init(name: $0.name, value: $0.tree.escaped) }), line: 1)),
          ]), line: 1)
  }
}
