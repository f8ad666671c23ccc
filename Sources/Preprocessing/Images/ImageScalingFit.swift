internal import Evaluation
internal import Images

/// Finds ``ImageScaling`` from training images, seen one after the other, twice.
///
///     var fit = ImageScalingFit(channels: 3)
///     for image in images { fit.measureNoise(image) }
///     for image in images { fit.measureBrightness(image) }
///     let scaling = fit.scaling()
///
/// The scale is the sky's noise: the median over the images of each one's ``SkyNoise``. Where
/// images have none, as those that were cleaned of it, the deviation of all pixels takes its
/// place. The sky's level is taken for 0 unless it lies more than three times the scale from it,
/// as where no background was subtracted; then it is the zero point. Stored images that stay
/// linear have white as scale and 0 as zero point. Mean and deviation are those of the stretched
/// numbers.
///
/// What is not finite does not count. The result depends on the images' order in the last bits
/// at most.
public struct ImageScalingFit: Sendable {
  public let stretch: ImageScaling.Stretch
  /// About how many pixels of each image are looked at for its noise.
  private let sampleCount = 10_000
  private var noises: [[SkyNoise]]
  /// Of the numbers as they are.
  private var plain: [Moments]
  private var channels: [ImageScaling.Channel] = []
  /// Of the stretched numbers.
  private var stretched: [Moments]
  private let white: Float?

  /// - Parameters:
  ///   - stretch: ``ImageScaling/Stretch/linear`` for stored images and
  ///     ``ImageScaling/Stretch/asinh`` for physical ones where `nil`.
  ///   - white: What white is stored as, 255 or 65535; `nil` where numbers are physical.
  public init(channels: Int, stretch: ImageScaling.Stretch? = nil, white: Float? = nil) {
    precondition(channels > 0, "expected channels, found \(channels)")
    self.stretch = stretch ?? (white == nil ? .asinh : .linear)
    self.white = white
    noises = [[SkyNoise]](repeating: [], count: channels)
    plain = [Moments](repeating: Moments(), count: channels)
    stretched = plain
  }

  private var count: Int { noises.count }

  /// The first look; some hundred images are enough.
  ///
  /// - Parameter pixels: Shape `[…, channels]`.
  public mutating func measureNoise(_ pixels: [Float]) {
    precondition(channels.isEmpty, "expected noise to be measured before brightness")
    // Odd, so that not all of them lie in one column of the image.
    let step = (pixels.count / count / sampleCount | 1) * count
    for channel in 0..<count {
      let values = stride(from: channel, to: pixels.count, by: step).lazy.map { pixels[$0] }
      if let noise = SkyNoise(values) { noises[channel].append(noise) }
      for value in values { plain[channel].add(value) }
    }
  }

  /// The second look.
  ///
  /// - Parameter pixels: Shape `[…, channels]`.
  public mutating func measureBrightness(_ pixels: [Float]) {
    if channels.isEmpty { channels = (0..<count).map(scaledChannel) }
    for channel in 0..<count {
      let rule = channels[channel]
      for index in stride(from: channel, to: pixels.count, by: count) {
        stretched[channel].add(rule.stretched(pixels[index]))
      }
    }
  }

  /// What was found; channels that are the same everywhere are left as they are.
  public func scaling() -> ImageScaling {
    var result = channels.isEmpty ? (0..<count).map(scaledChannel) : channels
    for channel in result.indices {
      let moments = stretched[channel]
      result[channel].mean = Float(moments.mean)
      let spread = Float(moments.deviation)
      let isConstant = !(spread > 1e-6 * max(abs(result[channel].mean), 1e-30))
      result[channel].deviation = isConstant ? 1 : spread
    }
    return ImageScaling(channels: result)
  }

  private func scaledChannel(_ channel: Int) -> ImageScaling.Channel {
    let noise = median(of: noises[channel].map(\.deviation)) ?? 0
    if let white, stretch == .linear {
      return .init(stretch: stretch, scale: white, noise: Float(noise))
    }
    let level = median(of: noises[channel].map(\.level)) ?? 0
    let spread = noise > 0 ? noise : plain[channel].deviation
    return .init(
      stretch: stretch, zero: abs(level) > 3 * spread ? Float(level) : 0,
      scale: spread > 0 ? Float(spread) : 1, noise: Float(noise))
  }
}

/// Mean and spread of numbers seen one after the other.
///
/// - Source: Welford 1962, Technometrics 4, 419.
struct Moments: Sendable {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  /// What is not finite does not count.
  mutating func add(_ value: Float) {
    guard value.isFinite else { return }
    count += 1
    let difference = Double(value) - mean
    mean += difference / Double(count)
    squares += difference * (Double(value) - mean)
  }

  var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }
}
