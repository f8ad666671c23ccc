import Dispatch
import Glibc

/// Ctrl-C and the system's request to end; a second one ends the program at once.
final class TerminationSignals {
  private let sources: [any DispatchSourceSignal]

  /// Returns once no signal can be missed any more.
  init(_ handler: @escaping @Sendable () -> Void) async {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        handler()
      }
      return source
    }
    for source in sources {
      // Sources are registered some time after they are activated; until then the signal is lost.
      await withCheckedContinuation { continuation in
        source.setRegistrationHandler { continuation.resume() }
        source.activate()
      }
    }
  }

  deinit { for source in sources { source.cancel() } }
}
