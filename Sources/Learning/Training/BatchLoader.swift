import Engine

/// Copies the rows of a batch straight into a program's inputs.
///
/// Every row counts once per epoch: the last batch is filled up with the epoch's first rows at
/// weight 0.
struct BatchLoader {
  let data: TrainingData
  let batchSize: Int
  var batchCount: Int { (data.rowCount + batchSize - 1) / batchSize }

  /// Rows of a batch that count.
  func rowCount(ofBatch batch: Int) -> Int { min(batchSize, data.rowCount - batch * batchSize) }

  /// - Parameter order: A permutation of all rows.
  /// - Returns: The sum of the batch's sample weights.
  func load(batch: Int, order: [Int32], into program: Program) -> Double {
    let start = batch * batchSize
    let count = rowCount(ofBatch: batch)
    unsafe order.withUnsafeBufferPointer { order in
      unsafe gather(data.features, data.featureCount, order, start, program, .features)
      unsafe gather(data.targets, data.targetCount, order, start, program, .targets)
    }
    return unsafe program.withInput(NetworkDescription.InputName.sampleWeights) { weights in
      var total = 0.0
      for place in 0..<batchSize {
        let row = Int(order[(start + place) % order.count])
        let weight = place < count ? data.sampleWeights?[row] ?? 1 : 0
        unsafe weights[place] = weight
        total += Double(weight)
      }
      return total
    }
  }

  private enum Input {
    case features, targets

    var name: String {
      switch self {
      case .features: NetworkDescription.InputName.features
      case .targets: NetworkDescription.InputName.targets
      }
    }
  }

  private func gather(
    _ values: [Float], _ columns: Int, _ order: UnsafeBufferPointer<Int32>, _ start: Int,
    _ program: Program, _ input: Input
  ) {
    unsafe values.withUnsafeBufferPointer { values in
      unsafe program.withInput(input.name) { buffer in
        guard let source = values.baseAddress, let target = buffer.baseAddress else { return }
        var position = start
        for place in 0..<batchSize {
          if position >= order.count { position %= order.count }
          let row = unsafe source + Int(order[position]) * columns
          unsafe (target + place * columns).update(from: row, count: columns)
          position += 1
        }
      }
    }
  }
}
