import Synchronization

/// Workers that wait to be used again; as many as are at work at once.
final class LentWorkers<Worker>: Sendable {
  private let make: @Sendable () throws -> Worker
  private let idle = Mutex<[Lent]>([])

  /// - Parameter make: Called where none is free.
  init(_ make: @escaping @Sendable () throws -> Worker) { self.make = make }

  /// Lends a worker, which is put back afterwards.
  func lend<Answer>(_ body: (Worker) throws -> Answer) throws -> Answer {
    let lent = try idle.withLock { $0.popLast() } ?? Lent(make())
    defer { idle.withLock { $0.append(lent) } }
    return try body(lent.worker)
  }

  /// A worker in the hands of one thread at a time: whoever takes it out of the pool is its
  /// only holder until it is put back, and the pool's lock orders one holder after the other.
  private final class Lent: @unchecked Sendable {
    let worker: Worker
    init(_ worker: Worker) { self.worker = worker }
  }
}
