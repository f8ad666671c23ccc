import Dispatch
import Synchronization

/// The results of a body for each number below `count`, in the order of the numbers; several at a
/// time.
///
/// Numbers are begun in order, and none after one has failed.
///
/// - Parameters:
///   - threads: At most so many bodies run at once; with 1 the calling thread does all.
///   - body: Called from any thread; what it gives must depend on the number alone.
/// - Throws: The failure of the smallest number that failed.
public func parallelMap<Result: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  try parallelMap(
    count, threads: threads, worker: {},
    body: { (_: Void, number: Int) throws(Failure) -> Result in try body(number) })
}

/// The same with something of its own for each thread, as scratch memory.
///
/// - Parameter worker: Called on the thread that is to use what it gives.
public func parallelMap<Worker, Result: Sendable, Failure: Error>(
  _ count: Int, threads: Int, worker: @Sendable () -> Worker,
  body: @Sendable (Worker, Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let width = min(threads, count)
  guard width > 1 else {
    var results: [Result] = []
    results.reserveCapacity(count)
    guard count > 0 else { return results }
    let own = worker()
    for number in 0..<count { results.append(try body(own, number)) }
    return results
  }
  let next = Atomic(0)
  let outcome = Mutex(Outcome<Result, Failure>(count: count))
  DispatchQueue.concurrentPerform(iterations: width) { _ in
    let own = worker()
    while outcome.withLock({ $0.failure == nil }) {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      do throws(Failure) {
        let result = try body(own, number)
        outcome.withLock { $0.results[number] = result }
      } catch {
        outcome.withLock { $0.note(error, of: number) }
      }
    }
  }
  return try outcome.withLock { $0 }.get()
}

/// What has come of the numbers so far.
private struct Outcome<Result: Sendable, Failure: Error>: Sendable {
  var results: [Result?]
  private(set) var failure: (number: Int, error: Failure)?

  init(count: Int) { results = [Result?](repeating: nil, count: count) }

  mutating func note(_ error: Failure, of number: Int) {
    if let failure, failure.number < number { return }
    failure = (number, error)
  }

  func get() throws(Failure) -> [Result] {
    if let failure { throw failure.error }
    return results.map { $0! }
  }
}
