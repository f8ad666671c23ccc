import Images
import Numbers

/// What of a row's image the page shows.
enum ImageView: String, Sendable, Encodable, CaseIterable {
  case cutout, reconstruction, residual
}

extension ImageView {
  /// All three in one stretch, or the one that is asked for.
  static func display(
    seen: Image, given: Image, as view: ImageView
  ) -> DisplayImage {
    guard view != .residual else { return residual(seen, given) }
    // One image above the other is stretched as one.
    let both = Image(
      height: 2 * seen.height, width: seen.width, channels: seen.channels,
      largestSample: seen.largestSample, bands: seen.bands, samples: seen.samples + given.samples
    ).display()
    let half = both.samples.count / 2
    let samples = view == .cutout ? both.samples.prefix(half) : both.samples.suffix(half)
    return DisplayImage(
      height: seen.height, width: seen.width, channels: both.channels, samples: Array(samples))
  }

  /// What is brighter than its reconstruction in orange, what is fainter in blue, white at the
  /// largest difference but for one pixel in two hundred; black where they agree.
  private static func residual(_ seen: Image, _ given: Image) -> DisplayImage {
    let channels = seen.channels
    let pixels = seen.height * seen.width
    let differences = (0..<pixels).map { pixel -> Float in
      let range = pixel * channels..<(pixel + 1) * channels
      return range.reduce(0) { $0 + seen.samples[$1] - given.samples[$1] } / Float(channels)
    }
    let sizes = differences.map(abs).filter(\.isFinite).sorted()
    let largest = sizes.isEmpty ? 0 : sizes[min(sizes.count - 1, sizes.count * 199 / 200)]
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * pixels)
    for difference in differences {
      let fraction = difference.isFinite && largest > 0 ? difference / largest : 0
      samples += colour(min(1, max(-1, fraction)))
    }
    return DisplayImage(
      height: seen.height, width: seen.width, channels: 3, samples: samples)
  }

  /// - Parameter fraction: In −1...1.
  private static func colour(_ fraction: Float) -> [UInt8] {
    let end: SIMD3<Float> = fraction > 0 ? [255, 168, 84] : [96, 180, 255]
    let size = abs(fraction).squareRoot()
    return (0..<3).map { UInt8(clamping: (end[$0] * size).rounded()) }
  }
}

extension DisplayImage {
  /// The image with neither side longer than so many pixels, by means over areas; as it is
  /// where it is small enough.
  func shrunk(toFit side: Int) -> DisplayImage {
    let longest = max(height, width)
    guard longest > side else { return self }
    let newHeight = max(1, height * side / longest)
    let newWidth = max(1, width * side / longest)
    var shrunk: [UInt8] = []
    shrunk.reserveCapacity(newHeight * newWidth * channels)
    for row in 0..<newHeight {
      let rows = row * height / newHeight..<max(1, (row + 1) * height / newHeight)
      for column in 0..<newWidth {
        let columns = column * width / newWidth..<max(1, (column + 1) * width / newWidth)
        appendMeans(of: rows, columns, to: &shrunk)
      }
    }
    return DisplayImage(
      height: newHeight, width: newWidth, channels: channels, samples: shrunk)
  }

  private func appendMeans(
    of rows: Range<Int>, _ columns: Range<Int>, to result: inout [UInt8]
  ) {
    for channel in 0..<channels {
      var sum = 0
      for row in rows {
        for column in columns { sum += Int(samples[(row * width + column) * channels + channel]) }
      }
      let count = rows.count * columns.count
      result.append(UInt8((sum + count / 2) / count))
    }
  }
}
