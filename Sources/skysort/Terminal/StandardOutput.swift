import Files
import FoundationEssentials
import Glibc

/// Standard output, where results go; whatever is printed there passes through here.
enum StandardOutput {
  /// Whoever read the output has seen enough, and needs no word of it.
  struct ReaderGone: ExitCoded {
    var description: String { "standard output: closed by its reader." }
    var exitCode: Files.ExitCode { .inputOutput }
  }

  /// Prints text for people.
  ///
  /// - Throws: `SkysortError` where it cannot be written; ``ReaderGone``.
  static func print(_ text: String, terminator: String = "\n") throws {
    try write(text.printable + terminator)
  }

  /// Prints a line, or lines, of JSON.
  static func printJSON(_ json: Data) throws {
    try write(String(decoding: json, as: UTF8.self).printableJSON + "\n")
  }

  private static func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      guard written <= 0 else {
        rest = rest.dropFirst(written)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Whoever shares the other end has made it return at once.
        var waiting = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&waiting, 1, -1)
      case EPIPE: throw ReaderGone()
      case EBADF:
        throw SkysortError(
          path: "standard output", problem: "is closed", fix: "Send it to a file, or to /dev/null.",
          exitCode: .inputOutput)
      default: throw SkysortError.output("standard output", "write")
      }
    }
  }

  /// Opens what the program was started without: a file that is opened later must not become
  /// standard output or error by its number.
  static func openClosedStreams() {
    for (descriptor, mode) in [
      // Writing to what is open for reading fails as writing to what is closed does.
      (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", mode)
    }
  }
}
