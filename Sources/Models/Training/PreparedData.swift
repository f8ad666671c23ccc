internal import Files
internal import Images
internal import Learning
internal import Preprocessing

/// What a training learns from: a table and, for models that look at them, its rows' images.
struct PreparedData: Sendable {
  let table: PreparedTable
  let images: PreparedImages?

  /// One sample.
  var shape: SampleShape {
    SampleShape(images: images?.contexts.inputs, features: table.features.count)
  }

  /// What the networks learn from, and what chooses the epoch.
  ///
  /// - Parameter balance: How rare classes are made to count.
  func samples(balance: ClassBalance, seed: UInt64) -> EnsembleTraining.Samples {
    let (rows, weights) = table.target.balanced(table.training, by: balance, seed: seed)
    let validation = table.validation.isEmpty ? nil : table.validation
    guard let images else {
      return .rows(
        table.data(of: rows, weights: weights),
        validation: validation.map { table.data(of: $0, weights: nil) })
    }
    return .images(
      samples(images, rows, weights: weights, augmentation: images.augmentation),
      validation: validation.map { samples(images, $0, weights: nil, augmentation: nil) })
  }

  private func samples(
    _ prepared: PreparedImages, _ rows: [Int], weights: [Float]?, augmentation: Augmentation?
  ) -> ImageSamples {
    let target = table.target
    return ImageSamples(
      contexts: prepared.contexts, images: rows, numbers: table.matrix(of: rows),
      targets: target.isInputs ? nil : target.targets(of: rows), weights: weights,
      augmentation: augmentation, symmetry: prepared.contexts.inputs.symmetry, seed: 0,
      identity: prepared.identity(augmentation), shape: shape,
      targetCount: target.isInputs ? shape.count : target.outputNames.count)
  }

  /// A few samples for the model's own examples; `[samples, inputs]`.
  func golden() -> [Float] {
    let rows = table.goldenRows(Self.goldenRows)
    guard let images else { return table.matrix(of: rows) }
    return laid(rows.prefix(Self.goldenImages), images)
  }

  private func laid(_ rows: ArraySlice<Int>, _ images: PreparedImages) -> [Float] {
    let contexts = images.contexts
    let numbers = table.matrix(of: Array(rows))
    let layout = ImageLayout(contexts.inputs, numberCount: table.features.count)
    var matrix = [Float](repeating: 0, count: rows.count * shape.count)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      for (index, row) in rows.enumerated() {
        guard let image = try? contexts.image(row) else { continue }
        unsafe layout.lay(image, .upright, numbers: numbers, at: index, into: matrix)
      }
    }
    return matrix
  }

  private static let goldenRows = 16
  static let goldenImages = 4
}

// MARK: Targets that are the inputs

extension PreparedData {
  /// Some rows as they are, with what was measured of them.
  func inputs(of rows: [Int]) throws(SkysortError) -> ReconstructedSamples {
    guard let contexts = images?.contexts else { return table.samples(of: rows) }
    let (width, layout) = (shape.count, ImageLayout(contexts.inputs, numberCount: 0))
    var features = [Float](repeating: 0, count: rows.count * width)
    var weights = features
    for (index, row) in rows.enumerated() {
      let image = try contexts.image(row)
      unsafe features.withUnsafeMutableBufferPointer { features in
        unsafe weights.withUnsafeMutableBufferPointer { weights in
          unsafe layout.lay(image, .upright, numbers: [], at: index, into: features)
          unsafe layout.weigh(features, numbers: [], at: index, into: weights)
          guard !contexts.isThere(row) else { return }
          let place = index * width..<(index + 1) * width
          unsafe UnsafeMutableBufferPointer(rebasing: weights[place]).update(repeating: 0)
        }
      }
    }
    return ReconstructedSamples(
      rows: rows.map { table.originalRows[$0] }, width: width, features: features,
      weights: weights)
  }

  /// Of samples that are kept at once; 256 MiB, and as much for their weights.
  private static let numbersInMemory = 1 << 26

  /// Some of the rows, spread over them, where all would not fit into memory.
  func spread(_ rows: [Int]) -> [Int] {
    let most = max(1, Self.numbersInMemory / shape.count)
    let step = max(1, (rows.count + most - 1) / most)
    return stride(from: 0, to: rows.count, by: step).map { rows[$0] }
  }
}
