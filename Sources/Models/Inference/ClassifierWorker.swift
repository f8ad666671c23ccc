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

  init(_ classifier: Classifier, ensemble: EnsembleWorker, source: FeatureSource) {
    self.classifier = classifier
    self.ensemble = ensemble
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
        for rows in table.blocks {
          let range = rows.lowerBound * classCount..<rows.upperBound * classCount
          let target = unsafe UnsafeMutableBufferPointer(rebasing: probabilities[range])
          unsafe classify(
            table, rows: rows, into: target, scores: .init(rebasing: scores[rows]))
          for (index, row) in rows.enumerated() {
            let answer = unsafe judge(target, index)
            best[row] = answer.best
            maxima[row] = answer.maximum
            flags[row] = answer.flags
          }
        }
      }
    }
    return ClassifiedRows(
      rowCount: table.rowCount, classCount: classCount, probabilities: probabilities, best: best,
      maxima: maxima, flags: flags, scores: scores)
  }

  private func classify(
    _ table: Table, rows: Range<Int>, into target: UnsafeMutableBufferPointer<Float>,
    scores: UnsafeMutableBufferPointer<Float>
  ) {
    features.load(table, rows: rows)
    unsafe features.writeScores(into: scores)
    unsafe features.writeFeatures(into: matrix)
    unsafe ensemble.predict(
      UnsafeBufferPointer(matrix), rowCount: rows.count, pooling: classifier.pooling, into: target)
  }

  /// The likeliest class of a row of a block; rows that say nothing get the prior.
  @inline(__always)
  private func judge(
    _ probabilities: UnsafeMutableBufferPointer<Float>, _ row: Int
  ) -> (best: UInt8, maximum: Float, flags: QualityFlags) {
    let classCount = ensemble.classCount
    var flags = features.flags(row)
    if flags.contains(.notClassifiable) {
      for index in 0..<classCount {
        unsafe probabilities[row * classCount + index] = classifier.fallback[index]
      }
    }
    var best = 0
    var maximum = unsafe probabilities[row * classCount]
    for index in 1..<classCount {
      let value = unsafe probabilities[row * classCount + index]
      guard value > maximum else { continue }
      best = index
      maximum = value
    }
    if maximum < classifier.description.confidenceThreshold { flags.insert(.lowConfidence) }
    return (UInt8(truncatingIfNeeded: best), maximum, flags)
  }
}
