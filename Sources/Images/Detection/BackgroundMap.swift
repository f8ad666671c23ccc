import CSEP
public import Files

/// How the sky behind the sources is found.
public struct BackgroundSettings: Sendable, Hashable {
  /// Width and height of a mesh cell, in pixels; large against the sources.
  public var mesh = 64
  /// Cells of the median filter along each axis.
  public var filter = 3

  public init(mesh: Int = 64, filter: Int = 3) {
    self.mesh = mesh
    self.filter = filter
  }
}

/// The smooth sky behind the sources, and the noise about it.
///
/// In each cell of a mesh the mode of the pixels is estimated after clipping; a median filter
/// removes cells that bright sources spoilt, and bicubic splines connect the rest.
///
/// - Source: Bertin & Arnouts 1996, A&AS 117, 393, section 4.
@safe
public final class BackgroundMap {
  public let width: Int
  public let height: Int
  private let map: UnsafeMutablePointer<sep_bkg>

  /// - Parameters:
  ///   - image: Pixels that are masked or not finite do not count.
  /// - Throws: `SkysortError` where memory is short.
  public init(
    of image: MeasuringPlane, settings: BackgroundSettings = .init()
  ) throws(SkysortError) {
    precondition(
      settings.mesh > 0 && settings.filter > 0, "expected a positive mesh, found \(settings)")
    // Cells beyond the image change nothing, but must not overflow the library's integers.
    let (mesh, filter) = (CInt(min(settings.mesh, 1 << 20)), CInt(min(settings.filter, 1 << 10)))
    var made: UnsafeMutablePointer<sep_bkg>?
    try image.check(
      unsafe image.withImage { unsafe sep_background(&$0, mesh, mesh, filter, filter, 0, &made) })
    guard let made = unsafe made else { throw image.outOfMemory }
    unsafe map = made
    width = image.width
    height = image.height
  }

  deinit { unsafe sep_bkg_free(map) }

  /// Mean level of the sky, in the image's unit.
  public var globalLevel: Float { unsafe sep_bkg_global(map) }

  /// Mean noise of a pixel: one standard deviation.
  public var globalNoise: Float { unsafe sep_bkg_globalrms(map) }

  /// The level at each pixel, shape `[height, width]`.
  public func levels() -> [Float] {
    unsafe rows { unsafe sep_bkg_line(map, $0, $1, SEP_TFLOAT) }
  }

  /// The noise at each pixel, shape `[height, width]`.
  public func noise() -> [Float] {
    unsafe rows { unsafe sep_bkg_rmsline(map, $0, $1, SEP_TFLOAT) }
  }

  /// Takes the level away.
  ///
  /// - Parameter pixels: Shape `[height, width]`.
  public func subtract(from pixels: inout [Float]) {
    precondition(
      pixels.count == width * height, "expected \(width)×\(height) pixels, found \(pixels.count)")
    unsafe pixels.withUnsafeMutableBufferPointer { pixels in
      for y in 0..<height {
        let status = unsafe sep_bkg_subline(
          map, CInt(y), pixels.baseAddress! + y * width, SEP_TFLOAT)
        precondition(status == 0, "expected a line of \(height), found \(y)")
      }
    }
  }

  private func rows(_ line: (CInt, UnsafeMutablePointer<Float>) -> CInt) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: width * height) { pixels, count in
      for y in 0..<height {
        let status = unsafe line(CInt(y), pixels.baseAddress! + y * width)
        precondition(status == 0, "expected a line of \(height), found \(y)")
      }
      count = width * height
    }
  }
}
