internal import CVector
public import Images
public import Settings

extension Interpolation: SettingsWord {}

/// What is read outside an image.
public enum ImageEdge: String, Hashable, Sendable, SettingsWord {
  /// The background.
  case constant
  /// The nearest pixel.
  case nearest
  /// The image mirrored at its outer border: `d c b a | a b c d | d c b a`.
  case reflect
}

/// Reads square images out of images of one shape, each number interpolated once.
///
/// Where a map reads fewer pixels than there are (an area above 1), nothing is averaged; make the
/// source smaller by ``ImageReduction`` first.
public struct ImageResampler: Sendable {
  public let source: ImageShape
  /// Pixels along each side of what comes out.
  public let side: Int
  public let interpolation: Interpolation
  public let edge: ImageEdge
  /// By channel; what lies outside with ``ImageEdge/constant``.
  public let background: [Float]

  /// - Parameter background: By channel; zeros where `nil`.
  public init(
    source: ImageShape, side: Int, interpolation: Interpolation = .bilinear,
    edge: ImageEdge = .constant, background: [Float]? = nil
  ) {
    precondition(side > 0, "side must be positive, found \(side)")
    let background = background ?? [Float](repeating: 0, count: source.channels)
    precondition(
      background.count == source.channels,
      "expected \(source.channels) background numbers, found \(background.count)")
    self.source = source
    self.side = side
    self.interpolation = interpolation
    self.edge = edge
    self.background = background
  }

  /// The shape of what comes out.
  public var output: ImageShape { ImageShape(side: side, channels: source.channels) }

  /// A map about the images' centres as one about their first pixels.
  ///
  /// The centre of the source is that of the central square of `side` pixels. Where that cannot
  /// lie even, the longer rest is on the right and below, so that whole pixels stay whole.
  public func centred(_ map: AffineMap) -> AffineMap {
    let middle = Double(side - 1) / 2
    return map.about(
      output: middle, column: Double((source.width - side) >> 1) + middle,
      row: Double((source.height - side) >> 1) + middle)
  }

  /// Writes one image; allocates nothing.
  ///
  /// Maps from pixel to pixel copy the numbers unchanged. NaN spreads to what is interpolated
  /// with it.
  ///
  /// - Parameters:
  ///   - pixels: Shape ``source``.
  ///   - map: From pixels of the output to places in the source; finite.
  ///   - result: Shape ``output``.
  public func read(
    _ pixels: UnsafeBufferPointer<Float>, through map: AffineMap,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      pixels.count == source.count && result.count == output.count,
      "expected \(source) and \(output), found \(pixels.count) and \(result.count) numbers")
    precondition(map.isFinite, "expected a finite map, found \(map)")
    guard let from = pixels.baseAddress, let to = result.baseAddress else { return }
    var coefficients = map.coefficients
    unsafe background.withUnsafeBufferPointer { background in
      var sampling = unsafe vector_sampling(
        channels: source.channels, input: source.extent, output: output.extent,
        reading: map.isExact ? vector_reading_exact : interpolation.reading, edge: edge.rule,
        background: background.baseAddress)
      unsafe vector_sample_image(&sampling, &coefficients, from, to)
    }
  }

  /// One image as an array.
  public func read(_ pixels: [Float], through map: AffineMap) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: output.count) { buffer, count in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<output.count])
      unsafe pixels.withUnsafeBufferPointer { unsafe read($0, through: map, into: target) }
      count = output.count
    }
  }
}

extension Interpolation {
  fileprivate var reading: vector_reading {
    self == .bilinear ? vector_reading_linear : vector_reading_cubic
  }
}

extension ImageEdge {
  fileprivate var rule: vector_edge {
    switch self {
    case .constant: vector_edge_constant
    case .nearest: vector_edge_nearest
    case .reflect: vector_edge_reflect
    }
  }
}
