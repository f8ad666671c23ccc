import FITS
public import Files

/// A plane with what tells which of its pixels to believe, and how much.
///
/// Pixels keep their values: those without a measurement, masked, or of no weight are only
/// marked.
public struct WeightedPlane: Sendable, Hashable {
  public let plane: ImagePlane
  /// Inverse variance, in the plane's unit to the power of -2, shape as the plane's; `nil` where
  /// none is known.
  public let weights: [Float]?
  /// Pixels set aside for any reason.
  public private(set) var setAside: PixelMask
  public private(set) var reasons = Reasons()

  /// How many pixels are set aside for what; a pixel may count more than once.
  public struct Reasons: Sendable, Hashable {
    /// NaN or infinite.
    public var notMeasured = 0
    /// The mask is not 0.
    public var masked = 0
    /// The inverse variance is not above 0.
    public var unweighted = 0
  }

  /// - Parameters:
  ///   - weights: Inverse variance, shape as the plane's.
  ///   - mask: Pixels that quality flags set aside; see ``SkyImage/mask(_:bits:)``.
  ///   - path: The image, for messages.
  /// - Throws: `SkysortError` where sizes differ.
  public init(
    _ plane: ImagePlane, weights: ImagePlane? = nil, mask: PixelMask? = nil, path: String = ""
  ) throws(SkysortError) {
    try Self.check(weights.map { ($0.width, $0.height) }, "the weights have", plane, path)
    try Self.check(mask.map { ($0.width, $0.height) }, "the mask has", plane, path)
    self.plane = plane
    self.weights = weights?.pixels
    setAside = mask ?? PixelMask(width: plane.width, height: plane.height)
    reasons.masked = setAside.count
    reasons.notMeasured = Self.mark(plane.pixels, in: &setAside) { !$0.isFinite }
    reasons.unweighted = Self.mark(weights?.pixels ?? [], in: &setAside) { !($0 > 0) }
  }

  /// A copy of the plane whose set-aside pixels are NaN.
  public var believed: ImagePlane {
    var believed = plane
    for pixel in believed.pixels.indices where setAside.contains(pixel) {
      believed.pixels[pixel] = .nan
    }
    return believed
  }

  private static func mark(
    _ values: [Float], in mask: inout PixelMask, where isMarked: (Float) -> Bool
  ) -> Int {
    var count = 0
    for (pixel, value) in values.enumerated() where isMarked(value) {
      mask.insert(pixel)
      count += 1
    }
    return count
  }

  private static func check(
    _ size: (width: Int, height: Int)?, _ what: String, _ plane: ImagePlane, _ path: String
  ) throws(SkysortError) {
    guard let size, size != (plane.width, plane.height) else { return }
    throw SkysortError(
      path: path,
      problem: "the image has \(plane.width) × \(plane.height) pixels, \(what) "
        + "\(size.width) × \(size.height)", fix: "Name the files of one exposure.")
  }
}

extension SkyImage {
  /// Reads a plane of quality flags.
  ///
  /// - Parameter bits: Flags that set a pixel aside. By default any value but 0 does, as masks
  ///   of codes need.
  /// - Returns: Set aside where a flag is set, or the value is blank.
  public func mask(_ index: Int = 0, bits: UInt32 = .max) throws(SkysortError) -> PixelMask {
    let (image, plane) = sources[index]
    var mask = PixelMask(width: width, height: height)
    for row in 0..<height {
      let flags = try image.pixels(Double.self, plane: plane, rows: row..<row + 1)
      for (column, value) in flags.enumerated() where Self.isFlagged(value, bits) {
        mask.insert(row * width + column)
      }
    }
    return mask
  }

  private static func isFlagged(_ value: Double, _ bits: UInt32) -> Bool {
    guard bits != .max, let flags = Int64(exactly: value) else { return value != 0 }
    return UInt32(truncatingIfNeeded: flags) & bits != 0
  }
}
