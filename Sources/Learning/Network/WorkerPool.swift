import Synchronization

/// Compiled networks that wait to be used again; as many as were at work at once.
final class WorkerPool: Sendable {
  private let compile: @Sendable () throws(LearningError) -> PredictionWorker
  private let idle = Mutex<[Lent]>([])

  init(_ compile: @escaping @Sendable () throws(LearningError) -> PredictionWorker) {
    self.compile = compile
  }

  /// A worker of the caller's own.
  func makeWorker() throws(LearningError) -> PredictionWorker { try compile() }

  /// The answers for some samples, by a worker made when none is free and kept for the next.
  func predict(_ features: [Float]) throws(LearningError) -> [Float] {
    let lent: Lent
    if let taken = idle.withLock({ $0.popLast() }) {
      lent = taken
    } else {
      lent = Lent(try compile())
    }
    defer { idle.withLock { $0.append(lent) } }
    return lent.worker.predict(features)
  }

  /// A worker in the hands of one thread at a time: whoever takes it out of the pool is its
  /// only holder until it is put back, and the pool's lock orders one holder after the other.
  private final class Lent: @unchecked Sendable {
    let worker: PredictionWorker
    init(_ worker: PredictionWorker) { self.worker = worker }
  }
}
