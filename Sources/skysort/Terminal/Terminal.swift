import Glibc

/// Standard error: messages, and whether a person is looking.
struct Terminal: Sendable {
  static let standard = Terminal()

  /// Whether standard error is a terminal that can rewrite its line.
  let isInteractive: Bool

  private init() {
    let name = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? "dumb"
    isInteractive = isatty(STDERR_FILENO) == 1 && name != "dumb"
  }

  /// Prints a line.
  func message(_ text: String) { write("\(text)\n") }

  /// Rewrites the current line.
  func rewrite(_ text: String) { write("\r\u{1B}[K\(text)") }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
