import Files
import Glibc

/// Runs a program to its end.
enum ChildProcess {
  enum End: Equatable {
    /// With its status and what it said on standard error.
    case exited(Int32, String)
    /// Its limit of processor time was reached.
    case timeSpent
    case killed(signal: Int32)
  }

  /// Bytes of a message that are kept.
  private static let longestMessage = 2000

  /// The absolute path of the program that is running.
  static var runningProgram: String? {
    guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe Paths.text(path)
  }

  /// - Parameters:
  ///   - arguments: The program's absolute path, then what it is told.
  ///   - input: Becomes standard input.
  ///   - output: Becomes standard output.
  ///   - path: The file it is about, for messages.
  static func run(
    _ arguments: [String], input: Int32, output: Int32, path: String
  ) throws(SkysortError) -> End {
    let messages = try NamelessFile()
    var child: pid_t = 0
    let code = spawn(
      arguments, [input, output, messages.descriptor], environment: environment(),
      child: &child)
    guard code == 0 else { throw .system(path, "decoded", code: code) }
    let status = wait(for: child)
    let signal = status & 0x7f
    if signal == SIGXCPU { return .timeSpent }
    guard signal == 0 else { return .killed(signal: signal) }
    return .exited(status >> 8 & 0xff, try message(messages.path, about: path))
  }

  /// Only what the dynamic linker needs; one thread is enough, and nobody wants the history of a
  /// crash.
  private static func environment() -> [String] {
    var variables = ["LC_ALL=C", "OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no"]
    if let folders = unsafe getenv("LD_LIBRARY_PATH") {
      variables.append("LD_LIBRARY_PATH=\(unsafe Paths.text(folders))")
    }
    return variables
  }

  /// Starts the program in a process group of its own, so that an interrupt at the terminal is
  /// the parent's to answer, and with all signals at work, whatever the parent ignores.
  private static func spawn(
    _ arguments: [String], _ descriptors: [Int32], environment: [String],
    child: inout pid_t
  ) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (place, descriptor) in descriptors.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(place))
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var words = unsafe arguments.map { unsafe strdup($0.systemPath) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0.systemPath) } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    return unsafe posix_spawn(
      &child, arguments[0].systemPath, &actions, &attributes, &words, &variables)
  }

  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// The beginning of a text, on one line.
  private static func message(_ file: String, about path: String) throws(SkysortError) -> String {
    let bytes = try FileBytes(plainPath: file, path: path)
    let kept = try bytes.read(at: 0, count: min(Int(bytes.size), longestMessage))
    let text = String(decoding: kept, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}
