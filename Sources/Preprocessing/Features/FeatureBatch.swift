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

  /// One row's features.
  public func features(_ row: Int) -> ArraySlice<Float> {
    matrix[row * featureCount..<(row + 1) * featureCount]
  }
}

extension FittedFeatures {
  /// Turns a whole table into inputs of a network.
  ///
  /// - Parameter source: Found for this table by ``source(for:schema:path:)``.
  public func apply(_ table: Table, source: FeatureSource) -> FeatureBatch {
    let worker = FeatureWorker(self, source: source)
    var matrix = [Float](repeating: 0, count: table.rowCount * count)
    var scores = [Float](repeating: 0, count: table.rowCount)
    var flags = [QualityFlags](repeating: [], count: table.rowCount)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      unsafe scores.withUnsafeMutableBufferPointer { scores in
        unsafe flags.withUnsafeMutableBufferPointer { flags in
          for rows in table.blocks {
            worker.load(table, rows: rows)
            unsafe worker.writeFeatures(
              into: .init(rebasing: matrix[rows.lowerBound * count..<rows.upperBound * count]))
            unsafe worker.writeScores(into: .init(rebasing: scores[rows]))
            unsafe worker.writeFlags(into: .init(rebasing: flags[rows]))
          }
        }
      }
    }
    return FeatureBatch(
      rowCount: table.rowCount, featureCount: count, matrix: matrix, flags: flags,
      scores: scores)
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
