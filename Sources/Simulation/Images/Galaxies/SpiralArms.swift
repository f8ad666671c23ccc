import Glibc
import Numbers
import Random

/// Logarithmic arms and a bar, in the plane of a galaxy seen face-on; arcseconds.
///
///     angle = start ± ln(r / r₀) / tan(pitch)
///
/// Each arm is a chain of Gaussians laid along it, brighter and fainter by chance, with knots of
/// young stars on it.
struct SpiralArms {
  private let shape: GalaxyShape
  private var random: RandomStream
  /// Of the first arm where it begins, radians.
  private let start: Double
  /// +1 where angles grow anticlockwise outward.
  private let sense: Double

  /// Arm's deviation across over the radius.
  private static let width = 0.11
  /// Links of a chain are longer along the arm than across.
  private static let elongation = 2.2
  /// Knots' fraction of the arms' light, and their farthest place in scale lengths.
  private static let knotFraction = 0.12
  private static let knotReach = 2.8

  init(shape: GalaxyShape, random: RandomStream) {
    self.shape = shape
    self.random = random
    start = 2 * .pi * self.random.nextUnit()
    sense = shape.morphology == .clockwiseSpiral ? 1 : -1
  }

  /// Scale length of the disc.
  private var scaleLength: Double { shape.radius / 1.678 }
  private var tangent: Double { tan(shape.pitch * .pi / 180) }
  /// Where arms begin; at the bar's ends where there is one.
  private var innerRadius: Double { scaleLength * (shape.barFraction > 0 ? 0.9 : 0.45) }
  private var outerRadius: Double { 4.5 * scaleLength }

  private func angle(at radius: Double, arm: Int) -> Double {
    start + 2 * .pi * Double(arm) / Double(shape.armCount)
      + sense * log(radius / innerRadius) / tangent
  }

  /// - Parameter fraction: Of the galaxy's light; what the components sum up to.
  mutating func components(fraction: Double) -> [GaussianComponent] {
    let arms = (0..<shape.armCount).flatMap { chain(arm: $0) }
    let sum = arms.reduce(0) { $0 + $1.fraction }
    let scale = fraction * (1 - Self.knotFraction) / sum
    let links = arms.map { component in
      var component = component
      component.fraction *= scale
      return component
    }
    return links + knots(on: links, fraction: fraction * Self.knotFraction)
  }

  /// Links end to end, as bright as the disc where they lie, and fading at the arm's ends.
  private mutating func chain(arm: Int) -> [GaussianComponent] {
    let pitch = shape.pitch * .pi / 180
    // Steps of 0.9 deviations along the arm.
    let step = 0.9 * Self.elongation * Self.width * sin(pitch)
    let length = log(outerRadius / innerRadius)
    let count = max(4, Int(clamping: (length / step).rounded(.up)))
    return (0..<count).map { index in
      let progress = (Double(index) + 0.5) / Double(count)
      let radius = innerRadius * exp(length * progress)
      let angle = angle(at: radius, arm: arm)
      let fading = min(1, progress / 0.12) * min(1, (1 - progress) / 0.25)
      let unevenness = exp(0.3 * random.nextNormal())
      return GaussianComponent(
        x: radius * cos(angle), y: radius * sin(angle),
        along: Self.elongation * Self.width * radius, across: Self.width * radius,
        angle: angle + sense * (.pi / 2 - pitch),
        fraction: radius * radius * exp(-radius / scaleLength) * fading * unevenness,
        population: .young)
    }
  }

  /// Small bright components on links drawn by chance, where the disc is bright.
  private mutating func knots(on links: [GaussianComponent], fraction: Double)
    -> [GaussianComponent]
  {
    let bright = links.filter {
      $0.x * $0.x + $0.y * $0.y < pow(Self.knotReach * scaleLength, 2)
    }
    let count = 6 + 4 * shape.armCount
    return (0..<count).map { _ in
      let link = bright[Int(clamping: random.nextUnit() * Double(bright.count))]
      let radius = (link.x * link.x + link.y * link.y).squareRoot()
      var knot = GaussianComponent(
        variance: pow(0.035 * radius, 2), fraction: fraction / Double(count), population: .young)
      knot.x = link.x + 0.05 * radius * random.nextNormal()
      knot.y = link.y + 0.05 * radius * random.nextNormal()
      return knot
    }
  }

  /// A bar that ends where the first arm begins.
  func bar(fraction: Double) -> [GaussianComponent] {
    guard fraction > 0 else { return [] }
    return [-0.5, 0, 0.5].map { place in
      GaussianComponent(
        x: place * innerRadius * cos(start), y: place * innerRadius * sin(start),
        along: 0.38 * innerRadius, across: 0.13 * innerRadius, angle: start, fraction: fraction / 3,
        population: .old)
    }
  }
}
