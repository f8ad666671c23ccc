public import Images
public import Sky

/// Whether an image shows anything that could be classified.
///
/// It does not where
/// - more than 90 % of its numbers are missing or not finite;
/// - it is flat: in no channel do the numbers span three steps in which they are stored, or, for
///   physical numbers, a millionth of their size;
/// - it is noise: in no channel does the mean of a box of 3, 9 or 27 pixels rise five deviations
///   of such a mean above the median. Pure noise of 128×128 pixels rises about four. The
///   deviation of a pixel is that of ``SkyNoise``; where it is 0, more than half of the pixels
///   are alike and the image is not a noise.
///
/// Noise that neighbours fraction, as after interpolation, rises higher and passes.
public struct ImageQuality: Hashable, Sendable {
  public enum Problem: String, Hashable, Sendable, CaseIterable {
    case missing, flat, noise
  }

  /// The fraction of numbers that are not finite.
  public let missing: Double
  /// The largest of the channels' spans from the smallest to the largest number.
  public let range: Float
  /// The highest box in units of its noise, over the channels; `nil` where none has noise.
  public let signal: Double?
  /// What makes it useless; `nil` where nothing does.
  public let problem: Problem?

  private static let largestMissing = 0.9
  private static let fewestSteps: Float = 3
  private static let least = 5.0

  /// - Parameters:
  ///   - pixels: Shape `shape`, before scaling.
  ///   - step: Between numbers as they are stored, 1 for PNG and JPEG; 0 where they are physical.
  public init(_ pixels: [Float], shape: ImageShape, step: Float = 0) {
    precondition(
      pixels.count == shape.count, "expected \(shape), found \(pixels.count) numbers")
    let looks = (0..<shape.channels).map { ChannelStatistics(pixels, shape, channel: $0) }
    let present = looks.reduce(0) { $0 + $1.present }
    let isFlat = looks.allSatisfy { look in
      look.range < max(Self.fewestSteps * step, 1e-6 * look.size) || look.range == 0
    }
    let signals = isFlat ? [] : looks.map { $0.signal(pixels) }
    missing = 1 - Double(present) / Double(pixels.count)
    range = looks.map(\.range).max() ?? 0
    signal = signals.compactMap(\.self).max()
    // Without noise, whatever is not flat is seen.
    let isSeen = zip(looks, signals).contains { look, signal in
      look.range > 0 && (signal ?? .infinity) >= Self.least
    }
    problem =
      missing > Self.largestMissing ? .missing : isFlat ? .flat : isSeen ? nil : .noise
  }

  public init(_ image: Image) {
    self.init(
      image.samples, shape: ImageShape(image), step: image.largestSample == nil ? 0 : 1)
  }

  public var isClassifiable: Bool { problem == nil }

  /// What a catalog's row says of it.
  public var flags: QualityFlags {
    var flags: QualityFlags = missing > 0 ? .maskedPixels : []
    if !isClassifiable { flags.insert(.notClassifiable) }
    return flags
  }
}

extension ImageShape {
  public init(_ image: Image) {
    self.init(height: image.height, width: image.width, channels: image.channels)
  }
}

/// What one channel's numbers are like.
private struct ChannelStatistics {
  let shape: ImageShape
  let channel: Int
  /// How many are finite.
  private(set) var present = 0
  private var smallest = Float.infinity
  private var largest = -Float.infinity

  init(_ pixels: [Float], _ shape: ImageShape, channel: Int) {
    self.shape = shape
    self.channel = channel
    for index in stride(from: channel, to: pixels.count, by: shape.channels) {
      let value = pixels[index]
      guard value.isFinite else { continue }
      present += 1
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
  }

  var range: Float { present > 0 ? largest - smallest : 0 }
  /// The largest number without its sign.
  var size: Float { present > 0 ? max(abs(smallest), abs(largest)) : 0 }

  /// The highest box in units of its noise; `nil` where there is no noise.
  func signal(_ pixels: [Float]) -> Double? {
    // Odd, so that not all of them lie in one column.
    let step = (shape.pixels / 1024 | 1) * shape.channels
    let sample = stride(from: channel, to: pixels.count, by: step).lazy.map { pixels[$0] }
    guard let noise = SkyNoise(sample), noise.deviation > 0 else { return nil }
    let sums = BoxSums(pixels, shape, channel: channel, level: noise.level)
    let sides = [3, 9, 27].filter { $0 <= min(shape.height, shape.width) }
    let highest = sides.map { sums.highest(side: $0) / Double($0) }.max()
    return highest.map { $0 / noise.deviation }
  }
}

/// Sums over boxes of a channel above its level; what is missing counts as the level.
private struct BoxSums {
  private let width: Int
  private let height: Int
  /// Over all pixels above and to the left; shape `[height + 1, width + 1]`.
  private var corners: [Double]

  init(_ pixels: [Float], _ shape: ImageShape, channel: Int, level: Double) {
    (width, height) = (shape.width, shape.height)
    corners = [Double](repeating: 0, count: (width + 1) * (height + 1))
    var index = channel
    for row in 1...height {
      var sum = 0.0
      for column in 1...width {
        let value = pixels[index]
        sum += value.isFinite ? Double(value) - level : 0
        corners[row * (width + 1) + column] = corners[(row - 1) * (width + 1) + column] + sum
        index += shape.channels
      }
    }
  }

  /// The largest sum of a box of so many pixels a side.
  func highest(side: Int) -> Double {
    var highest = -Double.infinity
    for row in side...height {
      let (below, above) = (row * (width + 1), (row - side) * (width + 1))
      for column in side...width {
        let sum =
          corners[below + column] - corners[above + column] - corners[below + column - side]
          + corners[above + column - side]
        highest = max(highest, sum)
      }
    }
    return highest
  }
}
