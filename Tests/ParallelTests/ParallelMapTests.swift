import Parallel
import Synchronization
import Testing

@Suite struct ParallelMapTests {
  private struct Refusal: Error, Equatable { let number: Int }

  @Test(arguments: [1, 2, 5])
  func `results stand in the order of their numbers`(threads: Int) {
    #expect(parallelMap(100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(parallelMap(0, threads: threads) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 3])
  func `the failure of the smallest number is thrown, and nothing begins after it`(threads: Int) {
    let begun = Atomic(0)
    let failure = #expect(throws: Refusal.self) {
      try parallelMap(10_000, threads: threads) { number throws(Refusal) -> Int in
        begun.add(1, ordering: .relaxed)
        if number >= 7 { throw Refusal(number: number) }
        return number
      }
    }
    #expect(failure == Refusal(number: 7))
    #expect(begun.load(ordering: .relaxed) < 10_000)
  }

  @Test func `each thread has a worker of its own`() {
    final class Counter { var count = 0 }
    let made = Atomic(0)
    let counts = parallelMap(
      50, threads: 2,
      worker: {
        made.add(1, ordering: .relaxed)
        return Counter()
      },
      body: { counter, _ in
        counter.count += 1
        return counter.count
      })
    // A thread that comes late may find nothing left to do.
    let workers = made.load(ordering: .relaxed)
    #expect((1...2).contains(workers))
    #expect((1...workers).contains(counts.count { $0 == 1 }))
  }

  @Test func `what was pooled is pooled again, and what fails is put back`() throws {
    final class Thing { var uses = 0 }
    let made = Atomic(0)
    let pool = ResourcePool { () throws(Refusal) in
      let number = made.add(1, ordering: .relaxed).newValue
      if number == 3 { throw Refusal(number: number) }
      return Thing()
    }
    try pool.lend { $0.uses += 1 }
    #expect(throws: Refusal.self) {
      try pool.lend { thing throws(Refusal) in
        thing.uses += 1
        throw Refusal(number: 0)
      }
    }
    #expect(try pool.lend { $0.uses } == 2)
    _ = try pool.makeResource()
    #expect(throws: Refusal.self) { try pool.makeResource() }
  }

  @Test func `a team does every piece once`() {
    let counts = Mutex([Int](repeating: 0, count: 100))
    WorkerTeam(threads: 3).forEachPart(of: 1000, size: 10) { part in
      counts.withLock { $0[part.lowerBound / 10] += part.count }
    }
    #expect(counts.withLock { $0 } == [Int](repeating: 10, count: 100))
  }
}
