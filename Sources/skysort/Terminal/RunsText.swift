import Reports
import Runs
import Tasks

/// Recorded runs for people, as aligned text.
enum RunsText {
  static func list(_ listing: RunRegistry.Listing) -> String {
    guard !listing.runs.isEmpty else { return "No runs." }
    let rows = listing.runs.map { run in
      [
        run.id, run.state, Numeral.figure(run.seconds), run.folder, run.pipeline,
        run.metrics["report.accuracy"].map { "accuracy \(Numeral.figure($0))" } ?? headline(run),
      ]
    }
    return table([["run", "state", "seconds", "folder", "pipeline", ""]] + rows)
  }

  /// One figure for a run without a report: the first by name.
  private static func headline(_ run: RunRegistry.Entry) -> String {
    let names = run.metrics.keys.sorted()
    let chosen = names.first { $0.hasSuffix(".accuracy") } ?? names.first
    return chosen.flatMap { name in
      run.metrics[name].map { "\(name) \(Numeral.figure($0))" }
    } ?? ""
  }

  static func show(_ run: RunDescription) -> String {
    var lines = [
      "run       \(run.entry.id)", "pipeline  \(run.entry.pipeline)",
      "folder    \(run.entry.folder)", "record    \(run.entry.record)",
      "state     \(run.entry.state)", "started   \(run.entry.started)",
      "seconds   \(Numeral.figure(run.entry.seconds))", "program   \(run.entry.version)",
    ]
    if let description = run.entry.description { lines.insert(description, at: 0) }
    if let failure = run.failure { lines.append("failure   \(failure)") }
    for (name, value) in run.parameters.sorted(by: { $0.key < $1.key }) {
      lines.append("set       \(name)=\(value)")
    }
    for task in run.tasks {
      let seconds = task.state == .done ? "  \(Numeral.figure(task.seconds)) s" : ""
      lines += ["", "\(task.name) (\(task.taskClass))  \(task.state.rawValue)\(seconds)"]
      lines += task.metrics.sorted { $0.key < $1.key }.map {
        "  \($0.key.padding(to: 20)) \(Numeral.figure($0.value))"
      }
      lines += task.outputs.map { "  \($0.sha256.prefix(16))  \($0.path)" }
    }
    return lines.joined(separator: "\n")
  }

  static func history(_ history: RunRegistry.History) -> String {
    let rows = history.values.map { point in
      [point.started, point.id, point.folder, point.task, Numeral.figure(point.value)]
    }
    return table([["started", "run", "folder", "task", history.metric]] + rows)
  }

  private static func table(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
