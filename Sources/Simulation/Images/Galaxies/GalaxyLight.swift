import Glibc
import Random

/// Lays out a galaxy's light as components, in arcseconds around its place.
struct GalaxyLight {
  let shape: GalaxyShape
  let profiles: ProfileLibrary
  /// Where arms begin, and how uneven they are.
  private(set) var random: RandomStream
  /// Details finer than this fraction of the image's resolution are left out.
  private let isResolved: Bool

  /// - Parameters:
  ///   - random: Decides what ``GalaxyShape`` does not tell; every call of the same stream draws
  ///     the same galaxy.
  ///   - seeing: Full width at half maximum of a point, arcseconds.
  init(shape: GalaxyShape, profiles: ProfileLibrary, random: RandomStream, seeing: Double) {
    self.shape = shape
    self.profiles = profiles
    self.random = random
    isResolved = shape.radius > 0.4 * seeing
  }

  /// Fractions sum up to 1.
  mutating func components() -> [GaussianComponent] {
    let components =
      switch shape.morphology {
      case .elliptical: elliptical()
      case .edgeOn: edgeOn()
      case .clockwiseSpiral, .anticlockwiseSpiral: spiral()
      case .merger: merger()
      }
    return Self.normalized(components)
  }

  private func elliptical() -> [GaussianComponent] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    return profiles.elliptical(index: shape.index).components(
      radius: shape.radius, fraction: 1, .mixed
    )
    .map { $0.mapped(by: map) }
  }

  private func edgeOn() -> [GaussianComponent] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    let disc = profiles.disc.components(
      radius: shape.radius, fraction: 1 - shape.bulgeFraction, .mixed
    ).map { $0.mapped(by: map) }
    return disc + bulge(radius: 0.22 * shape.radius, axisRatio: 0.7)
  }

  /// - Parameter axisRatio: Bulges are rounder than their discs.
  private func bulge(radius: Double, axisRatio: Double) -> [GaussianComponent] {
    let map = PlaneMap.tilt(axisRatio: axisRatio, positionAngle: shape.positionAngle)
    let profile = shape.bulgeFraction > 0.3 ? profiles.bulge : profiles.softBulge
    return profile.components(radius: radius, fraction: shape.bulgeFraction, .old)
      .map { $0.mapped(by: map) }
  }

  private mutating func spiral() -> [GaussianComponent] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    let armFraction = isResolved ? 0.5 : 0.0
    let rest = 1 - shape.bulgeFraction - shape.barFraction
    var components = profiles.disc.components(
      radius: shape.radius, fraction: rest * (1 - armFraction), .mixed)
    var arms = SpiralArms(shape: shape, random: random)
    if isResolved { components += arms.components(fraction: rest * armFraction) }
    components += arms.bar(fraction: shape.barFraction)
    let roundness = (1 + shape.axisRatio) / 2
    return components.map { $0.mapped(by: map) }
      + bulge(radius: 0.2 * shape.radius, axisRatio: roundness)
  }

  private mutating func merger() -> [GaussianComponent] {
    var merger = GalaxyMerger(shape: shape, profiles: profiles, random: random)
    return merger.components()
  }

  private static func normalized(_ components: [GaussianComponent]) -> [GaussianComponent] {
    let total = components.reduce(0) { $0 + $1.fraction }
    return components.map { component in
      var component = component
      component.fraction /= total
      return component
    }
  }
}
