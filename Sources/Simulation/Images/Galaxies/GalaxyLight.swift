import Glibc
import Random

/// Lays out a galaxy's light as spots, in arcseconds around its place.
struct GalaxyLight {
  let shape: GalaxyShape
  let profiles: ProfileLibrary
  /// Where arms begin, and how uneven they are.
  private(set) var random: RandomStream
  /// Details finer than this share of the picture's resolution are left out.
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

  /// Shares sum up to 1.
  mutating func spots() -> [Spot] {
    let spots =
      switch shape.morphology {
      case .elliptical: elliptical()
      case .edgeOn: edgeOn()
      case .clockwiseSpiral, .anticlockwiseSpiral: spiral()
      case .merger: merger()
      }
    return Self.normalized(spots)
  }

  private func elliptical() -> [Spot] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    return profiles.elliptical(index: shape.index).spots(radius: shape.radius, share: 1, .mixed)
      .map { $0.mapped(by: map) }
  }

  private func edgeOn() -> [Spot] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    let disc = profiles.disc.spots(
      radius: shape.radius, share: 1 - shape.bulgeFraction, .mixed
    ).map { $0.mapped(by: map) }
    return disc + bulge(radius: 0.22 * shape.radius, axisRatio: 0.7)
  }

  /// - Parameter axisRatio: Bulges are rounder than their discs.
  private func bulge(radius: Double, axisRatio: Double) -> [Spot] {
    let map = PlaneMap.tilt(axisRatio: axisRatio, positionAngle: shape.positionAngle)
    let profile = shape.bulgeFraction > 0.3 ? profiles.bulge : profiles.softBulge
    return profile.spots(radius: radius, share: shape.bulgeFraction, .old)
      .map { $0.mapped(by: map) }
  }

  private mutating func spiral() -> [Spot] {
    let map = PlaneMap.tilt(axisRatio: shape.axisRatio, positionAngle: shape.positionAngle)
    let armShare = isResolved ? 0.5 : 0.0
    let rest = 1 - shape.bulgeFraction - shape.barFraction
    var spots = profiles.disc.spots(
      radius: shape.radius, share: rest * (1 - armShare), .mixed)
    var arms = SpiralArms(shape: shape, random: random)
    if isResolved { spots += arms.spots(share: rest * armShare) }
    spots += arms.bar(share: shape.barFraction)
    let roundness = (1 + shape.axisRatio) / 2
    return spots.map { $0.mapped(by: map) }
      + bulge(radius: 0.2 * shape.radius, axisRatio: roundness)
  }

  private mutating func merger() -> [Spot] {
    var encounter = Encounter(shape: shape, profiles: profiles, random: random)
    return encounter.spots()
  }

  private static func normalized(_ spots: [Spot]) -> [Spot] {
    let total = spots.reduce(0) { $0 + $1.share }
    return spots.map { spot in
      var spot = spot
      spot.share /= total
      return spot
    }
  }
}
