internal import CVector

/// What an empty place and the sky's noise are in a picture's numbers, by channel.
public struct PictureLevels: Hashable, Sendable, Codable {
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

  /// Of pictures with no light at 0 and noise of deviation 1.
  public init(channels: Int) {
    self.init(
      zero: [Float](repeating: 0, count: channels), noise: [Float](repeating: 1, count: channels))
  }
}

/// Carries out drawn changes on pictures of one shape.
///
///     let augmenter = PictureAugmenter(settings, source: shape, side: 64)
///     let drawn = settings.drawn(seed: seed, epoch: epoch, sample: id)
///     augmenter.apply(drawn, to: picture, into: features)
public struct PictureAugmenter: Sendable {
  public let resampler: PictureResampler
  public let levels: PictureLevels

  /// - Parameters:
  ///   - side: Pixels along each side of what comes out; the source is read pixel for pixel
  ///     about its centre.
  ///   - levels: Of the source's numbers; no light at 0 and noise of 1 where `nil`.
  public init(
    _ settings: Augmentation, source: PictureShape, side: Int, levels: PictureLevels? = nil
  ) {
    let levels = levels ?? PictureLevels(channels: source.channels)
    self.levels = levels
    resampler = PictureResampler(
      source: source, side: side, interpolation: settings.interpolation, edge: settings.edge,
      background: levels.zero)
  }

  /// Writes one changed picture; where nothing changes, the central square as it is.
  ///
  /// - Parameters:
  ///   - source: Shape of the resampler's source.
  ///   - result: Shape `[side, side, channels]`.
  public func apply(
    _ drawn: DrawnAugmentation, to source: UnsafeBufferPointer<Float>,
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

  /// One changed picture as an array.
  public func apply(_ drawn: DrawnAugmentation, to source: [Float]) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: output.count) { buffer, count in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<output.count])
      unsafe source.withUnsafeBufferPointer { unsafe apply(drawn, to: $0, into: target) }
      count = output.count
    }
  }

  /// The shape of what comes out.
  public var output: PictureShape { resampler.output }
}

extension PictureAugmenter {
  private func brighten(_ picture: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    unsafe levels.zero.withUnsafeBufferPointer { zero in
      unsafe vector_gain_pixels(
        output.pixels, output.channels, factor, zero.baseAddress, picture.baseAddress)
    }
  }

  private func addNoise(
    to picture: UnsafeMutableBufferPointer<Float>, deviation: Float, seed: UInt64
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: output.channels) { scaled in
      for channel in levels.noise.indices {
        unsafe scaled[channel] = deviation * levels.noise[channel]
      }
      unsafe vector_add_noise(
        output.pixels, output.channels, scaled.baseAddress, seed, 0, 0, picture.baseAddress)
    }
  }

  private func blur(_ picture: UnsafeMutableBufferPointer<Float>, deviation: Double) {
    let kernel = GaussianKernel(deviation: deviation)
    var extent = output.extent
    unsafe kernel.weights.withUnsafeBufferPointer { weights in
      unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: output.count) { scratch in
        unsafe vector_blur_picture(
          &extent, output.channels, kernel.radius, weights.baseAddress, scratch.baseAddress,
          picture.baseAddress)
      }
    }
  }

  private func erase(
    _ erased: DrawnAugmentation.Erased, in picture: UnsafeMutableBufferPointer<Float>
  ) {
    let side = Int((erased.side * Double(output.width)).rounded())
    let left = Int((erased.column * Double(output.width - side)).rounded())
    let top = Int((erased.row * Double(output.height - side)).rounded())
    for row in top..<top + side {
      for column in left..<left + side {
        let pixel = (row * output.width + column) * output.channels
        for channel in levels.zero.indices {
          unsafe picture[pixel + channel] = levels.zero[channel]
        }
      }
    }
  }
}
