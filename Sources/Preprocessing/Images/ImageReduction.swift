internal import CVector
internal import Glibc
internal import Numbers

/// Makes images of one shape smaller without aliasing: the central square, as a square of fewer
/// pixels.
///
/// Numbers are means, so surface brightness stays; sums over an area shrink with the number of
/// pixels. Used once per image, before anything is drawn at random.
public struct ImageReduction: Sendable {
  /// How pixels are weighed.
  public enum Filter: String, Hashable, Sendable, CaseIterable {
    /// The mean of the area that an output pixel covers.
    case area
    /// A windowed sinc over three output pixels to each side: sharper, with faint ringing.
    case lanczos3
  }

  public let source: ImageShape
  /// Pixels along each side of the central square that is kept.
  public let crop: Int
  /// Pixels along each side of what comes out.
  public let side: Int
  public let filter: Filter
  private let rows: ReductionTaps
  private let columns: ReductionTaps

  /// - Parameter crop: At most the shorter side, which it is where `nil`.
  public init(source: ImageShape, crop: Int? = nil, side: Int, filter: Filter = .lanczos3) {
    let shorter = min(source.height, source.width)
    let crop = crop ?? shorter
    precondition(
      (1...shorter).contains(crop) && (1...crop).contains(side),
      "expected \(side) ≤ \(crop) ≤ \(shorter) pixels")
    self.source = source
    self.crop = crop
    self.side = side
    self.filter = filter
    rows = ReductionTaps(source.height, crop: crop, side: side, filter)
    columns = ReductionTaps(source.width, crop: crop, side: side, filter)
  }

  /// The shape of what comes out.
  public var output: ImageShape { ImageShape(side: side, channels: source.channels) }

  /// One image.
  ///
  /// What is not finite is left out of the means; NaN where more than half the weight is missing.
  ///
  /// - Parameters:
  ///   - pixels: Shape ``source``.
  ///   - result: Shape ``output``.
  public func reduce(
    _ pixels: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    check(pixels.count, result.count)
    if unsafe Self.areFinite(pixels) {
      unsafe reduceWhole(pixels, into: result)
    } else {
      unsafe reducePresent(pixels, into: result)
    }
  }

  /// One image of bytes; the means are of the bytes' numbers, 0...255.
  public func reduce(
    _ pixels: UnsafeBufferPointer<UInt8>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    check(pixels.count, result.count)
    unsafe withTaps(result) { extent, rows, columns, scratch, target in
      unsafe vector_reduce_bytes(
        source.width, source.channels, &extent, &rows, &columns, pixels.baseAddress, scratch,
        target)
    }
  }

  /// One image as an array.
  public func reduce(_ pixels: [Float]) -> [Float] {
    unsafe made { result in
      unsafe pixels.withUnsafeBufferPointer { unsafe reduce($0, into: result) }
    }
  }

  /// One image of bytes as an array.
  public func reduce(_ pixels: [UInt8]) -> [Float] {
    unsafe made { result in
      unsafe pixels.withUnsafeBufferPointer { unsafe reduce($0, into: result) }
    }
  }
}

extension ImageReduction {
  /// In a form of which the compiler makes wide instructions.
  private static func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    let exponent: UInt32 = 0x7F80_0000
    var largest: UInt32 = 0
    for index in values.indices {
      largest = max(largest, unsafe values[index].bitPattern & exponent)
    }
    return largest < exponent
  }

  private func check(_ pixels: Int, _ numbers: Int) {
    precondition(
      pixels == source.count && numbers == output.count,
      "expected \(source) and \(output), found \(pixels) and \(numbers) numbers")
  }

  private func made(_ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: output.count) { buffer, count in
      unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<output.count]))
      count = output.count
    }
  }

  private func withTaps(
    _ result: UnsafeMutableBufferPointer<Float>,
    _ body: (
      inout vector_extent, inout vector_taps, inout vector_taps, UnsafeMutablePointer<Float>?,
      UnsafeMutablePointer<Float>?
    ) -> Void
  ) {
    var extent = output.extent
    unsafe rows.withTaps { rows in
      unsafe columns.withTaps { columns in
        unsafe withUnsafeTemporaryAllocation(
          of: Float.self, capacity: source.width * source.channels
        ) { scratch in
          unsafe body(&extent, &rows, &columns, scratch.baseAddress, result.baseAddress)
        }
      }
    }
  }

  private func reduceWhole(
    _ pixels: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    unsafe withTaps(result) { extent, rows, columns, scratch, target in
      unsafe vector_reduce_image(
        source.width, source.channels, &extent, &rows, &columns, pixels.baseAddress, scratch,
        target)
    }
  }

  /// Weighted sums of what is there, divided by the weights of what is there.
  private func reducePresent(
    _ pixels: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    let values = unsafe pixels.map { $0.isFinite ? $0 : 0 }
    let fractions = reduce(unsafe pixels.map { $0.isFinite ? 1 : 0 } as [Float])
    unsafe values.withUnsafeBufferPointer { unsafe reduceWhole($0, into: result) }
    for index in fractions.indices {
      let fraction = fractions[index]
      unsafe result[index] = fraction < 0.5 ? .nan : result[index] / fraction
    }
  }
}

/// Which pixels along an axis make each output pixel, and their weights, which sum to 1.
struct ReductionTaps: Sendable {
  private(set) var starts: [UInt32] = [0]
  private(set) var sources: [UInt32] = []
  private(set) var weights: [Float] = []

  /// - Parameters:
  ///   - length: Pixels of the axis; those around the crop count where the filter reaches them.
  ///   - side: Pixels that the crop becomes.
  init(_ length: Int, crop: Int, side: Int, _ filter: ImageReduction.Filter) {
    let scale = Double(crop) / Double(side)
    for place in 0..<side {
      let centre = Double((length - crop) / 2) + (Double(place) + 0.5) * scale
      let reach = filter.support * scale
      let low = max(0, Int(clamping: (centre - reach).rounded(.down)))
      let high = min(length, Int(clamping: (centre + reach).rounded(.up)))
      let found = (low..<high).map { filter.weight(from: $0, centre: centre, scale: scale) }
      let sum = found.reduce(0, +)
      for (pixel, weight) in zip(low..<high, found) where weight != 0 {
        sources.append(UInt32(pixel))
        weights.append(Float(weight / sum))
      }
      starts.append(UInt32(sources.count))
    }
  }

  func withTaps(_ body: (inout vector_taps) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe sources.withUnsafeBufferPointer { sources in
        unsafe weights.withUnsafeBufferPointer { weights in
          var taps = unsafe vector_taps(
            starts: starts.baseAddress, sources: sources.baseAddress,
            weights: weights.baseAddress)
          unsafe body(&taps)
        }
      }
    }
  }
}

extension ImageReduction.Filter {
  /// Output pixels to each side that count.
  fileprivate var support: Double { self == .area ? 0.5 : 3 }

  /// - Parameters:
  ///   - pixel: Covers `pixel..<pixel + 1` of the axis.
  ///   - centre: Of the output pixel on the axis.
  ///   - scale: Source pixels per output pixel.
  fileprivate func weight(from pixel: Int, centre: Double, scale: Double) -> Double {
    switch self {
    case .area:
      let (low, high) = (centre - scale / 2, centre + scale / 2)
      return max(0, min(high, Double(pixel) + 1) - max(low, Double(pixel)))
    case .lanczos3:
      let distance = (Double(pixel) + 0.5 - centre) / scale
      return abs(distance) < 3 ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
}
