public import Sky

/// Samples as a viewer shows them: channels last, row 0 at the top.
public struct Image: Sendable, Hashable {
  public let height: Int
  public let width: Int
  /// 1 grey, 2 grey and alpha, 3 red, green and blue, 4 with alpha; or one for each plane.
  public let channels: Int
  /// What white is stored as, 255 or 65535; `nil` where samples are physical.
  public let largestSample: Float?
  /// Of images made from planes, one for each channel; else empty.
  public let bands: [Band]
  /// Shape `[height, width, channels]`; NaN where nothing was measured.
  public var samples: [Float]

  public init(
    height: Int, width: Int, channels: Int, largestSample: Float? = nil, bands: [Band] = [],
    samples: [Float]
  ) {
    precondition(
      samples.count == height * width * channels,
      "expected \(height) × \(width) × \(channels) samples, found \(samples.count)")
    self.height = height
    self.width = width
    self.channels = channels
    self.largestSample = largestSample
    self.bands = bands
    self.samples = samples
  }
}

extension Image {
  /// Bands as channels, turned upside down: a plane's row 0 is the lowest, an image's the
  /// highest.
  ///
  /// - Parameter planes: At least one, all of one size.
  public init(planes: [ImagePlane]) {
    precondition(!planes.isEmpty, "expected at least one plane")
    let (height, width) = (planes[0].height, planes[0].width)
    precondition(
      planes.allSatisfy { $0.height == height && $0.width == width },
      "expected planes of \(width) × \(height), found "
        + planes.map { "\($0.width) × \($0.height)" }.joined(separator: ", "))
    var samples = [Float](repeating: 0, count: height * width * planes.count)
    for (channel, plane) in planes.enumerated() {
      Self.forEachPixel(height, width) { sample, pixel in
        samples[sample * planes.count + channel] = plane.pixels[pixel]
      }
    }
    let bands = planes.compactMap(\.band)
    self.init(
      height: height, width: width, channels: planes.count,
      bands: bands.count == planes.count ? bands : [], samples: samples)
  }

  /// The channels as planes, row 0 at the bottom again.
  public func planes() -> [ImagePlane] {
    (0..<channels).map { channel in
      var pixels = [Float](repeating: 0, count: height * width)
      Self.forEachPixel(height, width) { sample, pixel in
        pixels[pixel] = samples[sample * channels + channel]
      }
      let band = bands.isEmpty ? nil : bands[channel]
      return ImagePlane(width: width, height: height, band: band, pixels: pixels)
    }
  }

  /// Hands out the places of one point in an image and in a plane.
  @inline(__always)
  private static func forEachPixel(
    _ height: Int, _ width: Int, _ body: (_ sample: Int, _ pixel: Int) -> Void
  ) {
    for row in 0..<height {
      let (sample, pixel) = (row * width, (height - 1 - row) * width)
      for column in 0..<width { body(sample + column, pixel + column) }
    }
  }

  /// Whether a stored image's last channel is its opacity.
  public var hasAlpha: Bool { largestSample != nil && (channels == 2 || channels == 4) }

  /// The image without its opacity; colours stay as they are stored.
  public func withoutAlpha() -> Image {
    guard hasAlpha else { return self }
    let kept = channels - 1
    var samples = [Float](repeating: 0, count: height * width * kept)
    for pixel in 0..<(height * width) {
      for channel in 0..<kept {
        samples[pixel * kept + channel] = self.samples[pixel * channels + channel]
      }
    }
    return Image(
      height: height, width: width, channels: kept, largestSample: largestSample,
      samples: samples)
  }
}
