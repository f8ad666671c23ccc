public import Files
import Glibc
import Random

/// Images of single galaxies with known morphology, as many of each kind.
///
///     let cutouts = try GalaxyCutouts(configuration, side: 64, count: 10_000)
///     let image = cutouts.image(index: 7, exposure: 1)
///
/// A cutout depends on the configuration, the side and its own number only.
public struct GalaxyCutouts: Sendable {
  /// Bands, camera and seed; its size and population are not looked at.
  public let configuration: FieldConfiguration
  /// Pixels.
  public let side: Int
  public let count: Int
  public let exposures: [Exposure]
  private let painters: [SourcePainter]

  /// What ``side`` may be.
  public static let sides = 16...1024
  /// What ``count`` may be.
  public static let counts = 0...10_000_000

  /// Tries to find a galaxy whose stars are of the age its kind has.
  private static let attempts = 40

  /// - Throws: `SkysortError` if a value makes no sense.
  public init(
    _ configuration: FieldConfiguration, side: Int, count: Int
  ) throws(SkysortError) {
    try configuration.validate()
    guard Self.sides.contains(side) else {
      throw SkysortError(path: "side", found: "\(side)", expected: "pixels in \(Self.sides)")
    }
    guard Self.counts.contains(count) else {
      throw SkysortError(
        path: "cutouts", found: "\(count)", expected: "a number in \(Self.counts)")
    }
    let profiles = ProfileLibrary()
    exposures = configuration.bands.compactMap { name in
      Passband.sloan.firstIndex { $0.name == name }.map { Exposure(configuration, band: $0) }
    }
    painters = exposures.map {
      SourcePainter(exposure: $0, profiles: profiles, seed: configuration.sky.seed)
    }
    self.configuration = configuration
    self.side = side
    self.count = count
  }

  /// The galaxy of a cutout; its place is that in the cutout.
  public func source(index: Int) -> FieldSource {
    let kinds = GalaxyMorphology.allCases
    let morphology = kinds[index % kinds.count]
    var random = SimulationStream.cutout(index, seed: configuration.sky.seed)
    let radius =
      configuration.pixelScale * Double(side) * (0.1 + 0.06 * random.nextUnit())
      * Self.size(morphology)
    // Galaxies of all sizes are about as bright per area: 3.4″ at r = 16.
    let magnitude = 16 - 5 * log10(radius / 3.4) + 0.4 * random.nextNormal()
    var truth = TrueSource.draw(.galaxy, magnitude: magnitude, from: &random)
    var attempt = 1
    while (truth.youngFraction < 0.12) != (morphology == .elliptical), attempt < Self.attempts {
      truth = TrueSource.draw(.galaxy, magnitude: magnitude, from: &random)
      attempt += 1
    }
    let shape = GalaxyShape.draw(morphology, radius: radius, from: &random)
    let middle = Double(side - 1) / 2
    return FieldSource(
      index: index, sourceClass: .galaxy, position: nil,
      x: middle + random.nextUnit() - 0.5, y: middle + random.nextUnit() - 0.5,
      magnitudes: truth.magnitudes, redshift: truth.redshift, reddening: 0, shape: shape)
  }

  /// Half-light radii for which different kinds fill a cutout alike.
  private static func size(_ morphology: GalaxyMorphology) -> Double {
    switch morphology {
    case .elliptical, .edgeOn, .merger: 0.75
    case .clockwiseSpiral, .anticlockwiseSpiral: 1
    }
  }

  /// A cutout in one band; shape `[side, side]`, nanomaggies, row 0 at the south.
  public func image(index: Int, exposure: Int, isNoisy: Bool = true) -> [Float] {
    let painter = painters[exposure]
    var canvas = LightCanvas(width: side, rows: 0..<side)
    painter.paint(source(index: index), on: &canvas)
    guard isNoisy else { return canvas.pixels }
    var pixels = canvas.pixels
    var random = SimulationStream.cutoutNoise(
      band: painter.exposure.bandIndex, cutout: index, seed: configuration.sky.seed)
    let noise = PixelNoise(exposure: painter.exposure)
    unsafe pixels.withUnsafeMutableBufferPointer { unsafe noise.apply(to: $0, &random) }
    return pixels
  }
}
