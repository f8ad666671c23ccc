import CSEP
public import Files
import Glibc

/// An image made ready for detection and measurement: what was not measured is masked, and the
/// noise is known.
///
///     var plane = try MeasuringPlane(image, path: "r.fits")
///     let background = try BackgroundMap(of: plane)
///     plane.subtract(background)
///     let sources = try SourceExtraction().sources(in: plane)
public struct MeasuringPlane: Sendable {
  public let width: Int
  public let height: Int
  /// For messages.
  public let path: String
  /// Whether nothing in it was measured: it has no sky, and is not to be searched.
  public let isBlank: Bool
  /// Photoelectrons per unit of the pixels, for the sources' own noise; `nil` leaves it out.
  public var gain: Double?
  /// Shape `[height, width]`; 0 where masked.
  private(set) var pixels: [Float]
  /// 1 where nothing was measured.
  private(set) var mask: [UInt8]
  /// One standard deviation of each pixel; empty before it is known.
  private(set) var noise: [Float]
  /// Pixels that reached the detector's limit, by their place.
  private let saturated: [Int]
  /// Which source owns a pixel, from 1; empty before sources were found.
  private(set) var owners: [Int32] = []

  /// The largest number of pixels that can be searched at once; the library counts them in 32
  /// bits.
  public static let maximumPixelCount = Int(Int32.max)

  /// - Parameters:
  ///   - image: NaN and infinite pixels are masked.
  ///   - mask: Shape as the image; pixels where it is true are masked too.
  ///   - inverseVariance: Shape as the image; where it is not positive, pixels are masked.
  ///   - saturation: Pixels at or above reached the detector's limit; the sky counts in.
  /// - Throws: `SkysortError` where the image is too large.
  public init(
    _ image: consuming ImagePlane, path: String, mask: [Bool]? = nil,
    inverseVariance: ImagePlane? = nil, saturation: Float? = nil
  ) throws(SkysortError) {
    let count = image.width * image.height
    precondition(
      mask.map { $0.count == count } ?? true
        && inverseVariance.map { $0.pixels.count == count } ?? true,
      "expected mask and weights of \(image.width)×\(image.height) pixels")
    try Self.checkSize(width: image.width, height: image.height, path: path)
    var masked = mask?.map { $0 ? UInt8(1) : 0 } ?? [UInt8](repeating: 0, count: count)
    let noise = inverseVariance.map { Self.noise(of: $0.pixels, masking: &masked) } ?? []
    let saturated =
      saturation.map { limit in image.pixels.indices.filter { image.pixels[$0] >= limit } } ?? []
    for index in image.pixels.indices {
      if !image.pixels[index].isFinite { masked[index] = 1 }
      if masked[index] != 0 { image.pixels[index] = 0 }
    }
    isBlank = !masked.contains(0)
    width = image.width
    height = image.height
    pixels = image.pixels
    self.path = path
    self.saturated = saturated
    self.mask = masked
    self.noise = noise
  }

  /// - Throws: `SkysortError` for an image that cannot be searched as a whole.
  public static func checkSize(width: Int, height: Int, path: String) throws(SkysortError) {
    guard width > 0 && height > 0 else {
      throw SkysortError(path: path, problem: "the image has no pixels", fix: "Name another HDU.")
    }
    guard width <= maximumPixelCount / height else {
      throw SkysortError(
        path: path,
        problem: "\(width) × \(height) pixels are more than can be searched at once "
          + "(\(maximumPixelCount))", fix: "Cut the image into parts.")
    }
    try AvailableMemory.require(
      Double(width * height * bytesPerPixel), for: "searching \(width) × \(height) pixels",
      path: path, fix: "Cut the image into parts.")
  }

  /// Of pixels, noise, owners, mask, and what the search works with.
  private static let bytesPerPixel = 24

  /// Standard deviations; pixels without a positive weight are masked.
  private static func noise(of weights: [Float], masking mask: inout [UInt8]) -> [Float] {
    var noise = weights.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    for index in noise.indices where !(noise[index] > 0 && noise[index].isFinite) {
      noise[index] = 0
      mask[index] = 1
    }
    return noise
  }

  /// Takes the sky away; the noise about it is the pixels', unless weights have told it.
  public mutating func subtract(_ background: BackgroundMap) {
    background.subtract(from: &pixels)
    for index in pixels.indices where mask[index] != 0 { pixels[index] = 0 }
    if noise.isEmpty { noise = background.noise() }
  }

  /// The pixels scaled to the same noise everywhere, and that noise: the median one. As they are
  /// where the noise does not vary.
  func equalized() -> (pixels: [Float], noise: Float) {
    precondition(!noise.isEmpty, "expected noise, from weights or the sky")
    let known = stride(from: 0, to: noise.count, by: max(1, noise.count / 10_000))
      .map { noise[$0] }.filter { $0 > 0 }.sorted()
    let common = known.isEmpty ? noise.first { $0 > 0 } ?? 1 : known[known.count / 2]
    guard noise.contains(where: { $0 != common && $0 > 0 }) else { return (pixels, common) }
    return (zip(pixels, noise).map { $1 > 0 ? $0 * (common / $1) : 0 }, common)
  }

  /// Notes which source owns each pixel, so that others' light is left out of its sums.
  mutating func setOwners(_ owners: consuming [Int32]) {
    precondition(owners.count == pixels.count, "expected one owner for each pixel")
    self.owners = owners
  }

  /// Takes the owners of an image of the same pixels, in which the sources were found.
  public mutating func adoptOwners(of other: MeasuringPlane) {
    precondition(
      other.width == width && other.height == height,
      "expected an image of \(width)×\(height) pixels, found \(other.width)×\(other.height)")
    owners = other.owners
  }

  /// The sources, from 1, of which a pixel reached the detector's limit.
  var saturatedSources: Set<Int32> {
    owners.isEmpty ? [] : Set(saturated.map { owners[$0] }).subtracting([0])
  }

  /// Whether the source's own rectangle holds a masked pixel.
  func holdsMaskedPixel(_ source: DetectedSource) -> Bool {
    source.rows.contains { row in
      source.columns.contains { mask[row * width + $0] != 0 }
    }
  }

  /// Hands the image to the C library.
  func withImage<Result>(_ body: (inout sep_image) -> Result) -> Result {
    unsafe pixels.withUnsafeBufferPointer { pixels in
      unsafe mask.withUnsafeBufferPointer { mask in
        unsafe noise.withUnsafeBufferPointer { noise in
          unsafe owners.withUnsafeBufferPointer { owners in
            var image = unsafe sep_image()
            unsafe image.data = UnsafeRawPointer(pixels.baseAddress)
            unsafe image.mask = UnsafeRawPointer(mask.baseAddress)
            unsafe image.noise = noise.isEmpty ? nil : UnsafeRawPointer(noise.baseAddress)
            unsafe image.segmap = owners.isEmpty ? nil : UnsafeRawPointer(owners.baseAddress)
            unsafe image.dtype = SEP_TFLOAT
            unsafe image.ndtype = SEP_TFLOAT
            unsafe image.mdtype = SEP_TBYTE
            unsafe image.sdtype = SEP_TINT
            unsafe image.w = CInt(width)
            unsafe image.h = CInt(height)
            unsafe image.noise_type = Int16(noise.isEmpty ? SEP_NOISE_NONE : SEP_NOISE_STDDEV)
            unsafe image.gain = gain ?? 0
            return unsafe body(&image)
          }
        }
      }
    }
  }

  /// The one door of the library's statuses.
  func check(_ status: CInt) throws(SkysortError) {
    guard status != 0 else { return }
    guard status != 1 else { throw outOfMemory }
    var text = [CChar](repeating: 0, count: 64)
    unsafe sep_get_errmsg(status, &text)
    let message = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    throw SkysortError(
      path: path, problem: "the source extraction stopped: \(message)",
      fix: "Raise the threshold or the minimum area, or mask what is not a sky.")
  }

  var outOfMemory: SkysortError {
    SkysortError(
      path: path, problem: "there is not enough memory to search \(width) × \(height) pixels",
      fix: "Cut the image into parts, or free some memory.", exitCode: .temporary)
  }
}
