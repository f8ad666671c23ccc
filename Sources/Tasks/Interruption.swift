public import Files
import Synchronization

/// The user asked to stop; checked between units of work, so that each is finished or discarded
/// whole.
public final class Interruption: Sendable {
  private let isRequested = Atomic<Bool>(false)

  private let wayOn: String?

  /// - Parameter wayOn: How to go on with stopped work, a sentence.
  public init(wayOn: String? = nil) { self.wayOn = wayOn }

  /// Safe to call from any thread.
  public func request() { isRequested.store(true, ordering: .relaxed) }

  /// - Throws: ``Interrupted`` once stopping was asked for.
  public func check() throws(Interrupted) {
    if isRequested.load(ordering: .relaxed) { throw Interrupted(wayOn: wayOn) }
  }
}

/// Work was stopped by the user; nothing half-written remains.
public struct Interrupted: ExitCoded {
  private let wayOn: String?

  public init(wayOn: String?) { self.wayOn = wayOn }

  public var description: String {
    "Interrupted; nothing was left half-written." + (wayOn.map { " " + $0 } ?? "")
  }

  public let exitCode = ExitCode.interrupted
}
