import ArgumentParser
import Files
import Glibc
import Runs
import Tasks

struct Replay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Does a recorded run again and compares the bytes.",
    discussion: """
        skysort replay runs/sdss --out again

      Inputs must be those that the run read. Every output is compared by its SHA-256; where \
      bytes differ, tables and figures are compared too. Exit code 65 says that some differ.
      """)

  @Argument(help: "The run's folder, or one of its records.")
  var run: String

  @Option(help: "Folder to do it in; RUN-replay where absent.")
  var out: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let record = try Self.absolute(run)
    let home = try ReplayTask.workingFolder(of: record)
    var trimmed = record
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    var task = ReplayTask(run: record, folder: try out.map(Self.absolute) ?? "\(trimmed)-replay")
    task.threads = common.threads
    guard unsafe chdir(home.systemPath) == 0 else {
      throw SkysortError(
        path: home, problem: "is where the run's paths begin, and cannot be entered",
        fix: "Make it, or link it to where the inputs are now.", exitCode: .noInput)
    }
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try await task.run(progress: progress, interruption: signals.interruption)
    finish()
    try common.report(outcome, text: Self.text(outcome))
    if !outcome.isIdentical { throw ReplayDiffers(outcome) }
  }

  private static func absolute(_ path: String) throws -> String {
    try Paths.join(Paths.current(), path)
  }

  private static func text(_ outcome: ReplayTask.Outcome) -> String {
    var lines = ["Replayed \(outcome.record) in \(outcome.folder)."]
    lines += outcome.circumstances
    for file in outcome.outputs {
      let digest = file.replayed ?? file.recorded ?? ""
      let rest = file.difference.map { "  \($0)" } ?? ""
      lines.append(
        "\(file.state.rawValue.padding(to: 10)) \(digest.prefix(16))  \(file.path)\(rest)")
    }
    lines.append(outcome.isIdentical ? "All bytes are the same." : "Some bytes differ.")
    return lines.joined(separator: "\n")
  }
}
