import FoundationEssentials
import Glibc

/// Runs programs and tells what they took.
enum ChildProcess {
  struct Outcome {
    /// From start to exit.
    let seconds: Double
    /// Largest resident memory.
    let peakBytes: Int
  }

  /// The path of a program in the folder of this one.
  static func neighbour(_ name: String) -> String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let own = link ?? CommandLine.arguments[0]
    guard let slash = own.lastIndex(of: "/") else { return name }
    return own[...slash] + name
  }

  /// Waits for a program.
  ///
  /// - Parameter output: A file for what it prints; standard error where `nil`.
  /// - Throws: ``BenchmarkError`` if it cannot be started or fails.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String], output: String? = nil
  ) throws -> Outcome {
    let texts = unsafe ([program] + arguments).map { unsafe strdup($0) }
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let output {
      unsafe posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    } else {
      unsafe posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    }
    let start = ContinuousClock.now
    var child = pid_t()
    let problem = unsafe posix_spawn(&child, program, &actions, nil, texts + [nil], environ)
    guard problem == 0 else {
      throw BenchmarkError(
        "\(program) cannot be started: \(unsafe String(cString: strerror(problem))). "
          + "Build it, or give its path with --skysort.")
    }
    var status: CInt = 0
    var usage = rusage()
    guard unsafe wait4(child, &status, 0, &usage) == child, status == 0 else {
      throw BenchmarkError("\(program) \(arguments.joined(separator: " ")) failed.")
    }
    let elapsed = ContinuousClock.now - start
    return Outcome(
      seconds: elapsed / .seconds(1), peakBytes: usage.ru_maxrss * 1024)
  }
}
