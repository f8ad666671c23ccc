import Dispatch
import Glibc
import Tasks

/// Turns Ctrl-C into a request to stop at the next safe point; a second one stops at once.
final class SignalWatch {
  let interruption = Interruption()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [interruption] in
      interruption.request()
      signal(SIGINT, SIG_DFL)
    }
    source.activate()
  }

  deinit { source.cancel() }
}
