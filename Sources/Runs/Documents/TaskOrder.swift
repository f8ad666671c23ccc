import Files
import Tasks

/// Which tasks wait for which.
struct TaskOrder {
  /// Names of the tasks each reads from, by name.
  let dependencies: [String: Set<String>]
  /// The file's order, but for tasks that read from later ones.
  let names: [String]

  /// - Throws: `SkysortError` where tasks wait for each other.
  init(_ pipeline: PipelineFile) throws(SkysortError) {
    let tasks = pipeline.tasks
    let known = Set(tasks.map(\.name))
    let dependencies = Dictionary(
      uniqueKeysWithValues: tasks.map { task in
        (task.name, Set(task.inputs.compactMap { TaskInput($0.text).task(among: known) }))
      })
    var names: [String] = []
    var rest = tasks.map(\.name)
    while !rest.isEmpty {
      let ready = rest.filter { dependencies[$0, default: []].isSubset(of: names) }
      guard let next = ready.first else {
        throw SkysortError(
          path: pipeline.path,
          problem: "the tasks \(rest.joined(separator: ", ")) wait for each other",
          fix: "Let one of them read a file instead.")
      }
      names.append(next)
      rest.removeAll { $0 == next }
    }
    self.dependencies = dependencies
    self.names = names
  }

  /// Every task that reads from one of these, directly or not, with these.
  func downstream(of tasks: Set<String>) -> Set<String> {
    var reached = tasks
    for name in names where !dependencies[name, default: []].isDisjoint(with: reached) {
      reached.insert(name)
    }
    return reached
  }
}

/// A text under `inputs`: `FILE`, `BAND=FILE`, or a word that names no file.
struct TaskInput: Hashable {
  /// Without a band.
  let path: String

  init(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    let isBand = sides.count == 2 && !sides[0].contains("/")
    path = isBand ? String(sides[1]) : text
  }

  /// The task in whose folder it is.
  func task(among names: Set<String>) -> String? {
    guard !path.hasPrefix("/"), let first = path.split(separator: "/").first else { return nil }
    return names.contains(String(first)) ? String(first) : nil
  }
}
