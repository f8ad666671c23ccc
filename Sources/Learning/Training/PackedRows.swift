/// Rows laid out for being picked in any order: a row's features, targets and weight beside each
/// other, from the beginning of a cache line.
///
/// Safe although it holds a pointer: the memory is its own, filled before `init` returns.
@safe final class PackedRows {
  let rowCount: Int
  let featureCount: Int
  let targetCount: Int
  /// Shape `[rows, stride]`.
  private let base: UnsafeMutablePointer<Float>
  /// Numbers from one row to the next: a whole number of cache lines.
  private let stride: Int

  init(_ data: TrainingData) {
    rowCount = data.rowCount
    featureCount = data.featureCount
    targetCount = data.targetCount
    stride = (data.featureCount + data.targetCount + 1 + 15) / 16 * 16
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, rowCount * stride) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(1, rowCount * stride))
    unsafe base.initialize(repeating: 0, count: max(1, rowCount * stride))
    fill(data.features, columns: featureCount, at: 0)
    fill(data.targets, columns: targetCount, at: featureCount)
    let weights = data.sampleWeights ?? [Float](repeating: 1, count: rowCount)
    fill(weights, columns: 1, at: featureCount + targetCount)
  }

  deinit { unsafe base.deallocate() }

  private func fill(_ values: [Float], columns: Int, at offset: Int) {
    unsafe values.withUnsafeBufferPointer { values in
      for row in 0..<rowCount {
        for column in 0..<columns {
          unsafe base[row * stride + offset + column] = unsafe values[row * columns + column]
        }
      }
    }
  }

  @inline(__always)
  func weight(ofRow row: Int32) -> Float {
    unsafe base[Int(row) * stride + featureCount + targetCount]
  }

  /// Copies one row out.
  ///
  /// - Parameters:
  ///   - features: Room for `featureCount` numbers.
  ///   - targets: Room for `targetCount` numbers.
  @inline(__always)
  func copy(
    row: Int32, features: UnsafeMutablePointer<Float>, targets: UnsafeMutablePointer<Float>
  ) {
    let source = unsafe base + Int(row) * stride
    unsafe features.update(from: source, count: featureCount)
    unsafe targets.update(from: source + featureCount, count: targetCount)
  }
}
