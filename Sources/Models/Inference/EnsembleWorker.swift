internal import Learning

/// One thread's own compiled networks of an ensemble.
@safe final class EnsembleWorker {
  /// Rows per run.
  static let capacity = Predictor.batchSize

  private let workers: [PredictionWorker]
  let featureCount: Int
  let classCount: Int
  /// Numbers of an embedding; 0 where none are given.
  var embeddingWidth: Int { workers[0].embeddingWidth ?? 0 }
  private let answers: UnsafeMutableBufferPointer<Float>

  init(_ workers: [PredictionWorker], featureCount: Int, classCount: Int) {
    precondition(!workers.isEmpty, "expected at least one network")
    self.workers = workers
    self.featureCount = featureCount
    self.classCount = classCount
    unsafe answers = .allocate(capacity: Self.capacity * classCount)
    unsafe answers.initialize(repeating: 0)
  }

  deinit { unsafe answers.deallocate() }

  /// - Parameters:
  ///   - features: Shape `[rowCount, featureCount]`.
  ///   - rowCount: At most ``capacity``.
  ///   - target: Shape `[rowCount, classCount]`; overwritten by calibrated probabilities.
  func predict(
    _ features: UnsafeBufferPointer<Float>, rowCount: Int, pooling: ProbabilityPooling,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard rowCount > 0, let base = target.baseAddress else { return }
    unsafe sum(features, rowCount: rowCount, into: target)
    unsafe pooling.finish(base, rowCount: rowCount)
  }

  /// The members' probabilities added up.
  ///
  /// - Parameters:
  ///   - features: Shape `[rowCount, featureCount]`.
  ///   - rowCount: At most ``capacity``.
  ///   - target: Shape `[rowCount, classCount]`; overwritten.
  ///   - embeddings: Shape `[rowCount, width]`; overwritten by what the first member sees.
  ///   - draw: Number of the draw, where answers are drawn.
  func sum(
    _ features: UnsafeBufferPointer<Float>, rowCount: Int,
    into target: UnsafeMutableBufferPointer<Float>,
    embeddings: UnsafeMutableBufferPointer<Float>? = nil, draw: UInt64 = 0
  ) {
    guard rowCount > 0, let base = target.baseAddress else { return }
    unsafe workers[0].predict(
      features, rowCount: rowCount, into: target, embeddings: embeddings, draw: draw)
    for worker in workers.dropFirst() {
      unsafe worker.predict(features, rowCount: rowCount, into: answers, draw: draw)
      for index in 0..<rowCount * classCount { unsafe base[index] += answers[index] }
    }
  }

  /// - Parameter features: Shape `[rows, featureCount]`.
  /// - Returns: Shape `[rows, classCount]`.
  func probabilities(_ features: [Float], pooling: ProbabilityPooling) -> [Float] {
    let rowCount = features.count / featureCount
    var result = [Float](repeating: 0, count: rowCount * classCount)
    unsafe features.withUnsafeBufferPointer { features in
      unsafe result.withUnsafeMutableBufferPointer { result in
        for start in stride(from: 0, to: rowCount, by: Self.capacity) {
          let end = min(start + Self.capacity, rowCount)
          unsafe predict(
            .init(rebasing: features[start * featureCount..<end * featureCount]),
            rowCount: end - start, pooling: pooling,
            into: .init(rebasing: result[start * classCount..<end * classCount]))
        }
      }
    }
    return result
  }
}
