import Files
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

  /// Characters that a line holds; `nil` where nobody tells.
  var width: Int? {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Prints a line, or several.
  func message(_ text: String) { write("\(text.printable)\n") }

  /// Rewrites the current line, cut so that it stays one.
  func rewrite(_ text: String) {
    let limit = max(1, (width ?? 80) - 1)
    let text = text.printable
    let shown = text.count <= limit ? text : text.prefix(limit - 1) + "…"
    write("\r\u{1B}[K\(shown)")
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
