import CSEP
public import Files
import Glibc
import Numbers

/// How sources are told from noise and from each other.
///
/// - Source: Bertin & Arnouts 1996, A&AS 117, 393, sections 5 and 6.
public struct SourceExtraction: Sendable, Hashable {
  /// In standard deviations of the noise, of the filtered image.
  public var threshold = 1.5
  /// Pixels above the threshold that touch each other.
  public var minimumArea = 5
  /// What the image is filtered by before it is searched.
  public var kernel = Kernel.pyramid
  /// Levels between threshold and peak, exponentially spaced, at which parts may separate.
  public var deblendingLevels = 32
  /// The fraction of a source's light that a part needs to be a source itself; 1 keeps all whole.
  public var deblendingContrast = 0.005
  /// Whether what is but the wing of a bright neighbour is dropped.
  public var cleans = true
  /// Larger drops more.
  public var cleaning = 1.0

  public init() {}

  /// Weights of a pixel's neighbourhood, of odd width and height.
  public struct Kernel: Sendable, Hashable {
    public let width: Int
    public let height: Int
    /// Shape `[height, width]`; their scale does not matter.
    public let weights: [Float]

    /// - Returns: `nil` unless there are `width · height` finite weights.
    public init?(width: Int, height: Int, weights: [Float]) {
      guard width > 0, height > 0, weights.count == width * height,
        weights.allSatisfy(\.isFinite)
      else { return nil }
      self.width = width
      self.height = height
      self.weights = weights
    }

    private init(_ width: Int, _ weights: [Float]) {
      self.width = width
      height = weights.count / width
      self.weights = weights
    }

    /// No filter.
    public static let none = Kernel(1, [1])
    /// 1 2 1, 2 4 2, 1 2 1: about a seeing of two pixels.
    public static let pyramid = Kernel(3, [1, 2, 1, 2, 4, 2, 1, 2, 1])

    /// A round Gaussian.
    ///
    /// - Parameter width: Full width at half maximum, in pixels.
    public static func gaussian(width: Double) -> Kernel {
      let sigma = width / 2.354_820_045
      let reach = max(1, min(15, Int(clamping: (2.5 * sigma).rounded(.up))))
      let offsets = (-reach...reach).map(Double.init)
      let weights = offsets.flatMap { y in
        offsets.map { x in Float(exp(-(x * x + y * y) / (2 * sigma * sigma))) }
      }
      return Kernel(2 * reach + 1, weights)
    }
  }

  /// Finds the sources of an image whose sky was subtracted.
  ///
  /// Where the noise varies, the search is made on the image divided by it; light is always
  /// summed on the image itself. The image learns which source owns which pixel.
  ///
  /// - Returns: In the order they were completed, from the bottom row upwards.
  /// - Throws: `SkysortError` where so much lies above the threshold that it cannot be told
  ///   apart, or memory is short.
  public func sources(in image: inout MeasuringPlane) throws(SkysortError) -> [DetectedSource] {
    precondition(
      threshold > 0 && minimumArea > 0 && deblendingLevels > 0,
      "expected positive settings, found \(self)")
    let (pixels, noise) = image.equalized()
    var catalog: UnsafeMutablePointer<sep_catalog>?
    let status = unsafe image.withImage { whole in
      unsafe pixels.withUnsafeBufferPointer { pixels in
        unsafe kernel.weights.withUnsafeBufferPointer { weights in
          var searched = unsafe whole
          unsafe searched.data = UnsafeRawPointer(pixels.baseAddress)
          return unsafe csep_extract(
            &searched, Float(threshold) * noise, CInt(clamping: minimumArea),
            weights.baseAddress, CInt(kernel.width), CInt(kernel.height),
            CInt(clamping: deblendingLevels), deblendingContrast, cleans ? 1 : 0, cleaning,
            &catalog)
        }
      }
    }
    defer { if let catalog = unsafe catalog { unsafe sep_catalog_free(catalog) } }
    try image.check(status)
    guard let catalog = unsafe catalog else { return [] }
    let found = unsafe catalog.pointee
    image.setOwners(unsafe Self.owners(found, pixels: pixels.count))
    return unsafe (0..<Int(found.nobj)).map { unsafe DetectedSource(found, $0, in: image) }
  }

  /// The source of each pixel, from 1; 0 where there is none.
  private static func owners(_ catalog: sep_catalog, pixels: Int) -> [Int32] {
    var owners = [Int32](repeating: 0, count: pixels)
    let count = unsafe Int(catalog.nobj)
    unsafe owners.withUnsafeMutableBufferPointer { owners in
      for source in 0..<count {
        guard let pixels = unsafe catalog.pix[source] else { continue }
        let area = unsafe Int(catalog.npix[source])
        for index in 0..<area {
          unsafe owners[Int(pixels[index])] = Int32(source + 1)
        }
      }
    }
    return owners
  }
}
