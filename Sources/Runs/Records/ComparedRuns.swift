import Files
import Settings
public import Tasks

extension ComparisonTask {
  /// A comparison of catalogs, some of them named by the run that made them.
  ///
  /// - Parameters:
  ///   - arguments: Catalogs, and folders of runs.
  ///   - task: Which task's catalog to take of a run; its only `classify` where `nil`.
  /// - Throws: `SkysortError` where a run has no such catalog, or several.
  public init(of arguments: [String], task: String? = nil) throws {
    let runs = try ComparedRuns(arguments, task: task)
    self.init(catalogs: runs.catalogs)
    names = runs.names
    differences = runs.differences
  }
}

/// Catalogs to compare, some of them named by the run that made them.
struct ComparedRuns {
  /// Paths of catalogs, in the order of the arguments.
  let catalogs: [String]
  /// As legends print them, where every argument is a run.
  let names: [String]?
  /// What differs between the runs' records; empty where fewer than two arguments are runs.
  let differences: [RunDifference]

  /// - Parameters:
  ///   - arguments: Catalogs, and folders of runs.
  ///   - task: Which task's catalog to take of a run; its only `classify` where `nil`.
  /// - Throws: `SkysortError` where a run has no such catalog, or several.
  init(_ arguments: [String], task: String?) throws {
    var catalogs: [String] = []
    var runs: [(name: String, record: RunRecord)] = []
    for argument in arguments {
      guard Paths.isFolder(argument) else {
        catalogs.append(argument)
        continue
      }
      let record = try RunRecord.read(in: argument)
      catalogs.append(try Self.catalog(of: record, in: argument, task: task))
      runs.append((argument, record))
    }
    self.catalogs = catalogs
    let shown = runs.map { Paths.name(of: $0.name) }
    names = runs.count == arguments.count && Set(shown).count == shown.count ? shown : nil
    differences =
      runs.dropFirst().flatMap { RunDifference.between(runs[0], $0) }
  }

  private static func catalog(
    of record: RunRecord, in folder: String, task: String?
  ) throws(SkysortError) -> String {
    let candidates = record.tasks.filter { $0.taskClass == "classify" && !$0.outputs.isEmpty }
    let names = candidates.map(\.name)
    let chosen = task.map { task in candidates.filter { $0.name == task } } ?? candidates
    guard let found = chosen.first else {
      let problem =
        task.map { "its latest run has no catalog of a task '\($0)'" }
        ?? "its latest run labelled no catalog"
      let fix =
        task.map { Spelling.advice(for: $0, among: names) }
        ?? "Run the pipeline to its end, or name a catalog."
      throw SkysortError(path: folder, problem: problem, fix: names.isEmpty ? "" : fix)
    }
    guard chosen.count == 1 else {
      throw SkysortError(
        path: folder, problem: "its latest run labelled \(names.count) catalogs",
        fix: "Choose one with --task: \(names.joined(separator: ", ")).", exitCode: .usage)
    }
    guard let file = found.outputs.first, found.outputs.count == 1 else {
      throw SkysortError(
        path: folder, problem: "'\(found.name)' wrote \(found.outputs.count) files",
        fix: "Name one of them instead of the run.", exitCode: .usage)
    }
    return Paths.join(Paths.join(folder, found.name), file.path)
  }
}

extension RunDifference {
  /// Settings, inputs from outside, and the program, in order of their names.
  static func between(
    _ first: (name: String, record: RunRecord), _ second: (name: String, record: RunRecord)
  ) -> [RunDifference] {
    let (before, now) = (words(of: first.record), words(of: second.record))
    return Set(before.keys).union(now.keys).sorted().compactMap { name in
      guard before[name] != now[name] else { return nil }
      return RunDifference(
        runs: [first.name, second.name], name: name, first: before[name], second: now[name])
    }
  }

  /// What decides a run's results, by name.
  private static func words(of record: RunRecord) -> [String: String] {
    var words = [
      "seed": "\(record.seed)", "precision": record.precision,
      "tool.version": record.tool.version, "tool.build": record.tool.build,
    ]
    for (name, version) in record.tool.libraries { words["tool.\(name)"] = version }
    for section in ["parameters", "tasks"] {
      guard let tree = record.tree[section] else { continue }
      words.merge(leaves(of: tree, at: section)) { first, _ in first }
    }
    let tasks = Set(record.tasks.map(\.name))
    for input in record.tasks.flatMap(\.inputs)
    where TaskInput(input.path).task(among: tasks) == nil {
      words["inputs.\(input.path)"] = "SHA-256 \(input.sha256)"
    }
    return words
  }

  private static func leaves(of tree: StructuredValue, at place: String) -> [String: String] {
    guard !tree.members.isEmpty else {
      return [place: tree.word ?? CanonicalJSON.encode(tree)]
    }
    return tree.members.reduce(into: [:]) { leaves, member in
      leaves.merge(Self.leaves(of: member.value, at: "\(place).\(member.name)")) { first, _ in first
      }
    }
  }
}
