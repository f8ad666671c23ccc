import CSEP
import Glibc
import Numbers

/// The light of one source in one band, in the image's unit; NaN where nothing was measured.
public struct SourceFluxes: Sendable, Hashable {
  /// Of the Kron ellipse, `MAG_AUTO` of SExtractor.
  public let automatic: Double
  public let automaticError: Double
  /// Of the circles about the barycentre, in the order of the settings.
  public let apertures: [Double]
  public let apertureErrors: [Double]
  /// Of a point source whose profile is a Gaussian of the seeing: the sum weighted by that
  /// Gaussian. NaN where the settings name no seeing.
  public internal(set) var gaussian = Double.nan
  public internal(set) var gaussianError = Double.nan
  public internal(set) var flags: DetectionFlags

  init(
    _ source: DetectedSource, _ shape: SourceShape, id: CInt, settings: SourcePhotometry,
    image: inout sep_image
  ) {
    let ellipse = unsafe ApertureSum(source, radius: shape.kronRadius, id: id, image: &image)
    automatic = ellipse.flux
    automaticError = ellipse.error
    let circles = settings.apertures.map {
      unsafe ApertureSum(x: source.x, y: source.y, diameter: $0, id: id, image: &image)
    }
    apertures = circles.map(\.flux)
    apertureErrors = circles.map(\.error)
    flags = circles.reduce(shape.flags.union(ellipse.flags)) { $0.union($1.flags) }
  }
}

/// The light of point sources, weighted by a Gaussian.
///
///     f = Σ w p / σ² / Σ w² / σ²,   Σ w = 1 over the plane
///
/// Best for faint points among independent pixels of known noise; too small for extended ones.
/// Neighbours are subtracted from no pixel, but pixels they own are left out.
struct GaussianPhotometry {
  private let sigma: Double
  private let gain: Double?

  /// - Parameter width: Full width at half maximum, in pixels.
  init(width: Double, gain: Double?) {
    precondition(width > 0, "expected a positive width, found \(width)")
    sigma = max(width / 2.354_820_045, 0.3)
    self.gain = gain
  }

  /// - Parameter owner: The source's number from 1; 0 leaves out no neighbours.
  func flux(
    x: Double, y: Double, owner: CInt, _ image: sep_image
  ) -> (flux: Double, error: Double) {
    let (width, height) = unsafe (Int(image.w), Int(image.h))
    let pixels = unsafe image.data.assumingMemoryBound(to: Float.self)
    let mask = unsafe image.mask.assumingMemoryBound(to: UInt8.self)
    let noise = unsafe image.noise?.assumingMemoryBound(to: Float.self)
    let owners = unsafe image.segmap?.assumingMemoryBound(to: Int32.self)
    let columns = Self.range(about: x, 4 * sigma, below: width)
    let across = columns.map { Self.integral(from: Double($0) - x, sigma) }
    var (light, weight) = (0.0, 0.0)
    for row in Self.range(about: y, 4 * sigma, below: height) {
      let up = Self.integral(from: Double(row) - y, sigma)
      for (column, part) in zip(columns, across) {
        let index = row * width + column
        let owned = unsafe owners?[index] ?? 0
        if unsafe mask[index] != 0 || owner > 0 && owned != 0 && owned != owner { continue }
        let deviation = unsafe noise.map { unsafe Double($0[index]) } ?? 1
        let profile = up * part
        let inverse = 1 / (deviation * deviation)
        light += unsafe profile * Double(pixels[index]) * inverse
        weight += profile * profile * inverse
      }
    }
    guard weight > 0 else { return (.nan, .nan) }
    let flux = light / weight
    guard unsafe noise != nil else { return (flux, .nan) }
    let own = gain.map { max(flux, 0) / $0 } ?? 0
    return (flux, (1 / weight + own).squareRoot())
  }

  private static func range(about centre: Double, _ reach: Double, below end: Int) -> Range<Int> {
    guard centre.isFinite else { return 0..<0 }
    let low = max(0, Int(clamping: (centre - reach).rounded(.up)))
    return low..<max(low, min(end, Int(clamping: (centre + reach).rounded(.down) + 1)))
  }

  /// The Gaussian's fraction of one pixel's width.
  private static func integral(from offset: Double, _ sigma: Double) -> Double {
    let scale = 1 / (sigma * 2.0.squareRoot())
    return (erf((offset + 0.5) * scale) - erf((offset - 0.5) * scale)) / 2
  }
}
