import Glibc
import Random

/// Two galaxies that tear at each other: discs close together, tails drawn out of them, and
/// light thrown between.
struct GalaxyMerger {
  private let shape: GalaxyShape
  private let profiles: ProfileLibrary
  private var random: RandomStream

  private static let tailLinks = 14

  init(shape: GalaxyShape, profiles: ProfileLibrary, random: RandomStream) {
    self.shape = shape
    self.profiles = profiles
    self.random = random
  }

  /// Around the middle of the light of the two.
  mutating func components() -> [GaussianComponent] {
    let separation = shape.radius * (1.1 + 1.5 * random.nextUnit())
    let ratio = 0.35 + 0.65 * random.nextUnit()
    let fractions = (0.75 / (1 + ratio), 0.75 * ratio / (1 + ratio))
    // Along x; turned to the position angle at the end.
    let first = separation * ratio / (1 + ratio)
    let sense = random.nextUnit() < 0.5 ? 1.0 : -1.0
    let otherSense = random.nextUnit() < 0.7 ? sense : -sense
    let isTorn = random.nextUnit() < 0.6
    var components = member(fraction: fractions.0, size: 1).map { $0.moved(x: -first, y: 0) }
    components += member(fraction: fractions.1, size: ratio.squareRoot())
      .map { $0.moved(x: separation - first, y: 0) }
    components += tail(
      from: -first, outward: .pi, sense: sense, fraction: 0.05 + 0.08 * random.nextUnit())
    if isTorn {
      components += tail(
        from: separation - first, outward: 0, sense: otherSense,
        fraction: 0.03 + 0.08 * random.nextUnit())
    }
    components += bridge(from: -first, to: separation - first, fraction: 0.04)
    components += halo(fraction: 0.06)
    let map = PlaneMap.tilt(axisRatio: 1, positionAngle: shape.positionAngle)
    return components.map { $0.mapped(by: map) }
  }

  /// One of the two: a bulge and a disc pulled to one side.
  private mutating func member(fraction: Double, size: Double) -> [GaussianComponent] {
    let radius = 0.8 * size * shape.radius
    let axisRatio = min(1, max(0.35, shape.axisRatio + 0.15 * random.nextNormal()))
    let map = PlaneMap.tilt(axisRatio: axisRatio, positionAngle: 180 * random.nextUnit())
    let disc = profiles.disc.components(
      radius: radius, fraction: 0.8 * fraction * (1 - shape.bulgeFraction), .mixed)
    let bulge = profiles.softBulge.components(
      radius: 0.25 * radius, fraction: fraction * shape.bulgeFraction, .old)
    let angle = 2 * .pi * random.nextUnit()
    let lump = GaussianComponent(
      x: 0.7 * radius * cos(angle), y: 0.7 * radius * sin(angle), along: 0.5 * radius,
      across: 0.25 * radius, angle: angle + .pi / 2,
      fraction: 0.2 * fraction * (1 - shape.bulgeFraction), population: .young)
    return (disc + bulge + [lump]).map { $0.mapped(by: map) }
  }

  /// A chain that leaves a galaxy outward and bends aside, wider and fainter on its way.
  private mutating func tail(
    from x: Double, outward: Double, sense: Double, fraction: Double
  ) -> [GaussianComponent] {
    let bend = sense * (0.8 + 0.8 * random.nextUnit())
    let length = shape.radius * (2.4 + 1.2 * random.nextUnit())
    var place = (x: x, y: 0.0)
    let step = length / Double(Self.tailLinks)
    return (0..<Self.tailLinks).map { index in
      let progress = (Double(index) + 0.5) / Double(Self.tailLinks)
      let direction = outward - 0.9 * sense + 1.6 * bend * progress
      place.x += step * cos(direction)
      place.y += step * sin(direction)
      let weight = exp(-1.3 * progress) * min(1, progress / 0.15)
      return GaussianComponent(
        x: place.x, y: place.y, along: 0.9 * step,
        across: shape.radius * (0.13 + 0.12 * progress), angle: direction,
        fraction: fraction * weight / 8, population: .young)
    }
  }

  private func bridge(from start: Double, to end: Double, fraction: Double) -> [GaussianComponent] {
    [
      GaussianComponent(
        x: (start + end) / 2, y: 0, along: 0.35 * (end - start), across: 0.2 * shape.radius,
        angle: 0, fraction: fraction, population: .mixed)
    ]
  }

  private func halo(fraction: Double) -> [GaussianComponent] {
    profiles.disc.components(radius: 1.8 * shape.radius, fraction: fraction, .mixed)
  }
}
