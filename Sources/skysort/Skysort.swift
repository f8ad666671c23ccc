import ArgumentParser
import CMemory
import Files
import Glibc
import Settings
import Synchronization
import Tasks

/// The program: parse, call, print.
@main
struct Skysort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skysort",
    abstract: "Sorts the sky: survey tables in, labelled catalogs and validation reports out.",
    discussion: """
      Start with `skysort inspect FILE` to see what a file holds, `skysort train TABLE -o \
      MODEL.safetensors` to learn from labelled rows, and `skysort classify --model \
      MODEL.safetensors TABLE -o CATALOG.fits` to classify others.

      Data and JSON go to standard output, messages and progress to standard error. Exit \
      codes: 0 done, 64 usage, 65 bad data, 66 no input, 70 a bug, 74 input/output, \
      75 temporary, 130 interrupted.
      """,
    version: Version.number,
    subcommands: [
      Inspect.self, Train.self, Retrain.self, Tune.self, Classify.self, Validate.self, Compare.self,
      Detect.self, Cutouts.self, Match.self, Encode.self, Project.self, Similar.self,
      Anomalies.self, Explore.self, Simulate.self, Run.self, Replay.self,
      Runs.self, ShowSettings.self,
      DecodeTiles.self,
    ])

  static func main() async {
    // Writing to a closed pipe is an error to report, not a reason to die silently.
    signal(SIGPIPE, SIG_IGN)
    StandardOutput.openClosedStreams()
    // Chunks of rows are large and short-lived: keep their memory instead of asking the system
    // for fresh pages each time, which costs more than the work on them.
    mallopt(M_MMAP_THRESHOLD, 64 << 20)
    mallopt(M_TRIM_THRESHOLD, 256 << 20)
    memory_before_end(removeTemporaryFiles)
    do {
      let observer = FormerNames.Observer(SaidOnce().say)
      try await FormerNames.$observer.withValue(observer) { try await perform() }
    } catch {
      Glibc.exit(say(error))
    }
  }

  private static func perform() async throws {
    // Swift reads them from there; without any, a verb would end as well as a call for help.
    guard !CommandLine.words.isEmpty else {
      throw SkysortError(
        path: "/proc/self/cmdline", problem: "cannot be read; it holds what skysort is to do",
        fix: "Raise the limit of open files (ulimit -n), or mount /proc.", exitCode: .temporary)
    }
    let arguments = FormerNames.renaming(arguments: Array(CommandLine.words.dropFirst()))
    var command = try parsed(arguments)
    if !(command is DecodeTiles) {
      try ProcessLimits.check()
      SignalWatch.begin()
    }
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }

  /// Says what ended the program: a failure, or the help that was asked for.
  ///
  /// - Returns: The exit code.
  private static func say(_ error: any Error) -> Int32 {
    if let known = error as? any ExitCoded {
      if !(known is StandardOutput.ReaderGone) {
        Terminal.standard.message("skysort: \(known.description)")
        sayJSON(JSONOutput.Failure(known))
      }
      return known.exitCode.rawValue
    }
    let (code, text) = (exitCode(for: error), fullMessage(for: error))
    if code == .success {
      do { try StandardOutput.print(text) } catch { return say(error) }
    } else {
      if !text.isEmpty { Terminal.standard.message(text) }
      sayJSON(JSONOutput.Failure(usage: message(for: error), exitCode: code.rawValue))
    }
    return code.rawValue
  }

  private static func sayJSON(_ failure: JSONOutput.Failure) {
    guard CommandLine.words.contains("--json"), !JSONOutput.isPrinted else { return }
    // The failure that is told counts, not that of telling it.
    try? JSONOutput.print(failure)
  }
}

/// On any thread, which a closure in an isolated function would refuse.
private func removeTemporaryFiles() { TemporaryNames.removeAll() }

extension CommandLine {
  /// The program's name and arguments, as paths are; `arguments` has lost what is not UTF-8.
  static let words: [String] = (0..<Int(argc)).compactMap { place in
    unsafe unsafeArgv[place].map { unsafe Paths.text($0) }
  }
}

extension Skysort {
  /// The command that arguments ask for.
  ///
  /// - Throws: What the parser says, with a suggestion where a word is nearly one it knows.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let verbs = configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .map { $0._commandName }
    if let first = arguments.first, !first.hasPrefix("-"), first != "help",
      !configuration.subcommands.contains(where: { $0._commandName == first })
    {
      throw SkysortError(
        path: first, problem: "is no verb of skysort",
        fix: Spelling.advice(for: first, among: verbs), exitCode: .usage)
    }
    do {
      return try parseAsRoot(arguments)
    } catch {
      guard let suggestion = suggestion(for: fullMessage(for: error)) else { throw error }
      Terminal.standard.message("skysort: \(suggestion)")
      throw error
    }
  }

  /// For a value that is not among those the parser lists.
  private static func suggestion(for message: String) -> String? {
    let problem = message.split(separator: "\nHelp:").first ?? ""
    let pieces = problem.split(separator: "'", omittingEmptySubsequences: false)
    guard pieces.count > 4, pieces[0].hasSuffix("The value ") else { return nil }
    let quoted = stride(from: 5, to: pieces.count, by: 2).map { String(pieces[$0]) }
    let lines = problem.split(separator: "\n").filter { $0.hasPrefix("  - ") }
    return Spelling.suggestion(
      for: String(pieces[1]), among: quoted + lines.map { String($0.dropFirst(4)) }
    ).map { "\(pieces[3]): did you mean '\($0)'?" }
  }
}

/// Warns on standard error, of each thing once.
private final class SaidOnce: Sendable {
  private let said = Mutex<Set<String>>([])

  func say(_ warning: String) {
    guard !CommandLine.words.contains("--quiet"),
      said.withLock({ $0.insert(warning).inserted })
    else { return }
    Terminal.standard.message("skysort: warning: \(warning)")
  }
}
