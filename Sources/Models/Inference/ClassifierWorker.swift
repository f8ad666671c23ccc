internal import Preprocessing
internal import Sky
public import Tables

/// One thread's own classifier for one table.
///
/// Rows pass in blocks of 1,024, so memory stays small and nothing is allocated by row.
@safe public final class ClassifierWorker {
  private let classifier: Classifier
  private let ensemble: EnsembleWorker
  private let features: FeatureWorker
  private let matrix: UnsafeMutableBufferPointer<Float>
  private let threshold: Float
  private let fallback: [Float]

  init(_ classifier: Classifier, ensemble: EnsembleWorker, source: FeatureSource) {
    self.classifier = classifier
    self.ensemble = ensemble
    threshold = classifier.description.confidenceThreshold
    fallback = classifier.fallback
    features = FeatureWorker(classifier.description.features, source: source)
    unsafe matrix = .allocate(
      capacity: FeatureWorker.capacity * classifier.description.features.count)
    unsafe matrix.initialize(repeating: 0)
  }

  deinit { unsafe matrix.deallocate() }

  /// Says what the rows of a table are.
  ///
  /// - Parameter table: With at least the source's columns.
  public func classify(_ table: Table) -> ClassifiedRows {
    let classCount = classifier.description.classes.count
    var probabilities = [Float](repeating: 0, count: table.rowCount * classCount)
    var scores = [Float](repeating: 0, count: table.rowCount)
    var maxima = [Float](repeating: 0, count: table.rowCount)
    var best = [UInt8](repeating: 0, count: table.rowCount)
    var flags = [QualityFlags](repeating: [], count: table.rowCount)
    unsafe probabilities.withUnsafeMutableBufferPointer { probabilities in
      unsafe scores.withUnsafeMutableBufferPointer { scores in
        unsafe flags.withUnsafeMutableBufferPointer { flags in
          for rows in table.blocks {
            let range = rows.lowerBound * classCount..<rows.upperBound * classCount
            let block = unsafe Block(
              probabilities: .init(rebasing: probabilities[range]),
              scores: .init(rebasing: scores[rows]), flags: .init(rebasing: flags[rows]))
            unsafe classify(table, rows: rows, into: block)
            for index in 0..<rows.count {
              let answer = unsafe judge(block, index, classCount)
              best[rows.lowerBound + index] = answer.best
              maxima[rows.lowerBound + index] = answer.maximum
            }
          }
        }
      }
    }
    return ClassifiedRows(
      rowCount: table.rowCount, classCount: classCount, probabilities: probabilities, best: best,
      maxima: maxima, flags: flags, scores: scores)
  }

  /// Where the answers of a block of rows go.
  @unsafe private struct Block {
    /// Shape `[rows, classes]`.
    let probabilities: UnsafeMutableBufferPointer<Float>
    let scores: UnsafeMutableBufferPointer<Float>
    let flags: UnsafeMutableBufferPointer<QualityFlags>
  }

  private func classify(_ table: Table, rows: Range<Int>, into block: Block) {
    features.load(table, rows: rows)
    unsafe features.writeScores(into: block.scores)
    unsafe features.writeFlags(into: block.flags)
    unsafe features.writeFeatures(into: matrix)
    unsafe ensemble.predict(
      UnsafeBufferPointer(matrix), rowCount: rows.count, pooling: classifier.pooling,
      into: block.probabilities)
  }

  /// The likeliest class of a row of a block; rows that say nothing get the prior.
  @inline(__always)
  private func judge(
    _ block: Block, _ row: Int, _ classCount: Int
  ) -> (best: UInt8, maximum: Float) {
    let first = row * classCount
    if unsafe block.flags[row].contains(.notClassifiable) {
      for index in 0..<classCount {
        unsafe block.probabilities[first + index] = fallback[index]
      }
    }
    var best = 0
    var maximum = unsafe block.probabilities[first]
    for index in 1..<classCount {
      let value = unsafe block.probabilities[first + index]
      guard value > maximum else { continue }
      best = index
      maximum = value
    }
    if maximum < threshold { unsafe block.flags[row].insert(.lowConfidence) }
    return (UInt8(truncatingIfNeeded: best), maximum)
  }
}
