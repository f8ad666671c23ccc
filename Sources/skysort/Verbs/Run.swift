import ArgumentParser
import Reports
import Runs
import Tasks

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a pipeline: tasks described in YAML, each only where something changed.",
    discussion: """
        skysort run pipelines/quickstart.yaml --out demo --set epochs=20

      Classes of tasks are \(PipelineRun.taskClasses.joined(separator: ", ")); each writes into \
      a folder of its own name. What is up to date is left alone: its inputs, settings, seed and \
      this program's version are those it was made with, and its outputs are still the same \
      bytes. `pipeline.lock` in the folder says so, `run.json` records the run for `replay`, and \
      `ro-crate-metadata.json` tells it to archives. `skysort runs` looks back on runs.

        skysort run --schema > pipeline.schema.json
      """)

  @Argument(help: "The pipeline (YAML).")
  var pipeline: String?

  @Option(help: "Folder for the tasks' folders.")
  var out = "runs"

  @Option(name: .customLong("set"), help: "A parameter's value, as name=value; repeatable.")
  var changes: [String] = []

  @Option(help: "Run only this task, or the tasks of this subset.")
  var only: String?

  @Flag(help: "Say what would run and why, and run nothing.")
  var dryRun = false

  @Flag(help: "Run tasks that are up to date too.")
  var force = false

  @Flag(help: "Print what a pipeline may say, as JSON Schema, and run nothing.")
  var schema = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard schema || pipeline != nil else {
      throw ValidationError("Name a pipeline, such as pipelines/quickstart.yaml.")
    }
  }

  func run() async throws {
    guard let pipeline, !schema else {
      return try StandardOutput.print(PipelineSchema.text, terminator: "")
    }
    var run = PipelineRun(path: pipeline)
    run.folder = out
    run.changes = try Self.parsed(changes)
    run.only = only
    run.isDry = dryRun
    run.isForced = force
    run.arguments = CommandLine.words
    run.threads = common.threads
    run.seed = common.seed
    let (progress, finish) = common.progress()
    let signals = SignalWatch(wayOn: "Finished tasks stay; run it again to go on.")
    let outcome = try await run.run(progress: progress, interruption: signals.interruption)
    finish()
    try common.report(outcome, text: Self.text(outcome, isDry: dryRun))
  }

  private static func parsed(_ changes: [String]) throws -> [String: String] {
    var values: [String: String] = [:]
    for change in changes {
      let sides = change.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else {
        throw ValidationError("--set wants name=value, found '\(change)'.")
      }
      values[String(sides[0])] = String(sides[1])
    }
    return values
  }

  private static func text(_ outcome: PipelineRun.Outcome, isDry: Bool) -> String {
    var lines = outcome.description.map { [$0] } ?? []
    for task in outcome.tasks {
      let name = "\(task.name.padding(to: 14)) \(task.taskClass.padding(to: 10))"
      lines.append("\(name) \(Self.state(task))")
      lines += task.outputs.map { "  \($0)" }
    }
    if let record = outcome.record { lines.append("Recorded in \(record).") }
    return lines.joined(separator: "\n")
  }

  private static func state(_ task: PipelineRun.TaskOutcome) -> String {
    let reason = task.reason.map { " (\($0))" } ?? ""
    return switch task.state {
    case .done: "\(Numeral.figure(task.seconds)) s  \(task.summary)\(reason)"
    case .reused: "up to date  \(task.summary)"
    case .pending: "would run\(reason)"
    case .failed: "failed"
    case .skipped: "not asked for"
    }
  }
}
