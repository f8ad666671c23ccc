internal import CVector
internal import Numbers

/// What an empty place and the sky's noise are in an image's numbers, by channel.
public struct ImageLevels: Hashable, Sendable, Codable {
  /// Where there is no light.
  public var zero: [Float]
  /// Standard deviation of the sky's noise.
  public var noise: [Float]

  public init(zero: [Float], noise: [Float]) {
    precondition(
      zero.count == noise.count, "expected as many, found \(zero.count) and \(noise.count)")
    self.zero = zero
    self.noise = noise
  }

  /// Of images with no light at 0 and noise of deviation 1.
  public init(channels: Int) {
    self.init(
      zero: [Float](repeating: 0, count: channels), noise: [Float](repeating: 1, count: channels))
  }
}

/// Carries out drawn changes on images of one shape.
///
///     let augmenter = ImageAugmenter(settings, source: shape, side: 64)
///     let drawn = settings.drawn(seed: seed, epoch: epoch, sample: id)
///     augmenter.apply(drawn, to: image, into: features)
public struct ImageAugmenter: Sendable {
  public let resampler: ImageResampler
  public let levels: ImageLevels

  /// - Parameters:
  ///   - side: Pixels along each side of what comes out; the source is read pixel for pixel
  ///     about its centre.
  ///   - levels: Of the source's numbers; no light at 0 and noise of 1 where `nil`.
  public init(
    _ settings: Augmentation, source: ImageShape, side: Int, levels: ImageLevels? = nil
  ) {
    let levels = levels ?? ImageLevels(channels: source.channels)
    self.levels = levels
    resampler = ImageResampler(
      source: source, side: side, interpolation: settings.interpolation, edge: settings.edge,
      background: levels.zero)
  }

  /// Writes one changed image; where nothing changes, the central square as it is.
  ///
  /// - Parameters:
  ///   - source: Shape of the resampler's source.
  ///   - result: Shape `[side, side, channels]`.
  public func apply(
    _ drawn: AugmentationParameters, to source: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    unsafe resampler.read(source, through: resampler.centred(drawn.map), into: result)
    if drawn.blur > 0 { unsafe blur(result, deviation: drawn.blur) }
    if drawn.gain != 1 { unsafe brighten(result, by: Float(drawn.gain)) }
    if drawn.noise > 0 {
      unsafe addNoise(to: result, deviation: Float(drawn.noise), seed: drawn.noiseSeed)
    }
    if let erased = drawn.erased { unsafe erase(erased, in: result) }
  }

  /// One changed image as an array.
  public func apply(_ drawn: AugmentationParameters, to source: [Float]) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: output.count) { buffer, count in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<output.count])
      unsafe source.withUnsafeBufferPointer { unsafe apply(drawn, to: $0, into: target) }
      count = output.count
    }
  }

  /// The shape of what comes out.
  public var output: ImageShape { resampler.output }
}

extension ImageAugmenter {
  private func brighten(_ image: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    unsafe levels.zero.withUnsafeBufferPointer { zero in
      unsafe vector_gain_pixels(
        output.pixels, output.channels, factor, zero.baseAddress, image.baseAddress)
    }
  }

  private func addNoise(
    to image: UnsafeMutableBufferPointer<Float>, deviation: Float, seed: UInt64
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: output.channels) { scaled in
      for channel in levels.noise.indices {
        unsafe scaled[channel] = deviation * levels.noise[channel]
      }
      unsafe vector_add_noise(
        output.pixels, output.channels, scaled.baseAddress, seed, 0, 0, image.baseAddress)
    }
  }

  private func blur(_ image: UnsafeMutableBufferPointer<Float>, deviation: Double) {
    let kernel = GaussianKernel(deviation: deviation)
    var extent = output.extent
    unsafe kernel.weights.withUnsafeBufferPointer { weights in
      unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: output.count) { scratch in
        unsafe vector_blur_image(
          &extent, output.channels, kernel.radius, weights.baseAddress, scratch.baseAddress,
          image.baseAddress)
      }
    }
  }

  private func erase(
    _ erased: AugmentationParameters.Erased, in image: UnsafeMutableBufferPointer<Float>
  ) {
    let side = Int(clamping: (erased.side * Double(output.width)).rounded())
    let left = Int(clamping: (erased.column * Double(output.width - side)).rounded())
    let top = Int(clamping: (erased.row * Double(output.height - side)).rounded())
    for row in top..<top + side {
      for column in left..<left + side {
        let pixel = (row * output.width + column) * output.channels
        for channel in levels.zero.indices {
          unsafe image[pixel + channel] = levels.zero[channel]
        }
      }
    }
  }
}
