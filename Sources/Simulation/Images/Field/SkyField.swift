public import Files
import Glibc
import Numbers
import Random

/// A piece of sky as a camera sees it, with all truth about its sources.
///
///     let field = try SkyField(configuration)
///     let strip = field.strip(exposure: 0, rows: 0..<256)
///
/// A pixel depends on the configuration and on its own place: rows can be made in strips of any
/// height, in any order, on any thread.
public struct SkyField: Sendable {
  public let configuration: FieldConfiguration
  public let exposures: [Exposure]
  public let plane: TangentPlane
  /// Those in the image, then those around it that shine into it.
  public let sources: [FieldSource]
  /// How many of ``sources`` lie in the image.
  public let count: Int
  private let painters: [SourcePainter]
  /// By exposure and source, pixels.
  private let reaches: [[Float]]

  /// Sources this far outside an image are made too, arcseconds.
  private static let margin = 30.0

  /// - Throws: `SkysortError` if a value of the configuration makes no sense.
  public init(_ configuration: FieldConfiguration) throws(SkysortError) {
    try configuration.validate()
    let profiles = ProfileLibrary()
    let exposures = configuration.bands.compactMap { name in
      Passband.sloan.firstIndex { $0.name == name }.map { Exposure(configuration, band: $0) }
    }
    let painters = exposures.map {
      SourcePainter(exposure: $0, profiles: profiles, seed: configuration.sky.seed)
    }
    let maker = FieldSourceMaker(
      configuration, margin: (Self.margin / configuration.pixelScale).rounded(.up))
    try Self.refuse(maker.total)
    let sources = maker.makeSources()
    reaches = painters.map { painter in sources.map { Float(painter.reach(of: $0)) } }
    self.sources = sources
    self.configuration = configuration
    self.exposures = exposures
    self.painters = painters
    plane = maker.plane
    count = maker.count
  }

  /// Sources are held in memory, all at once.
  private static func refuse(_ total: Double) throws(SkysortError) {
    let most = FieldConfiguration.sourceCounts.upperBound
    guard total <= Double(most) else {
      throw SkysortError(
        path: "sources",
        found: "\(Int(clamping: total)) in the image and \(Int(clamping: margin))″ around it",
        expected: "at most \(most) by a smaller image, density or number")
    }
    try AvailableMemory.require(
      total * bytesPerSource, for: "a field of \(Int(clamping: total)) sources", path: "sources",
      fix: "Ask for fewer, or a smaller image.")
  }

  /// Of a source, its shape and magnitudes.
  private static let bytesPerSource = 600.0
}

extension SkyField {
  /// Bits of a mask.
  public enum MaskBit {
    /// The pixel holds more light than the camera can count.
    public static let saturated: UInt8 = 1
  }

  /// Rows of one image.
  public struct Strip: Hashable, Sendable {
    public let rows: Range<Int>
    /// Shape `[rows, width]`, nanomaggies, row 0 at the south.
    public let image: [Float]
    /// Of the image's pixels, from the light that is truly there; 0 where saturated.
    public let inverseVariance: [Float]
    /// Sums of ``MaskBit``.
    public let mask: [UInt8]
  }

  /// The light of some rows without noise, nanomaggies; shape `[rows, width]`.
  ///
  /// - Parameters:
  ///   - exposure: Position in ``exposures``.
  ///   - rows: From the south.
  public func light(exposure: Int, rows: Range<Int>) -> [Float] {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= configuration.height,
      "expected rows of \(configuration.height), found \(rows)")
    var canvas = LightCanvas(width: configuration.width, rows: rows)
    let (first, last) = (Float(rows.lowerBound) - 1, Float(rows.upperBound))
    for (source, reach) in zip(sources, reaches[exposure]) {
      let y = Float(source.y)
      guard y + reach > first, y - reach < last else { continue }
      painters[exposure].paint(source, on: &canvas)
    }
    return canvas.pixels
  }

  /// Some rows as the camera sees them.
  public func strip(exposure index: Int, rows: Range<Int>) -> Strip {
    let exposure = exposures[index]
    var image = light(exposure: index, rows: rows)
    var weight = [Float](repeating: 0, count: image.count)
    for pixel in image.indices {
      weight[pixel] = Float(1 / exposure.variance(light: Double(image[pixel])))
    }
    addNoise(to: &image, rows: rows, exposure: exposure)
    var mask = [UInt8](repeating: 0, count: image.count)
    let limit = Float(exposure.saturation)
    for pixel in image.indices where image[pixel] >= limit {
      mask[pixel] |= MaskBit.saturated
      weight[pixel] = 0
    }
    return Strip(rows: rows, image: image, inverseVariance: weight, mask: mask)
  }

  private func addNoise(to image: inout [Float], rows: Range<Int>, exposure: Exposure) {
    let width = configuration.width
    let noise = PixelNoise(exposure: exposure)
    unsafe image.withUnsafeMutableBufferPointer { pixels in
      for row in rows {
        var random = SimulationStream.noise(
          band: exposure.bandIndex, row: row, seed: configuration.sky.seed)
        let start = (row - rows.lowerBound) * width
        unsafe noise.apply(
          to: UnsafeMutableBufferPointer(rebasing: pixels[start..<(start + width)]), &random)
      }
    }
  }
}
