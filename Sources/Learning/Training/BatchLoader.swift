import Engine

/// Copies the rows of a batch straight into a program's inputs.
///
/// Every row counts once per epoch: the last batch is filled up with the epoch's first rows at
/// weight 0.
struct BatchLoader {
  let rows: PackedRows
  let batchSize: Int

  /// - Parameter batchSize: Lessened to the number of rows.
  init(_ data: TrainingData, batchSize: Int) {
    rows = PackedRows(data)
    self.batchSize = min(batchSize, data.rowCount)
  }

  /// - Parameter order: A permutation of all rows.
  /// - Returns: The sum of the batch's sample weights.
  func load(batch: Int, order: [Int32], into program: Program) -> Double {
    typealias Name = NetworkDescription.InputName
    return unsafe program.withInput(Name.features) { features in
      unsafe program.withInput(Name.targets) { targets in
        unsafe program.withInput(Name.sampleWeights) { weights in
          unsafe gather(batch, order, features, targets, weights)
        }
      }
    }
  }

  private typealias Buffer = UnsafeMutableBufferPointer<Float>

  private func gather(
    _ batch: Int, _ order: [Int32], _ features: Buffer, _ targets: Buffer, _ weights: Buffer
  ) -> Double {
    let start = batch * batchSize
    let count = min(batchSize, rows.rowCount - start)
    var total = 0.0
    // The weights first, in a loop of independent loads: it brings the rows into the cache many
    // at a time, where the copies below would wait for one after the other.
    for place in 0..<batchSize {
      let weight = rows.weight(ofRow: order[(start + place) % order.count])
      unsafe weights[place] = place < count ? weight : 0
      if place < count { total += Double(weight) }
    }
    guard let feature = features.baseAddress, let target = targets.baseAddress else { return 0 }
    for place in 0..<batchSize {
      unsafe rows.copy(
        row: order[(start + place) % order.count], features: feature + place * rows.featureCount,
        targets: target + place * rows.targetCount)
    }
    return total
  }
}
