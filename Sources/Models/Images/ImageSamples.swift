internal import Images
internal import Learning
internal import Preprocessing

/// Images, drawn anew each epoch, with their targets: what a network of images learns from.
///
/// A sample of a network of images and numbers is the image, then the numbers.
struct ImageSamples: SampleSource {
  /// NaN where nothing was measured, if the images are their own targets.
  let contexts: ImageCache
  /// By sample: the image.
  let images: [Int]
  /// Shape `[samples, numbers beside]`; empty where there are none.
  let numbers: [Float]
  /// Shape `[samples, targets]`; `nil` where images are their own targets, which are then the
  /// weights of their numbers.
  let targets: [Float]?
  /// By sample; 1 where `nil`.
  let weights: [Float]?
  /// What is drawn; nothing where samples are for validation.
  let augmentation: Augmentation?
  let symmetry: TargetSymmetry
  private(set) var seed: UInt64
  let identity: String
  let shape: SampleShape
  let targetCount: Int

  var count: Int { images.count }

  /// The same samples with other draws.
  func drawn(seed: UInt64) -> ImageSamples {
    var result = self
    result.seed = seed
    return result
  }

  private var augmenter: ImageAugmenter {
    ImageAugmenter(
      augmentation ?? Augmentation(), source: contexts.inputs.shape, side: contexts.inputs.side,
      levels: contexts.inputs.scaling.levels)
  }

  func load(sample: Int, epoch: Int, into buffer: inout SampleBuffer) throws {
    let image = images[sample]
    let drawn =
      augmentation?.drawn(seed: seed, epoch: epoch, sample: UInt64(sample))
      ?? AugmentationParameters()
    let pixels = contexts.inputs.count
    let context = try contexts.crop(image)
    unsafe context.withUnsafeBufferPointer { context in
      unsafe augmenter.apply(
        drawn, to: context, into: .init(rebasing: buffer.features[..<pixels]))
    }
    let width = unsafe buffer.features.count - pixels
    for index in 0..<width {
      unsafe buffer.features[pixels + index] = numbers[sample * width + index]
    }
    guard let targets else { return weigh(&buffer, isThere: contexts.isThere(image)) }
    for index in 0..<targetCount {
      unsafe buffer.targets[index] = targets[sample * targetCount + index]
    }
    if drawn.isMirrored { unsafe symmetry.mirror(buffer.targets) }
    if let weights { buffer.weight = weights[sample] }
  }

  /// Makes targets of what was measured; the rest becomes the mean.
  private func weigh(_ buffer: inout SampleBuffer, isThere: Bool) {
    var hasPixels = false
    for index in 0..<shape.count {
      let isMeasured = unsafe buffer.features[index].isFinite
      unsafe buffer.targets[index] = isMeasured ? 1 : 0
      if !isMeasured { unsafe buffer.features[index] = 0 }
      hasPixels = hasPixels || isMeasured
    }
    buffer.weight = hasPixels && isThere ? 1 : 0
  }
}
