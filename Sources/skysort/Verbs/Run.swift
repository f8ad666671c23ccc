import ArgumentParser
import Pipelines

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a pipeline: tasks described in YAML, in order.",
    discussion: """
        skysort run pipelines/quickstart.yaml --out demo --set epochs=20

      Classes of tasks are simulate, train, classify and validate; each writes into a folder \
      of its own name.
      """)

  @Argument(help: "The pipeline (YAML).")
  var pipeline: String

  @Option(help: "Folder for the tasks' folders.")
  var out = "runs"

  @Option(name: .customLong("set"), help: "A parameter's value, as name=value; repeatable.")
  var changes: [String] = []

  @Option(help: "Run only this task.")
  var only: String?

  @Flag(help: "Say what would run, and run nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var run = PipelineRun(path: pipeline)
    run.folder = out
    run.changes = try Self.parsed(changes)
    run.only = only
    run.isDry = dryRun
    run.threads = common.threads
    run.seed = common.seed
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
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
      let verb = isDry ? "would run" : "\(Summary.digits(task.seconds)) s  \(task.summary)"
      lines.append("\(task.name.padding(to: 14)) \(task.taskClass.padding(to: 10)) \(verb)")
      lines += task.outputs.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
