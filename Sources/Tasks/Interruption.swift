public import Files
import Synchronization

/// The user asked to stop; checked between units of work, so that each is finished or discarded
/// whole.
public final class Interruption: Sendable {
  private let isRequested = Atomic<Bool>(false)

  public init() {}

  /// Safe to call from a signal's handler queue.
  public func request() { isRequested.store(true, ordering: .relaxed) }

  /// - Throws: ``Interrupted`` once stopping was asked for.
  public func check() throws(Interrupted) {
    if isRequested.load(ordering: .relaxed) { throw Interrupted() }
  }
}

/// Work was stopped by the user; nothing half-written remains.
public struct Interrupted: ExitCoded {
  public let description = "Interrupted; nothing was left half-written."
  public let exitCode = ExitCode.interrupted
}
