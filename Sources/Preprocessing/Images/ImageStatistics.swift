internal import Glibc

/// What a scaled image is like as a whole: how bright, varied and sharp each channel is.
///
/// A survey of other depth, pixel scale or seeing, or another unit of flux, moves these before
/// anything else. They are the same however the image is turned or mirrored. By channel:
///
/// | number | is |
/// |---|---|
/// | brightness | the mean |
/// | contrast | the logarithm of the standard deviation |
/// | roughness | the logarithm of the mean difference between neighbours |
/// | sharpness | the same of pixels two apart, less the roughness |
public struct ImageStatistics: Hashable, Sendable {
  /// Shape `[channels, 4]`.
  public let values: [Float]

  /// Numbers of each channel.
  public static let perChannel = 4
  /// Added to spreads, whose unit is that of all training images: flat images are alike.
  private static let least = 1e-3

  /// - Parameter pixels: Shape `shape`, scaled.
  public init(_ pixels: [Float], shape: ImageShape) {
    precondition(
      pixels.count == shape.count, "expected \(shape), found \(pixels.count) numbers")
    var sums = ColumnSums(shape)
    unsafe pixels.withUnsafeBufferPointer { pixels in
      guard let start = pixels.baseAddress else { return }
      for row in 0..<shape.height {
        let line = unsafe start + row * sums.width
        unsafe sums.add(line)
        for lag in 1...2 {
          unsafe sums.add(line, minus: line + lag * shape.channels, lag: lag, to: shape.width - lag)
          guard row + lag < shape.height else { continue }
          unsafe sums.add(line, minus: line + lag * sums.width, lag: lag, to: shape.width)
        }
      }
    }
    values = (0..<shape.channels).flatMap { channel -> [Float] in
      let mean = sums.total(.value, channel) / Double(shape.pixels)
      let square = sums.total(.square, channel) / Double(shape.pixels)
      let near = sums.total(.near, channel) / Double(2 * shape.pixels)
      let far = sums.total(.far, channel) / Double(2 * shape.pixels)
      let roughness = log(near + Self.least)
      return [
        mean, log(max(square - mean * mean, 0).squareRoot() + Self.least), roughness,
        log(far + Self.least) - roughness,
      ].map { Float($0) }
    }
  }
}

/// Sums down the columns of an image, in a form of which the compiler makes wide instructions.
private struct ColumnSums {
  enum Kind: Int { case value, square, near, far }

  /// Numbers of a row of pixels.
  let width: Int
  private let channels: Int
  /// Shape `[4, width]`.
  private var sums: [Float]

  init(_ shape: ImageShape) {
    (width, channels) = (shape.width * shape.channels, shape.channels)
    sums = [Float](repeating: 0, count: 4 * width)
  }

  mutating func add(_ line: UnsafePointer<Float>) {
    let width = width
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let values = sums.baseAddress else { return }
      let squares = unsafe values + width
      for index in 0..<width {
        let value = unsafe line[index]
        unsafe values[index] += value
        unsafe squares[index] += value * value
      }
    }
  }

  /// - Parameter pixels: How many of a row have a neighbour so far away.
  mutating func add(
    _ line: UnsafePointer<Float>, minus other: UnsafePointer<Float>, lag: Int, to pixels: Int
  ) {
    let (offset, count) = ((lag + 1) * width, max(0, pixels) * channels)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      let target = unsafe start + offset
      for index in 0..<count { unsafe target[index] += abs(line[index] - other[index]) }
    }
  }

  func total(_ kind: Kind, _ channel: Int) -> Double {
    let first = kind.rawValue * width
    return stride(from: first + channel, to: first + width, by: channels)
      .reduce(0.0) { $0 + Double(sums[$1]) }
  }
}
