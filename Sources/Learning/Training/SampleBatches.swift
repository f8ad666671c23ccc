import Engine
import Files

/// Which samples each batch of a training holds, and how one is put together.
///
/// Batches are numbered over the whole training: batch 3 of epoch 2 is `2 · batchCount + 3`, all
/// counted from 0. What a batch holds depends on its number alone.
struct SampleBatches: Sendable {
  let source: any SampleSource
  let batchSize: Int
  let epochCount: Int
  /// Of the shuffles; nil takes samples in their order and leaves a last batch's rest zero.
  let seed: UInt64?
  /// What the samples are for, in messages.
  let role: String

  /// - Parameter batchSize: Lessened to the number of samples.
  init(
    _ source: any SampleSource, batchSize: Int, epochCount: Int, seed: UInt64?, role: String
  ) {
    self.source = source
    self.batchSize = min(batchSize, source.count)
    self.epochCount = epochCount
    self.seed = seed
    self.role = role
  }

  var batchCount: Int { (source.count + batchSize - 1) / batchSize }
  /// One past the number of the training's last batch.
  var end: Int { epochCount * batchCount }
  var featureCount: Int { source.shape.count }

  /// Loads the samples of one batch.
  ///
  /// A last batch is filled up with the epoch's first samples at weight 0, for a batch
  /// normalization looks at all of them.
  ///
  /// - Parameters:
  ///   - order: Of the batch's epoch.
  ///   - isCancelled: Asked before every sample.
  func load(
    _ number: Int, order: [Int32], into batch: PreparedBatch, isCancelled: () -> Bool
  ) throws(SkysortError) {
    let start = number % batchCount * batchSize
    batch.totalWeight = 0
    for place in 0..<batchSize {
      if isCancelled() { return }
      let isFiller = start + place >= order.count
      if isFiller && seed == nil {
        batch.clear(place)
        continue
      }
      let sample = Int(order[(start + place) % order.count])
      let weight = try load(sample, of: number, into: batch.buffer(at: place))
      batch.setWeight(isFiller ? 0 : weight, at: place)
    }
  }

  private func load(
    _ sample: Int, of number: Int, into buffer: consuming SampleBuffer
  ) throws(SkysortError) -> Float {
    do {
      try source.load(sample: sample, epoch: number / batchCount, into: &buffer)
    } catch {
      throw diagnostic(
        "\(error)", sample, number, exitCode: (error as? any ExitCoded)?.exitCode ?? .badData)
    }
    if let problem = buffer.problem { throw diagnostic(problem, sample, number) }
    return buffer.weight
  }

  private func diagnostic(
    _ problem: String, _ sample: Int, _ number: Int, exitCode: ExitCode = .badData
  ) -> SkysortError {
    let (epoch, batch) = (number / batchCount + 1, number % batchCount + 1)
    return SkysortError(
      path: "\(role) samples", location: "sample \(sample), batch \(batch) of epoch \(epoch)",
      problem: problem.hasSuffix(".") ? String(problem.dropLast()) : problem,
      exitCode: exitCode)
  }
}

/// A batch's numbers, in memory of its own.
///
/// One thread at a time may use it.
@safe final class PreparedBatch {
  private let features: UnsafeMutableBufferPointer<Float>
  private let targets: UnsafeMutableBufferPointer<Float>
  private let weights: UnsafeMutableBufferPointer<Float>
  private let featureCount: Int
  private let targetCount: Int
  /// Samples.
  let size: Int
  var totalWeight = 0.0

  init(_ batches: SampleBatches) {
    featureCount = batches.featureCount
    size = batches.batchSize
    targetCount = batches.source.targetCount
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      unsafe buffer.initialize(repeating: 0)
      return unsafe buffer
    }
    unsafe features = zeros(batches.batchSize * featureCount)
    unsafe targets = zeros(batches.batchSize * targetCount)
    unsafe weights = zeros(batches.batchSize)
  }

  deinit {
    unsafe features.deallocate()
    unsafe targets.deallocate()
    unsafe weights.deallocate()
  }

  /// Room for the sample at one place of the batch.
  func buffer(at place: Int) -> SampleBuffer {
    unsafe SampleBuffer(
      features: .init(
        rebasing: features[place * featureCount..<(place + 1) * featureCount]),
      targets: .init(rebasing: targets[place * targetCount..<(place + 1) * targetCount]))
  }

  func setWeight(_ weight: Float, at place: Int) {
    unsafe weights[place] = weight
    totalWeight += Double(weight)
  }

  func clear(_ place: Int) {
    _ = buffer(at: place)
    unsafe weights[place] = 0
  }

  /// Copies all into a program's inputs.
  func copy(into program: Program) {
    typealias Name = NetworkDescription.InputName
    func copy(_ buffer: UnsafeMutableBufferPointer<Float>, _ name: String) {
      unsafe program.withInput(name) { _ = unsafe $0.update(fromContentsOf: buffer) }
    }
    unsafe copy(features, Name.features)
    unsafe copy(targets, Name.targets)
    unsafe copy(weights, Name.sampleWeights)
  }
}
