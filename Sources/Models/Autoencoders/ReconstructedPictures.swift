internal import Images
internal import Learning
internal import Preprocessing

/// Pictures, drawn anew each epoch, for a network that learns to draw them again.
struct ReconstructedPictures: SampleSource {
  /// NaN where nothing was measured.
  let contexts: ImageCache
  /// By sample: the picture.
  let pictures: [Int]
  /// What is drawn; nothing where samples are for validation.
  let augmentation: Augmentation?
  let seed: UInt64
  let identity: String
  let shape: SampleShape

  init(
    _ contexts: ImageCache, pictures: [Int], augmentation: Augmentation?, seed: UInt64,
    identity: String
  ) {
    self.contexts = contexts
    self.pictures = pictures
    self.augmentation = augmentation
    self.seed = seed
    self.identity = "\(identity) \(contexts.inputs) \(String(describing: augmentation))"
    shape = SampleShape(pictures: contexts.inputs, features: 0)
  }

  var count: Int { pictures.count }
  var targetCount: Int { shape.count }

  private var augmenter: PictureAugmenter {
    PictureAugmenter(
      augmentation ?? Augmentation(), source: contexts.inputs.shape, side: contexts.inputs.side,
      levels: contexts.inputs.scaling.levels)
  }

  func load(sample: Int, epoch: Int, into buffer: inout SampleBuffer) throws {
    let drawn =
      augmentation?.drawn(seed: seed, epoch: epoch, sample: UInt64(sample)) ?? DrawnAugmentation()
    let context = try contexts.crop(pictures[sample])
    unsafe context.withUnsafeBufferPointer { context in
      unsafe augmenter.apply(drawn, to: context, into: buffer.features)
    }
    var hasPixels = false
    for index in 0..<shape.count {
      let isMeasured = unsafe buffer.features[index].isFinite
      unsafe buffer.targets[index] = isMeasured ? 1 : 0
      if !isMeasured { unsafe buffer.features[index] = 0 }
      hasPixels = hasPixels || isMeasured
    }
    buffer.weight = hasPixels && contexts.isThere(pictures[sample]) ? 1 : 0
  }

  /// Some pictures as they are.
  ///
  /// - Parameter rows: Positions in the training table, one for each picture.
  func samples(rows: [Int]) throws(ImageError) -> ReconstructedSamples {
    let (width, layout) = (shape.count, PictureLayout(contexts.inputs, numberCount: 0))
    var features = [Float](repeating: 0, count: count * width)
    var weights = features
    for (index, picture) in pictures.enumerated() {
      let prepared = try contexts.picture(picture)
      unsafe features.withUnsafeMutableBufferPointer { features in
        unsafe weights.withUnsafeMutableBufferPointer { weights in
          unsafe layout.lay(prepared, .upright, numbers: [], at: index, into: features)
          unsafe layout.weigh(features, numbers: [], at: index, into: weights)
          guard !contexts.isThere(picture) else { return }
          let place = index * width..<(index + 1) * width
          unsafe UnsafeMutableBufferPointer(rebasing: weights[place]).update(repeating: 0)
        }
      }
    }
    return ReconstructedSamples(
      rows: rows, width: width, features: features, weights: weights)
  }
}
