internal import Synchronization

/// Things that wait to be used again, such as compiled networks; as many as were in use at once.
public final class ResourcePool<Resource, Failure: Error>: Sendable {
  private let make: @Sendable () throws(Failure) -> Resource
  private let idle = Mutex<[Lent]>([])

  /// - Parameter make: Called where none is free.
  public init(_ make: @escaping @Sendable () throws(Failure) -> Resource) { self.make = make }

  /// A resource of the caller's own.
  public func makeOwn() throws(Failure) -> Resource { try make() }

  /// Lends a resource, which is put back afterwards.
  public func lend<Answer>(
    _ body: (Resource) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    let lent: Lent
    if let taken = idle.withLock({ $0.popLast() }) {
      lent = taken
    } else {
      lent = Lent(try make())
    }
    defer { idle.withLock { $0.append(lent) } }
    return try body(lent.resource)
  }

  /// A resource in the hands of one thread at a time: whoever takes it out of the pool is its
  /// only holder until it is put back, and the pool's lock orders one holder after the other.
  private final class Lent: @unchecked Sendable {
    let resource: Resource
    init(_ resource: Resource) { self.resource = resource }
  }
}

/// Compiled networks of one kind.
typealias WorkerPool = ResourcePool<PredictionWorker, LearningError>

extension WorkerPool {
  /// The answers for some samples, by a worker made when none is free and kept for the next.
  func predict(_ features: [Float]) throws(LearningError) -> [Float] {
    try lend { worker throws(LearningError) in worker.predict(features) }
  }
}
