import Dispatch
import Glibc

/// Ctrl-C and the system's request to end; a second one ends the program at once.
final class TerminationSignals {
  private let sources: [any DispatchSourceSignal]

  init(_ handler: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        handler()
      }
      source.activate()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
