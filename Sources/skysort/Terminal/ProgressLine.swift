import Numbers
import Synchronization
import Tasks

/// Progress for people: one updating line on a terminal, a line every ten seconds elsewhere.
final class ProgressLine: Sendable {
  private struct State {
    var activity = ""
    var start = ContinuousClock.now
    var lastPrint: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let terminal = Terminal.standard
  private let interval: Duration

  init() { interval = terminal.isInteractive ? .milliseconds(100) : .seconds(10) }

  /// Prints where the last line was long enough ago.
  func show(_ update: ProgressUpdate) {
    let now = ContinuousClock.now
    let elapsed: Duration? = state.withLock { state in
      if state.activity != update.activity {
        state = State(activity: update.activity, start: now, lastPrint: now)
        return nil
      }
      guard now - (state.lastPrint ?? state.start) >= interval else { return nil }
      state.lastPrint = now
      return now - state.start
    }
    guard let elapsed else { return }
    let line = Self.line(update, seconds: elapsed / .seconds(1))
    guard terminal.isInteractive else { return terminal.message(line) }
    let trend = update.trend.count < 2 ? "" : " \(Sparkline.text(update.trend))"
    let fits = (line + trend).count < terminal.width ?? 80
    terminal.rewrite(fits ? line + trend : line)
  }

  /// Clears the updating line, so that what follows starts at its beginning.
  func finish() {
    if terminal.isInteractive { terminal.rewrite("") }
  }

  private static func line(_ update: ProgressUpdate, seconds: Double) -> String {
    let rate = Double(update.completed) / max(seconds, 1e-9)
    var parts = ["\(update.activity): \(grouped(update.completed)) \(update.unit)"]
    if let total = update.total, total > 0 {
      parts[0] += " of \(grouped(total))"
      let left = Double(max(0, total - update.completed)) / max(rate, 1e-9)
      parts.append("\(Int(clamping: left.rounded(.up))) s left")
    }
    parts.insert("\(grouped(Int(clamping: rate))) \(update.unit)/s", at: 1)
    if !update.detail.isEmpty { parts.append(update.detail) }
    return parts.joined(separator: ", ")
  }

  /// `1234567` as `1,234,567`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let groups = digits.enumerated().map { index, digit in
      let isGroupStart = index > 0 && (digits.count - index) % 3 == 0
      return isGroupStart ? ",\(digit)" : "\(digit)"
    }
    return (number < 0 ? "-" : "") + groups.joined()
  }
}
