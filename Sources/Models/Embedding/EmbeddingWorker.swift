public import Files
internal import Images
internal import Preprocessing
internal import Sky
public import Tables

/// One thread's own embedder for one table.
///
/// Rows pass in blocks, so memory stays small.
@safe public final class EmbeddingWorker {
  private let embedder: Embedder
  private let samples: any SampleEncodingWorker
  private let features: FeatureWorker
  /// Rows of a block.
  private let capacity: Int
  /// Shape `[capacity, inputs]`.
  private let matrix: UnsafeMutableBufferPointer<Float>
  /// Shape as ``matrix``: 0 where nothing was measured.
  private let weights: UnsafeMutableBufferPointer<Float>

  /// - Parameter rowsAtOnce: What a run of the model holds.
  init(
    _ embedder: Embedder, samples: any SampleEncodingWorker, rowsAtOnce: Int,
    source: FeatureSource
  ) {
    self.embedder = embedder
    self.samples = samples
    features = FeatureWorker(embedder.features, source: source)
    capacity = min(FeatureWorker.capacity, rowsAtOnce)
    let count = capacity * ((embedder.images?.count ?? 0) + embedder.features.count)
    unsafe matrix = .allocate(capacity: count)
    unsafe matrix.initialize(repeating: 0)
    unsafe weights = .allocate(capacity: count)
    unsafe weights.initialize(repeating: 1)
  }

  deinit {
    unsafe matrix.deallocate()
    unsafe weights.deallocate()
  }

  /// Makes the embeddings of a table's rows.
  ///
  /// - Parameters:
  ///   - table: With at least the source's columns.
  ///   - images: Of its rows; needed by models that look at images.
  ///   - onError: Gets what is wrong with an image, whose row then has no embedding; where it is
  ///     `nil`, the first such image ends the work.
  /// - Throws: `SkysortError` where an image cannot be read.
  public func encode(
    _ table: Table, images: (any ImageReader)? = nil,
    describing onError: ((SkysortError) -> Void)? = nil
  ) throws(SkysortError) -> EmbeddedRows {
    guard let inputs = embedder.images else { return try encode(table, read: nil) }
    guard let images else { throw SkysortError.imagesWanted(by: embedder.path) }
    return try encode(table) { row throws(SkysortError) in
      do throws(SkysortError) {
        return try ImageBatch.context(ofRow: row, images, inputs, keepsMissing: true)
      } catch {
        guard let onError else { throw error }
        onError(error)
        return PreparedImage.missing(inputs)
      }
    }
  }

  /// - Parameter read: The image of a row, NaN where nothing was measured; `nil` for models
  ///   without.
  func encode(
    _ table: Table, read: ((Int) throws(SkysortError) -> PreparedImage)?
  ) throws(SkysortError) -> EmbeddedRows {
    let width = embedder.embeddingWidth
    var embeddings = [Float](repeating: .nan, count: table.rowCount * width)
    var errors = [Float](repeating: .nan, count: table.rowCount)
    var flags = [QualityFlags](repeating: [], count: table.rowCount)
    for start in stride(from: 0, to: table.rowCount, by: capacity) {
      let rows = start..<min(start + capacity, table.rowCount)
      let images = try read.map { read throws(SkysortError) in
        try rows.map { row throws(SkysortError) in try read(row) }
      }
      let block = encodeBlock(table, rows: rows, images: images)
      for (index, row) in rows.enumerated() {
        flags[row] = block.flags[index]
        guard !block.isEmpty[index] else { continue }
        for column in 0..<width {
          embeddings[row * width + column] = block.embeddings[index * width + column]
        }
        errors[row] = block.errors[index]
      }
    }
    return EmbeddedRows(
      rowCount: table.rowCount, width: width, embeddings: embeddings,
      reconstructionErrors: embedder.reconstructs ? errors : nil, flags: flags)
  }

  /// What is found out about some rows.
  private struct Block {
    var embeddings: [Float]
    var errors: [Float]
    var flags: [QualityFlags]
    /// By row, whether there is nothing to encode.
    var isEmpty: [Bool]

    init(rowCount: Int, width: Int) {
      embeddings = [Float](repeating: 0, count: rowCount * width)
      errors = [Float](repeating: 0, count: rowCount)
      flags = [QualityFlags](repeating: [], count: rowCount)
      isEmpty = [Bool](repeating: false, count: rowCount)
    }
  }

  private func encodeBlock(
    _ table: Table, rows: Range<Int>, images: [PreparedImage]?
  ) -> Block {
    var block = Block(rowCount: rows.count, width: embedder.networkWidth)
    if embedder.features.count > 0 {
      features.load(table, rows: rows)
      for index in 0..<rows.count {
        block.flags[index] = features.flags(index)
        block.isEmpty[index] = block.flags[index].contains(.notClassifiable)
      }
    }
    guard let images, let inputs = embedder.images else {
      unsafe features.writeFeatures(into: matrix)
      unsafe features.writeWeights(into: weights)
      encodeMatrix(into: &block)
      return block
    }
    let numbers = RowNumbers(features, rowCount: rows.count)
    for (index, image) in images.enumerated() {
      block.flags[index].formUnion(image.flags)
      if !image.hasPixels { block.isEmpty[index] = true }
    }
    encode(images, numbers, turns: inputs.turns, into: &block)
    return block
  }

  /// The mean over the ways images are laid down, with standard deviations behind where the
  /// embedder wants them.
  private func encode(
    _ images: [PreparedImage], _ numbers: RowNumbers, turns: [Orientation],
    into block: inout Block
  ) {
    guard let inputs = embedder.images else { return }
    let layout = ImageLayout(inputs, numberCount: embedder.features.count)
    var sum = Block(rowCount: images.count, width: embedder.networkWidth)
    var squares = [Double](repeating: 0, count: sum.embeddings.count)
    for orientation in turns {
      for (index, image) in images.enumerated() {
        unsafe layout.lay(image, orientation, numbers: numbers.values, at: index, into: matrix)
        unsafe layout.weigh(matrix, numbers: numbers.weights, at: index, into: weights)
      }
      encodeMatrix(into: &block)
      for (index, value) in block.embeddings.enumerated() {
        sum.embeddings[index] += value
        squares[index] += Double(value) * Double(value)
      }
      for index in sum.errors.indices { sum.errors[index] += block.errors[index] }
    }
    let fraction = 1 / Float(turns.count)
    let means = sum.embeddings.map { $0 * fraction }
    block.errors = sum.errors.map { $0 * fraction }
    guard embedder.spreads else {
      block.embeddings = means
      return
    }
    let deviations = zip(squares, means).map { square, mean in
      Float(max(0, square / Double(turns.count) - Double(mean) * Double(mean)).squareRoot())
    }
    let width = embedder.networkWidth
    block.embeddings = images.indices.flatMap { index in
      let place = index * width..<(index + 1) * width
      return means[place] + deviations[place]
    }
  }

  private func encodeMatrix(into block: inout Block) {
    unsafe block.embeddings.withUnsafeMutableBufferPointer { embeddings in
      unsafe block.errors.withUnsafeMutableBufferPointer { errors in
        unsafe samples.encode(
          UnsafeBufferPointer(matrix), weights: UnsafeBufferPointer(weights),
          rowCount: errors.count, into: embeddings, errors: errors)
      }
    }
  }
}

/// The numbers beside some images, and which of them were measured.
private struct RowNumbers {
  /// Shape `[rows, features]`.
  let values: [Float]
  /// Shape as ``values``.
  let weights: [Float]

  /// - Parameter features: With the rows loaded.
  init(_ features: FeatureWorker, rowCount: Int) {
    let count = rowCount * features.features.count
    func filled(_ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
      guard count > 0 else { return [] }
      return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, written in
        unsafe fill(buffer)
        written = count
      }
    }
    values = unsafe filled { unsafe features.writeFeatures(into: $0) }
    weights = unsafe filled { unsafe features.writeWeights(into: $0) }
  }
}
