internal import Numbers
internal import Sky

/// An image for eyes: bytes, grey or red, green and blue.
public struct DisplayImage: Hashable, Sendable {
  public let height: Int
  public let width: Int
  /// 1 or 3.
  public let channels: Int
  /// Shape `[height, width, channels]`, row 0 at the top.
  public let samples: [UInt8]

  public init(height: Int, width: Int, channels: Int, samples: [UInt8]) {
    precondition(
      (channels == 1 || channels == 3) && samples.count == height * width * channels,
      "expected \(height) × \(width) grey or coloured pixels, found \(samples.count) samples")
    self.height = height
    self.width = width
    self.channels = channels
    self.samples = samples
  }

  /// As a file that every browser shows.
  public func png() -> [UInt8] {
    PNGEncoder.encode(width: width, height: height, channels: channels, samples: samples)
  }
}

extension Image {
  /// One channel in grey; what is missing is black.
  ///
  /// - Parameter channel: In `0..<channels`.
  public func grey(
    channel: Int = 0, interval: DisplayInterval = .zscale, stretch: Stretch = .linear
  ) -> DisplayImage {
    let values = values(ofChannel: channel)
    return grey(values, limits: interval.limits(of: values) ?? 0...1, stretch)
  }

  private func values(ofChannel channel: Int) -> [Float] {
    Swift.stride(from: channel, to: samples.count, by: channels).map { samples[$0] }
  }

  private func grey(
    _ values: [Float], limits: ClosedRange<Double>, _ stretch: Stretch
  ) -> DisplayImage {
    let span = limits.upperBound - limits.lowerBound
    let bytes = values.map { value -> UInt8 in
      guard value.isFinite, span > 0 else { return 0 }
      let fraction = min(1, max(0, (Double(value) - limits.lowerBound) / span))
      return UInt8(clamping: (255 * stretch(fraction)).rounded())
    }
    return DisplayImage(height: height, width: width, channels: 1, samples: bytes)
  }

  /// Three channels in colour.
  ///
  /// - Parameter channels: For red, green and blue; those of ``colourChannels`` where `nil`.
  public func colour(
    _ rule: LuptonColour = .init(), channels chosen: [Int]? = nil
  ) -> DisplayImage {
    let order = chosen ?? colourChannels
    precondition(
      order.count == 3 && order.allSatisfy { (0..<channels).contains($0) },
      "expected three of \(channels) channels, found \(order)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(height * width * 3)
    for pixel in Swift.stride(from: 0, to: samples.count, by: channels) {
      let (red, green, blue) = rule.bytes(
        red: samples[pixel + order[0]], green: samples[pixel + order[1]],
        blue: samples[pixel + order[2]])
      bytes.append(red)
      bytes.append(green)
      bytes.append(blue)
    }
    return DisplayImage(height: height, width: width, channels: 3, samples: bytes)
  }

  /// Which channels are shown as red, green and blue.
  ///
  /// Bands i, r, g where all are there, then z, r, g; else bands are taken to run from blue to
  /// red, and the last, the middle and the first are shown. Stored colours stay in order.
  public var colourChannels: [Int] {
    let names = bands.map(\.rawValue)
    for wanted in [["i", "r", "g"], ["z", "r", "g"]] {
      let found = wanted.compactMap { names.firstIndex(of: $0) }
      if found.count == 3 { return found }
    }
    if largestSample != nil && channels >= 3 { return [0, 1, 2] }
    return [channels - 1, channels / 2, 0]
  }

  /// Stored images as they are. Physical samples from the sky up, linear in its noise and
  /// logarithmic far above: three bands or more in colour by ``LuptonColour``, fewer in grey.
  public func display() -> DisplayImage {
    if let white = largestSample { return stored(white: white) }
    return channels >= 3 ? colourFromSky() : greyFromSky()
  }

  private func greyFromSky() -> DisplayImage {
    let values = values(ofChannel: 0)
    guard let sky = SkyNoise(values), sky.deviation > 0,
      let whole = DisplayInterval.percentiles(0, 99.95).limits(of: values)
    else { return grey(interval: .extremes) }
    let black = sky.level - sky.deviation
    let white = max(whole.upperBound, sky.level + 10 * sky.deviation)
    let softening = 5 * sky.deviation / (white - black)
    return grey(values, limits: black...white, .asinh(softening: softening))
  }

  private func colourFromSky() -> DisplayImage {
    let order = colourChannels
    let skies = order.map { SkyNoise(values(ofChannel: $0)) }
    let levels = skies.map { $0?.level ?? 0 }
    // Where the sky has no noise, what is above it sets the stretch.
    let noise = skies.compactMap { $0?.deviation }.reduce(0, +) / 3
    let light = samples.lazy.filter(\.isFinite).max().map { Double($0) - (levels.min() ?? 0) }
    let stretch = noise > 0 ? 15 * noise : (light ?? 1) / 50
    return colour(
      LuptonColour(
        minimum: SIMD3(levels[0], levels[1], levels[2]), stretch: stretch > 0 ? stretch : 1),
      channels: order)
  }

  private func stored(white: Float) -> DisplayImage {
    let plain = withoutAlpha()
    let bytes = plain.samples.map { sample -> UInt8 in
      sample.isFinite ? UInt8(clamping: (255 * min(1, max(0, sample / white))).rounded()) : 0
    }
    guard plain.channels != 1 && plain.channels != 3 else {
      return DisplayImage(
        height: height, width: width, channels: plain.channels, samples: bytes)
    }
    let first = Swift.stride(from: 0, to: bytes.count, by: plain.channels).map { bytes[$0] }
    return DisplayImage(height: height, width: width, channels: 1, samples: first)
  }
}
