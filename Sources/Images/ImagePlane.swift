public import Sky

/// One band of the sky in memory.
public struct ImagePlane: Sendable, Hashable {
  public let width: Int
  public let height: Int
  public var band: Band?
  /// `BUNIT`, as the file has it.
  public var unit: String?
  /// Shape `[height, width]`, row 0 = FITS row 1; NaN where nothing was measured.
  public var pixels: [Float]

  public init(
    width: Int, height: Int, band: Band? = nil, unit: String? = nil, pixels: [Float]
  ) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height,
      "expected \(width)×\(height) pixels, found \(pixels.count)")
    self.width = width
    self.height = height
    self.band = band
    self.unit = unit
    self.pixels = pixels
  }
}
