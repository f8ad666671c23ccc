import ArgumentParser
import FoundationEssentials
import Glibc
import Tasks

/// What every verb takes.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print no progress and no messages but errors.")
  var quiet = false

  @Flag(help: "Print one JSON object on standard output, and nothing else there.")
  var json = false

  @Option(help: ArgumentHelp("Threads to use; all cores where absent.", valueName: "N"))
  var threads: Int = Self.cores

  @Option(help: ArgumentHelp("Seed of everything random; always recorded.", valueName: "N"))
  var seed: UInt64 = 0

  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  func validate() throws {
    try ValidationError.check("--threads", threads, in: 1...1024)
  }

  /// Prints a line for people on standard error.
  func say(_ text: @autoclosure () -> String) {
    if !quiet { Terminal.standard.message(text()) }
  }

  /// Prints the result: JSON where asked for, else the text.
  func report(_ result: some Encodable, text: @autoclosure () -> String) throws {
    guard json else { return try StandardOutput.print(text()) }
    try JSONOutput.print(JSONOutput.Titled(result: result))
  }

  /// Prints the result of a task, also where some of its inputs failed, which is thrown then.
  ///
  /// - Parameters:
  ///   - text: The result for people.
  ///   - finally: Done before it is printed.
  func reporting<Outcome: Encodable & Sendable>(
    _ text: (Outcome) -> String, of work: () async throws -> Outcome,
    finally: (Outcome) -> Void
  ) async throws {
    do {
      let outcome = try await work()
      finally(outcome)
      try report(outcome, text: text(outcome))
    } catch let error as Incomplete<Outcome> {
      finally(error.outcome)
      try report(error.outcome, text: text(error.outcome))
      throw error
    }
  }

  /// A progress handler that honours `--quiet`, and what ends its line.
  func progress() -> (handler: ProgressHandler, finish: () -> Void) {
    guard !quiet else { return ({ _ in }, {}) }
    let line = ProgressLine()
    return ({ line.show($0) }, { line.finish() })
  }
}
