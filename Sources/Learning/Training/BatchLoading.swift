import Engine
import Files

/// Where the batches of a training or a validation come from.
protocol BatchLoading {
  /// Rows of an epoch.
  var rowCount: Int { get }
  /// Rows of a batch, with what fills up the last.
  var batchSize: Int { get }

  /// How background loading kept step; nil where there is none.
  var loading: LoadingFigures? { get }

  /// Makes ready for an epoch, counted from 0; its batches are then loaded in order from `batch`.
  mutating func begin(epoch: Int, batch: Int) throws(SkysortError)
  /// - Returns: The sum of the batch's sample weights.
  mutating func load(batch: Int, into program: Program) throws(SkysortError) -> Double
}

extension BatchLoading {
  var loading: LoadingFigures? { nil }
  var batchCount: Int { (rowCount + batchSize - 1) / batchSize }

  /// Rows of a batch that count.
  func rowCount(ofBatch batch: Int) -> Int { min(batchSize, rowCount - batch * batchSize) }
}

/// Batches of rows in memory, picked straight into the program's inputs.
struct RowBatches: BatchLoading {
  private let loader: BatchLoader
  private var order: BatchOrder

  /// - Parameter seed: Of the shuffles; nil keeps the rows' order.
  init(_ data: TrainingData, batchSize: Int, seed: UInt64?) {
    loader = BatchLoader(data, batchSize: batchSize)
    order = BatchOrder(rowCount: data.rowCount, seed: seed)
  }

  var rowCount: Int { loader.rows.rowCount }
  var batchSize: Int { loader.batchSize }

  mutating func begin(epoch: Int, batch: Int) { order.shuffle(epoch: epoch) }

  func load(batch: Int, into program: Program) -> Double {
    loader.load(batch: batch, order: order.rows, into: program)
  }
}

/// Batches of samples that background threads load ahead, also across the end of an epoch.
struct PrefetchedBatches: BatchLoading {
  private let batches: SampleBatches
  private let plan: SampleLoading
  private var queue: SampleQueue?

  init(_ batches: SampleBatches, _ loading: SampleLoading) {
    self.batches = batches
    plan = loading
  }

  var loading: LoadingFigures? { queue?.figures }
  var rowCount: Int { batches.source.count }
  var batchSize: Int { batches.batchSize }

  mutating func begin(epoch: Int, batch: Int) throws(SkysortError) {
    let number = epoch * batches.batchCount + batch
    guard queue?.next != number else { return }
    queue = nil
    queue = try SampleQueue(batches, plan, from: number)
  }

  func load(batch: Int, into program: Program) throws(SkysortError) -> Double {
    guard let queue, queue.next % batches.batchCount == batch else {
      preconditionFailure("expected batches in order, asked for \(batch)")
    }
    return try queue.load(into: program)
  }
}
