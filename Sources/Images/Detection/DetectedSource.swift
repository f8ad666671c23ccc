import CSEP
import Glibc

/// A source as it was found: where it is, and the ellipse its light fills.
///
/// Pixels are counted from 0.
public struct DetectedSource: Sendable, Hashable {
  /// The barycentre of the light above the threshold.
  public let x: Double
  public let y: Double
  /// Standard deviations of the light along the major and the minor axis, in pixels.
  public let a: Double
  public let b: Double
  /// Of the major axis, from the x axis towards the y axis; degrees in `-90...90`.
  public let theta: Double
  /// Of the same ellipse: `cxx·dx² + cyy·dy² + cxy·dx·dy = r²`.
  let coefficients: Coefficients
  /// Pixels above the threshold, of the filtered image.
  public let area: Int
  /// Pixels it covers, both ends included.
  public let columns: ClosedRange<Int>
  public let rows: ClosedRange<Int>
  /// Sum of the pixels above the threshold, and its standard deviation.
  public let isophotalFlux: Double
  public let isophotalFluxError: Double
  /// Its brightest pixel.
  public let peak: Double
  public let flags: DetectionFlags

  struct Coefficients: Sendable, Hashable {
    let xx: Double
    let yy: Double
    let xy: Double
  }

  init(_ catalog: sep_catalog, _ index: Int, in image: MeasuringPlane) {
    x = unsafe catalog.x[index]
    y = unsafe catalog.y[index]
    a = unsafe Double(catalog.a[index])
    b = unsafe Double(catalog.b[index])
    theta = unsafe Double(catalog.theta[index]) * 180 / .pi
    coefficients = unsafe Coefficients(
      xx: Double(catalog.cxx[index]), yy: Double(catalog.cyy[index]),
      xy: Double(catalog.cxy[index]))
    area = unsafe Int(catalog.npix[index])
    columns = unsafe Int(catalog.xmin[index])...Int(catalog.xmax[index])
    rows = unsafe Int(catalog.ymin[index])...Int(catalog.ymax[index])
    let owned = unsafe UnsafeBufferPointer(start: catalog.pix[index], count: area)
    let light = unsafe owned.map { Double(image.pixels[Int($0)]) }
    isophotalFlux = light.reduce(0, +)
    peak = light.max() ?? .nan
    let variance = unsafe owned.reduce(0.0) { sum, pixel in
      sum + Double(image.noise[Int(pixel)]) * Double(image.noise[Int(pixel)])
    }
    let own = image.gain.map { max(0, light.reduce(0, +)) / $0 } ?? 0
    isophotalFluxError = (variance + own).squareRoot()
    var flags = DetectionFlags()
    let bits = unsafe CInt(catalog.flag[index])
    if bits & SEP_OBJ_MERGED != 0 { flags.insert(.blended) }
    if bits & SEP_OBJ_TRUNC != 0 { flags.insert(.truncated) }
    self.flags = flags
  }

  /// `a / b`.
  public var elongation: Double { a / b }

  /// `1 − b / a`.
  public var ellipticity: Double { 1 - b / a }
}

/// What is doubtful about a detection; the bits are SExtractor's where it has such.
public struct DetectionFlags: OptionSet, Hashable, Sendable {
  public let rawValue: Int16
  public init(rawValue: Int16) { self.rawValue = rawValue }

  /// The aperture holds pixels of a neighbour, or masked ones; the rest of it stands for them.
  public static let contaminated = DetectionFlags(rawValue: 1)
  /// It was part of a larger source and was separated from it.
  public static let blended = DetectionFlags(rawValue: 2)
  /// A pixel reaches the saturation limit.
  public static let saturated = DetectionFlags(rawValue: 4)
  /// It is cut by the image's edge.
  public static let truncated = DetectionFlags(rawValue: 8)
  /// The aperture reaches beyond the image.
  public static let incompleteAperture = DetectionFlags(rawValue: 16)
  /// A masked pixel lies in its rectangle.
  public static let maskedPixels = DetectionFlags(rawValue: 64)
  /// All of the aperture is masked, or its light is not positive: the Kron radius is the least.
  public static let noKronRadius = DetectionFlags(rawValue: 32)

  /// For headers and help: bit and meaning.
  public static let meanings: [(flag: DetectionFlags, text: String)] = [
    (.contaminated, "aperture holds a neighbour's pixels, or masked ones"),
    (.blended, "was separated from a larger source"), (.saturated, "reaches the saturation limit"),
    (.truncated, "is cut by the image's edge"),
    (.incompleteAperture, "aperture reaches beyond the image"),
    (.maskedPixels, "has a masked pixel in its rectangle"),
    (.noKronRadius, "no Kron radius: the least one was taken"),
  ]
}
