import Synchronization

/// Things for one thread at a time that wait to be used again; as many as were in use at once.
public final class ResourcePool<Resource, Failure: Error>: Sendable {
  private let make: @Sendable () throws(Failure) -> Resource
  private let idle = Mutex<[Pooled]>([])

  /// - Parameter make: Called where none is free.
  public init(_ make: @escaping @Sendable () throws(Failure) -> Resource) { self.make = make }

  /// One of the caller's own, which does not come back.
  public func makeResource() throws(Failure) -> Resource { try make() }

  /// Lends one, which is put back afterwards.
  public func lend<Answer>(
    _ body: (Resource) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    let pooled: Pooled
    if let taken = idle.withLock({ $0.popLast() }) {
      pooled = taken
    } else {
      pooled = Pooled(try make())
    }
    defer { idle.withLock { $0.append(pooled) } }
    return try body(pooled.resource)
  }

  /// In the hands of one thread at a time: whoever takes it out of the pool is its only holder
  /// until it is put back, and the pool's lock orders one holder after the other.
  private final class Pooled: @unchecked Sendable {
    let resource: Resource
    init(_ resource: Resource) { self.resource = resource }
  }
}
