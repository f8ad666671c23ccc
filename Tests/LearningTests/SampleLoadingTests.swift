import Engine
import Glibc
import Synchronization
import Testing

@testable import Learning

@Suite struct SampleLoadingTests {
  /// A program that does nothing but have inputs.
  private static func program(batch: Int) throws -> Program {
    var graph = Graph()
    typealias Name = NetworkDescription.InputName
    let features = graph.input(Name.features, shape: [batch, 12, 12, 1])
    _ = graph.input(Name.targets, shape: [batch, 2])
    _ = graph.input(Name.sampleWeights, shape: [batch])
    let sum = graph.sum(features)
    return try Program(
      compiling: graph, outputs: ["sum": sum], parameters: Parameters(of: graph))
  }

  /// One batch as it came out.
  private struct Seen: Hashable {
    let features: [Float]
    let targets: [Float]
    let weights: [Float]
    let total: Double
  }

  private static func batches(
    _ source: Blobs, batchSize: Int, epochs: Int = 3, seed: UInt64? = 5
  ) -> SampleBatches {
    SampleBatches(
      source, batchSize: batchSize, epochCount: epochs, seed: seed, role: "training")
  }

  private static func all(
    _ batches: SampleBatches, _ loading: SampleLoading = SampleLoading(), from first: Int = 0
  ) throws -> [Seen] {
    let program = try program(batch: batches.batchSize)
    let queue = try SampleQueue(batches, loading, from: first)
    return try (first..<batches.end).map { _ in
      let total = try queue.load(into: program)
      func read(_ name: String) -> [Float] {
        unsafe program.withInput(name) { unsafe Array($0) }
      }
      typealias Name = NetworkDescription.InputName
      return Seen(
        features: read(Name.features), targets: read(Name.targets),
        weights: read(Name.sampleWeights), total: total)
    }
  }

  @Test(arguments: [
    SampleLoading(threads: 1, batchesAhead: 1), SampleLoading(threads: 2, batchesAhead: 1),
    SampleLoading(threads: 3, batchesAhead: 5), SampleLoading(threads: 8, batchesAhead: 2),
  ])
  func `batches and their bytes do not depend on who loads them when`(
    loading: SampleLoading
  ) throws {
    let source = Blobs(count: 50, isAugmented: true)
    let expected = try Self.all(Self.batches(source, batchSize: 8))
    #expect(Set(expected).count == 21)
    let slow = Blobs(count: 50, isAugmented: true, slowness: 300)
    #expect(try Self.all(Self.batches(slow, batchSize: 8), loading) == expected)
    #expect(
      try Self.all(Self.batches(slow, batchSize: 8), loading, from: 9) == Array(expected[9...]))
  }

  @Test(arguments: [1, 7, 49, 50, 51, 100])
  func `every sample counts once per epoch, in the order of its rows`(batchSize: Int) throws {
    let source = Blobs(count: 50)
    let batches = Self.batches(source, batchSize: batchSize, epochs: 2)
    let seen = try Self.all(batches)
    var order = BatchOrder(rowCount: 50, seed: 5)
    for epoch in 0..<2 {
      order.shuffle(epoch: epoch)
      let part = seen[epoch * batches.batchCount..<(epoch + 1) * batches.batchCount]
      #expect(part.reduce(0) { $0 + $1.total } == 50)
      let labels = part.flatMap { seen in
        seen.weights.indices.filter { seen.weights[$0] > 0 }.map { Int(seen.targets[2 * $0 + 1]) }
      }
      #expect(labels == order.rows.map { Int($0) % 2 })
    }
  }

  @Test func `samples give the bytes of the same rows in memory`() throws {
    let source = Blobs(count: 30)
    let seen = try Self.all(Self.batches(source, batchSize: 8, epochs: 1))
    let program = try Self.program(batch: 8)
    var feed = RowBatches(source.rows, batchSize: 8, seed: 5)
    feed.begin(epoch: 0, batch: 0)
    for batch in 0..<4 {
      #expect(feed.load(batch: batch, into: program) == seen[batch].total)
      let name = NetworkDescription.InputName.features
      #expect(unsafe program.withInput(name) { unsafe Array($0) } == seen[batch].features)
    }
  }

  @Test func `without a seed samples come in order, the rest of a last batch zero`() throws {
    let source = Blobs(count: 10)
    let seen = try Self.all(Self.batches(source, batchSize: 4, epochs: 1, seed: nil))
    #expect(seen[0].features == (0..<4).flatMap { source.image($0) })
    #expect(seen[2].features[288...].allSatisfy { $0 == 0 })
    #expect(seen[2].weights == [1, 1, 0, 0])
    #expect(source.tally.ended.load(ordering: .relaxed) == 10 + 4)
  }

  @Test(arguments: [1, 3])
  func `no more is loaded ahead than there is room for`(threads: Int) throws {
    let source = Blobs(count: 100)
    let loading = SampleLoading(threads: threads, batchesAhead: 4)
    let program = try Self.program(batch: 5)
    let queue = try SampleQueue(Self.batches(source, batchSize: 5), loading, from: 0)
    func settled() -> Int {
      usleep(100_000)
      return source.tally.begun.load(ordering: .relaxed)
    }
    #expect(settled() == 4 * 5)
    _ = try queue.load(into: program)
    #expect(settled() == 5 * 5)
  }

  @Test(arguments: [1, 4])
  func `a sample that cannot be read is named where its batch would have come`(
    threads: Int
  ) throws {
    let source = Blobs(count: 40, broken: 17)
    let batches = Self.batches(source, batchSize: 8)
    var order = BatchOrder(rowCount: 40, seed: 5)
    order.shuffle(epoch: 0)
    let place = try #require(order.rows.firstIndex(of: 17)) / 8
    let program = try Self.program(batch: 8)
    let queue = try SampleQueue(batches, SampleLoading(threads: threads), from: 0)
    for _ in 0..<place { _ = try queue.load(into: program) }
    #expect {
      try queue.load(into: program)
    } throws: {
      "\($0)" == "training samples, sample 17, batch \(place + 1) of epoch 1:"
        + " blob-17.fits: is damaged."
    }
  }

  /// Leaves something that must not be left.
  private struct Spoilt: SampleSource {
    let value: Float
    let weight: Float
    var count: Int { 3 }
    var shape: SampleShape { .image(height: 12, width: 12, channels: 1) }
    var targetCount: Int { 2 }
    var identity: String { "" }
    func load(sample: Int, epoch: Int, into buffer: inout SampleBuffer) {
      unsafe buffer.features[143] = value
      buffer.weight = weight
    }
  }

  @Test(arguments: [
    (Float.nan, Float(1), "sample 0, batch 1 of epoch 1: holds numbers that are not finite"),
    (-.infinity, 1, "not finite"), (0, -1, "has weight -1.0, which must be 0 or more"),
    (0, .nan, "has weight nan"),
  ])
  func `numbers that cannot be learned are refused`(
    value: Float, weight: Float, message: String
  ) throws {
    let batches = SampleBatches(
      Spoilt(value: value, weight: weight), batchSize: 3, epochCount: 1, seed: nil,
      role: "training")
    let queue = try SampleQueue(batches, SampleLoading(), from: 0)
    let program = try Self.program(batch: 3)
    #expect { try queue.load(into: program) } throws: { "\($0)".contains(message) }
  }

  @Test(arguments: [0, 1, 5])
  func `a queue let go of ends its threads`(used: Int) throws {
    let source = Blobs(count: 100, slowness: 500)
    do {
      let queue = try SampleQueue(
        Self.batches(source, batchSize: 10), SampleLoading(threads: 3, batchesAhead: 3), from: 0)
      let program = try Self.program(batch: 10)
      for _ in 0..<used { _ = try queue.load(into: program) }
    }
    let count = source.tally.begun.load(ordering: .relaxed)
    #expect(source.tally.ended.load(ordering: .relaxed) == count)
    usleep(20_000)
    #expect(source.tally.begun.load(ordering: .relaxed) == count)
  }
}
