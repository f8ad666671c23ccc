public import Sky
public import Tables

/// Rows as a network eats them.
public struct FeatureBatch: Hashable, Sendable {
  public let rowCount: Int
  /// Features per row.
  public let featureCount: Int
  /// Shape `[rowCount, featureCount]`, row-major.
  public let matrix: [Float]
  /// By row.
  public let flags: [QualityFlags]
  /// By row; see ``TrainingRange``.
  public let scores: [Float]
  /// Shape as ``matrix``; 0 where a substitute stands for something absent. Empty unless wanted.
  public let weights: [Float]

  /// One row's features.
  public func features(_ row: Int) -> ArraySlice<Float> {
    matrix[row * featureCount..<(row + 1) * featureCount]
  }
}

extension FittedFeatures {
  /// Turns a whole table into inputs of a network.
  ///
  /// - Parameters:
  ///   - source: Found for this table by ``source(for:schema:path:)``.
  ///   - weighs: Whether ``FeatureBatch/weights`` are wanted.
  public func apply(
    _ table: Table, source: FeatureSource, weighs: Bool = false
  ) -> FeatureBatch {
    let worker = FeatureWorker(self, source: source)
    var matrix = [Float](repeating: 0, count: table.rowCount * count)
    var scores = [Float](repeating: 0, count: table.rowCount)
    var flags = [QualityFlags](repeating: [], count: table.rowCount)
    var weights = [Float](repeating: 0, count: weighs ? matrix.count : 0)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      unsafe scores.withUnsafeMutableBufferPointer { scores in
        unsafe flags.withUnsafeMutableBufferPointer { flags in
          for rows in table.blocks {
            let place = rows.lowerBound * count..<rows.upperBound * count
            worker.load(table, rows: rows)
            unsafe worker.writeFeatures(into: .init(rebasing: matrix[place]))
            if weighs {
              unsafe weights.withUnsafeMutableBufferPointer { weights in
                unsafe worker.writeWeights(into: .init(rebasing: weights[place]))
              }
            }
            unsafe worker.writeScores(into: .init(rebasing: scores[rows]))
            unsafe worker.writeFlags(into: .init(rebasing: flags[rows]))
          }
        }
      }
    }
    return FeatureBatch(
      rowCount: table.rowCount, featureCount: count, matrix: matrix, flags: flags,
      scores: scores, weights: weights)
  }
}

extension Table {
  /// The rows in blocks a ``FeatureWorker`` can take, in order.
  public var blocks: [Range<Int>] {
    stride(from: 0, to: rowCount, by: FeatureWorker.capacity).map {
      $0..<min($0 + FeatureWorker.capacity, rowCount)
    }
  }
}
