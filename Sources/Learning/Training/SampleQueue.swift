import Engine
import Files
import Synchronization

/// Batches loaded ahead by background threads and given out in order.
///
/// Threads take the batches' numbers one after the other, each loads whole batches into a ring of
/// a few, and waits asleep while the ring is full. What comes out depends on the numbers alone,
/// not on who loaded what when; an error comes out in place of its batch.
final class SampleQueue {
  private let ring: PrefetchRing
  private let threads: [LoadingThread]
  /// Of the batch given out next.
  private(set) var next: Int

  /// - Parameter first: Number of the first batch wanted.
  /// - Throws: `SkysortError` if the machine has no thread to give.
  init(
    _ batches: SampleBatches, _ loading: SampleLoading, from first: Int
  ) throws(SkysortError) {
    let ring = PrefetchRing(
      batches: (0..<loading.capacity).map { _ in PreparedBatch(batches) }, from: first,
      to: batches.end)
    self.ring = ring
    next = first
    do {
      threads = try LoadingThread.start(loading.threads) { Self.load(batches, into: ring) }
    } catch {
      ring.cancel()
      throw error
    }
  }

  /// Waits until every thread has put down its sample and ended.
  deinit {
    ring.cancel()
    for thread in threads { thread.join() }
  }

  /// Waits for the next batch and copies it into a program's inputs.
  ///
  /// A program has one buffer for each input, so a batch cannot be loaded where it is read while
  /// the one before is computed with: this copy is the price.
  ///
  /// - Returns: The sum of the batch's sample weights.
  func load(into program: Program) throws(SkysortError) -> Double {
    defer { next += 1 }
    return try ring.takeNext { batch in
      batch.copy(into: program)
      return batch.totalWeight
    }
  }

  /// How loading and training kept step so far.
  var figures: LoadingFigures { ring.figures }

  /// What every background thread does.
  private static func load(_ batches: SampleBatches, into ring: PrefetchRing) {
    var order = BatchOrder(rowCount: batches.source.count, seed: batches.seed)
    var epoch: Int?
    while let (number, batch) = ring.claim() {
      if epoch != number / batches.batchCount {
        epoch = number / batches.batchCount
        order.shuffle(epoch: number / batches.batchCount)
      }
      let start = ContinuousClock.now
      let result = Result { () throws(SkysortError) in
        try batches.load(number, order: order.rows, into: batch) { ring.isCancelled }
      }
      ring.putBack(number, result, took: start.duration(to: .now) / .seconds(1))
    }
  }
}

/// A few batches that pass from the threads that load them to the one that uses them, and back.
///
/// Sendable although batches are not: a batch belongs to the thread that claimed its number until
/// it is put back, then to the user until it has taken the next; the monitor orders one owner
/// after the other, and every other property is touched inside the monitor only.
@safe private final class PrefetchRing: @unchecked Sendable {
  private let monitor = Monitor()
  private let batches: [PreparedBatch]
  /// How the loading of the batch at each place ended; nil while it is not there.
  private var results: [Result<Void, SkysortError>?]
  /// Of the batch that a thread takes up next.
  private var claimed: Int
  /// Of the batch that is used next.
  private var used: Int
  private let end: Int
  private let cancelled = Atomic(false)
  private var loadingSeconds = 0.0
  private var waitingSeconds = 0.0

  init(batches: [PreparedBatch], from first: Int, to end: Int) {
    self.batches = batches
    results = batches.map { _ in nil }
    (claimed, used, self.end) = (first, first, end)
  }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  func cancel() {
    monitor.locked { cancelled.store(true, ordering: .relaxed) }
    monitor.wakeAll()
  }

  var figures: LoadingFigures {
    monitor.locked {
      LoadingFigures(
        samples: used * batches[0].size, loadingSeconds: loadingSeconds,
        waitingSeconds: waitingSeconds)
    }
  }

  /// Waits for room for the next batch; nil where none is wanted any more.
  func claim() -> (number: Int, batch: PreparedBatch)? {
    monitor.locked {
      while !isCancelled && claimed < end && claimed == used + batches.count {
        monitor.wait(for: .room)
      }
      guard !isCancelled, claimed < end else { return nil }
      defer { claimed += 1 }
      return (claimed, batches[claimed % batches.count])
    }
  }

  /// Gives a claimed batch, or why there is none, to the user.
  ///
  /// - Parameter seconds: Of loading.
  func putBack(_ number: Int, _ result: Result<Void, SkysortError>, took seconds: Double) {
    monitor.locked {
      results[number % batches.count] = result
      loadingSeconds += seconds
    }
    monitor.wake(.batch)
  }

  /// Waits for the next batch; its place is free again when `body` has used it.
  func takeNext<Answer>(_ body: (PreparedBatch) -> Answer) throws(SkysortError) -> Answer {
    precondition(used < end, "expected a batch below \(end), asked for \(used)")
    let place = used % batches.count
    let result = monitor.locked {
      let start = ContinuousClock.now
      while results[place] == nil { monitor.wait(for: .batch) }
      waitingSeconds += start.duration(to: .now) / .seconds(1)
      return results[place]
    }
    try result?.get()
    let answer = body(batches[place])
    monitor.locked {
      results[place] = nil
      used += 1
    }
    monitor.wake(.room)
    return answer
  }
}
