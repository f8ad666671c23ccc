public import Files
internal import Images
internal import Preprocessing
internal import Sky
public import Tables

/// One thread's own classifier for one table.
///
/// Rows pass in blocks, of 1,024 or of 64 with images, so memory stays small.
@safe public final class ClassifierWorker {
  private let classifier: Classifier
  private let ensemble: EnsembleWorker
  /// With dropout; `nil` where no answers are drawn.
  private let drawing: EnsembleWorker?
  private let features: FeatureWorker
  /// Rows of a block.
  private let capacity: Int
  /// Shape `[capacity, inputs]`.
  private let matrix: UnsafeMutableBufferPointer<Float>
  private let threshold: Float
  private let tellsClasses: Bool
  private let fallback: [Float]
  /// Rows of this table, so far, that seem to have been learned from.
  private var knownRows = 0
  /// Of the images that were classified, where a caller wants them.
  private var recorded: ImageFeatures?

  init(
    _ classifier: Classifier, ensemble: EnsembleWorker, drawing: EnsembleWorker?,
    source: FeatureSource
  ) {
    self.classifier = classifier
    self.ensemble = ensemble
    self.drawing = drawing
    threshold = classifier.description.head.confidenceThreshold
    tellsClasses = classifier.description.head.questions == nil
    fallback = classifier.fallback
    features = FeatureWorker(classifier.description.features, source: source)
    let description = classifier.description
    capacity = description.images == nil ? FeatureWorker.capacity : Self.imagesAtOnce
    unsafe matrix = .allocate(capacity: capacity * description.inputCount)
    unsafe matrix.initialize(repeating: 0)
  }

  deinit { unsafe matrix.deallocate() }

  var description: ModelDescription<AnswerHead> { classifier.description }

  private static let imagesAtOnce = 64

  /// Says what the rows of a table are.
  ///
  /// - Parameters:
  ///   - table: With at least the source's columns.
  ///   - images: Of its rows; needed by models that look at images.
  ///   - onError: Gets what is wrong with an image, whose row is then flagged as not classifiable;
  ///     where it is `nil`, the first such image ends the work.
  /// - Throws: `SkysortError` where an image cannot be read.
  public func classify(
    _ table: Table, images: (any ImageReader)? = nil,
    describing onError: ((SkysortError) -> Void)? = nil
  ) throws(SkysortError) -> ClassifiedRows {
    guard let inputs = classifier.description.images else {
      return try classify(table, images: nil as ImageRows?)
    }
    guard let images else { throw SkysortError.imagesWanted(by: classifier.path) }
    let rows = ImageRows { row throws(SkysortError) in
      do throws(SkysortError) {
        return try ImageBatch.context(ofRow: row, images, inputs)
      } catch {
        guard let onError else { throw error }
        onError(error)
        return PreparedImage.missing(inputs)
      }
    }
    return try classify(table, images: rows)
  }

  /// What rows are, and what their images look like to the network.
  func classifyAndRecord(
    _ table: Table, images: ImageRows
  ) throws(SkysortError) -> (rows: ClassifiedRows, looks: ImageFeatures) {
    recorded = ImageFeatures()
    defer { recorded = nil }
    let rows = try classify(table, images: images)
    return (rows, recorded ?? ImageFeatures())
  }

  func classify(_ table: Table, images: ImageRows?) throws(SkysortError) -> ClassifiedRows {
    let classCount = classifier.description.head.columnCount
    var probabilities = [Float](repeating: 0, count: table.rowCount * classCount)
    var scores = [Float](repeating: 0, count: table.rowCount)
    var maxima = [Float](repeating: 0, count: table.rowCount)
    var best = [UInt8](repeating: 0, count: table.rowCount)
    var flags = [QualityFlags](repeating: [], count: table.rowCount)
    var spreads: [Float] = []
    knownRows = 0
    for start in stride(from: 0, to: table.rowCount, by: capacity) {
      let rows = start..<min(start + capacity, table.rowCount)
      // Read before the block is touched, for only reading can fail.
      let laid = try images.map { images throws(SkysortError) in
        try rows.map { row throws(SkysortError) in try images.image(row) }
      }
      unsafe probabilities.withUnsafeMutableBufferPointer { probabilities in
        unsafe scores.withUnsafeMutableBufferPointer { scores in
          unsafe flags.withUnsafeMutableBufferPointer { flags in
            let range = rows.lowerBound * classCount..<rows.upperBound * classCount
            let block = unsafe Block(
              probabilities: .init(rebasing: probabilities[range]),
              scores: .init(rebasing: scores[rows]), flags: .init(rebasing: flags[rows]))
            unsafe classify(table, rows: rows, images: laid, into: block)
            for index in 0..<rows.count {
              let answer = unsafe evaluate(block, index, classCount)
              best[rows.lowerBound + index] = answer.best
              maxima[rows.lowerBound + index] = answer.maximum
            }
          }
        }
      }
      spreads += drawnSpreads(of: best[rows])
    }
    return ClassifiedRows(
      rowCount: table.rowCount, classCount: classCount, probabilities: probabilities,
      best: tellsClasses ? best : [], maxima: tellsClasses ? maxima : [], flags: flags,
      scores: scores, spreads: drawing == nil ? nil : spreads, knownRows: knownRows)
  }

  /// How far drawn answers differ for the rows that lie in the matrix.
  ///
  /// - Parameter best: The likeliest class of each row.
  /// - Returns: Standard deviations of its probability; empty where none are drawn.
  private func drawnSpreads(of best: ArraySlice<UInt8>) -> [Float] {
    guard let drawing else { return [] }
    let (count, classCount) = (best.count, drawing.classCount)
    var answers = [Float](repeating: 0, count: count * classCount)
    var sums = [(first: Double, second: Double)](repeating: (0, 0), count: count)
    let fraction = 1 / Double(classifier.description.head.memberCount)
    for draw in 0..<classifier.mcDropoutSampleCount {
      unsafe answers.withUnsafeMutableBufferPointer { answers in
        unsafe drawing.sum(
          UnsafeBufferPointer(matrix), rowCount: count, into: answers, draw: UInt64(draw))
      }
      for (index, column) in best.enumerated() {
        let value = Double(answers[index * classCount + Int(column)]) * fraction
        sums[index].first += value
        sums[index].second += value * value
      }
    }
    let mcDropoutSamples = Double(classifier.mcDropoutSampleCount)
    return sums.map { sum in
      let mean = sum.first / mcDropoutSamples
      return Float(max(0, sum.second / mcDropoutSamples - mean * mean).squareRoot())
    }
  }

  /// Where the answers of a block of rows go.
  @unsafe private struct Block {
    /// Shape `[rows, classes]`.
    let probabilities: UnsafeMutableBufferPointer<Float>
    let scores: UnsafeMutableBufferPointer<Float>
    let flags: UnsafeMutableBufferPointer<QualityFlags>
  }

  private func classify(
    _ table: Table, rows: Range<Int>, images: [PreparedImage]?, into block: Block
  ) {
    let description = classifier.description
    if description.features.count > 0 {
      features.load(table, rows: rows)
      unsafe features.writeScores(into: block.scores)
      unsafe features.writeFlags(into: block.flags)
    }
    guard let images, let inputs = description.images else {
      unsafe features.writeFeatures(into: matrix)
      unsafe countKnown(
        UnsafeBufferPointer(rebasing: matrix[..<(rows.count * description.inputCount)]), block)
      return unsafe ensemble.predict(
        UnsafeBufferPointer(matrix), rowCount: rows.count, pooling: classifier.pooling,
        into: block.probabilities)
    }
    let numbers = numbers(rowCount: rows.count)
    unsafe numbers.withUnsafeBufferPointer { unsafe countKnown($0, block) }
    unsafe classify(images, inputs, numbers: numbers, into: block)
  }

  /// Counts rows whose features were learned from; those that say nothing are not asked about.
  ///
  /// - Parameter numbers: Shape `[rows, features]`.
  private func countKnown(_ numbers: UnsafeBufferPointer<Float>, _ block: Block) {
    guard let known = classifier.trainingRows else { return }
    let width = classifier.description.features.count
    for row in 0..<numbers.count / max(1, width) {
      guard unsafe !block.flags[row].contains(.notClassifiable) else { continue }
      let place = row * width..<(row + 1) * width
      let digest = unsafe FeatureDigest.of(UnsafeBufferPointer(rebasing: numbers[place]))
      knownRows += known.contains(digest) ? 1 : 0
    }
  }

  /// The loaded rows' features.
  private func numbers(rowCount: Int) -> [Float] {
    let count = classifier.description.features.count
    guard count > 0 else { return [] }
    return unsafe [Float](unsafeUninitializedCapacity: rowCount * count) { buffer, written in
      unsafe features.writeFeatures(into: buffer)
      written = rowCount * count
    }
  }

  /// The mean answer over the ways images are laid down.
  ///
  /// - Parameter numbers: Shape `[images, features]`.
  private func classify(
    _ images: [PreparedImage], _ inputs: ImageInputs, numbers: [Float], into block: Block
  ) {
    let layout = ImageLayout(inputs, numberCount: classifier.description.features.count)
    let classCount = ensemble.classCount
    var answers = [Float](repeating: 0, count: images.count * classCount)
    var embeddings = [Float](repeating: 0, count: images.count * ensemble.embeddingWidth)
    var seen = embeddings
    for (index, image) in images.enumerated() {
      // Where photometry stands beside it, an image of noise is a faint source, not nothing.
      let isFaint = !numbers.isEmpty && image.numbers.contains { $0 != image.numbers[0] }
      unsafe block.flags[index].formUnion(
        isFaint ? image.flags.subtracting(.notClassifiable) : image.flags)
    }
    unsafe block.probabilities.update(repeating: 0)
    // Upright last, so that drawn answers are of the image as it is.
    for orientation in inputs.turns.reversed() {
      for (index, image) in images.enumerated() {
        unsafe layout.lay(image, orientation, numbers: numbers, at: index, into: matrix)
      }
      unsafe answers.withUnsafeMutableBufferPointer { answers in
        unsafe seen.withUnsafeMutableBufferPointer { seen in
          unsafe ensemble.sum(
            UnsafeBufferPointer(matrix), rowCount: images.count, into: answers,
            embeddings: seen)
        }
        for index in images.indices {
          let row = index * classCount..<(index + 1) * classCount
          let part = unsafe UnsafeMutableBufferPointer(rebasing: answers[row])
          if orientation.isMirrored {
            // Behind the targets may be concentrations, which mirroring leaves alone.
            let targets = inputs.symmetry.mirrored.count
            unsafe inputs.symmetry.mirror(.init(rebasing: part[..<targets]))
          }
          for column in 0..<classCount {
            unsafe block.probabilities[row.lowerBound + column] += part[column]
          }
        }
      }
      for index in seen.indices { embeddings[index] += seen[index] }
    }
    unsafe score(images, inputs, embeddings: embeddings, block)
    if let base = unsafe block.probabilities.baseAddress {
      unsafe classifier.pooling.finish(base, rowCount: images.count)
    }
  }

  /// Writes how unusual images are, and flags those outside the range.
  ///
  /// - Parameter embeddings: Shape `[images, width]`, summed over the ways images are laid.
  private func score(
    _ images: [PreparedImage], _ inputs: ImageInputs, embeddings: [Float], _ block: Block
  ) {
    guard classifier.imageRange != nil || recorded != nil else { return }
    let photometry = unsafe [Float](block.scores)
    var looks = ImageFeatures()
    let statistics = images.map { ImageStatistics($0.numbers, shape: inputs.shape).values }
    looks.append(
      statistics: statistics.flatMap(\.self), embeddings: embeddings, photometry: photometry)
    recorded?.append(looks)
    guard let range = classifier.imageRange else { return }
    for (index, score) in range.scores(of: looks).enumerated() {
      let score = images[index].isThere ? score : 1
      unsafe block.scores[index] = score
      unsafe block.flags[index].remove(.outsideTrainingRange)
      if score > range.threshold {
        unsafe block.flags[index].insert(.outsideTrainingRange)
      }
    }
  }

  /// The likeliest class of a row of a block; rows that say nothing get the prior.
  @inline(__always)
  private func evaluate(
    _ block: Block, _ row: Int, _ classCount: Int
  ) -> (best: UInt8, maximum: Float) {
    let first = row * classCount
    if unsafe block.flags[row].contains(.notClassifiable) {
      for index in 0..<classCount {
        unsafe block.probabilities[first + index] = fallback[index]
      }
    }
    guard tellsClasses else { return (0, 0) }
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
