import Glibc
import Random

/// Draws sources onto the image of one exposure.
struct SourcePainter: Sendable {
  let exposure: Exposure
  let profiles: ProfileLibrary
  let seed: UInt64

  /// Spots this small against the narrowest part of a point look like points.
  private static let smallness = 0.15

  /// Rows and columns, on each side of a source, that its light may reach.
  func reach(of source: FieldSource) -> Double {
    let peak = source.light(band: exposure.bandIndex) * exposure.point.density(squaredRadius: 0)
    let deviations = LightCanvas.reach(peak: peak, limit: exposure.limit)
    let widest = exposure.point.components.last?.variance ?? 0
    guard let shape = source.shape else { return 1 + deviations * widest.squareRoot() }
    let radius = shape.radius / exposure.pixelScale
    let extent = extent(of: shape.morphology, index: shape.index)
    let deviation = (widest + extent.variance * radius * radius).squareRoot()
    return 1 + extent.offset * radius + deviations * deviation
  }

  /// The farthest Gaussian and the widest of a galaxy of half-light radius 1.
  private func extent(
    of morphology: GalaxyMorphology, index: Double
  ) -> (offset: Double, variance: Double) {
    let disc = profiles.disc.components.last?.variance ?? 0
    return switch morphology {
    case .elliptical: (0, profiles.elliptical(index: index).components.last?.variance ?? 0)
    case .clockwiseSpiral, .anticlockwiseSpiral, .edgeOn:
      (3, max(disc, 0.05 * (profiles.bulge.components.last?.variance ?? 0)))
    case .merger: (7, 3.3 * disc)
    }
  }

  /// Adds a source's light.
  func paint(_ source: FieldSource, on canvas: inout LightCanvas) {
    let light = source.light(band: exposure.bandIndex)
    for gaussian in gaussians(of: source) {
      for component in exposure.point.components {
        var blurred = gaussian
        blurred.xx += component.variance
        blurred.yy += component.variance
        blurred.fraction *= component.fraction
        canvas.add(blurred, light: light, x: source.x, y: source.y, limit: exposure.limit)
      }
    }
  }

  /// A source before the atmosphere, in pixels.
  private func gaussians(of source: FieldSource) -> [GaussianComponent] {
    guard let shape = source.shape else { return [GaussianComponent(variance: 0, fraction: 1)] }
    var light = GalaxyLight(
      shape: shape, profiles: profiles,
      random: SimulationStream.structure(of: source.index, seed: seed), seeing: exposure.seeing)
    let pixels = PlaneMap(a: 1 / exposure.pixelScale, b: 0, c: 0, d: 1 / exposure.pixelScale)
    let gaussians = PopulationColours.fractions(light.components(), band: exposure.bandIndex)
      .map { $0.mapped(by: pixels) }
    let narrowest = exposure.point.components[0].variance
    return GaussianComponent.joiningSmall(gaussians, limit: Self.smallness * narrowest)
  }
}

/// The sequences of random numbers that images are made of, apart from those of the tables.
enum SimulationStream {
  /// What a source is.
  static func source(_ index: Int, seed: UInt64) -> RandomStream {
    stream(kind: 1, index, seed)
  }

  /// The details of its light.
  static func structure(of index: Int, seed: UInt64) -> RandomStream {
    stream(kind: 2, index, seed)
  }

  /// The noise of a row of pixels.
  static func noise(band: Int, row: Int, seed: UInt64) -> RandomStream {
    stream(kind: 8 + UInt64(band), row, seed)
  }

  /// What a cutout shows.
  static func cutout(_ index: Int, seed: UInt64) -> RandomStream { stream(kind: 3, index, seed) }

  static func cutoutNoise(band: Int, cutout: Int, seed: UInt64) -> RandomStream {
    stream(kind: 16 + UInt64(band), cutout, seed)
  }

  private static func stream(kind: UInt64, _ index: Int, _ seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, purpose: .simulate, stream: kind << 56 | UInt64(index))
  }
}
