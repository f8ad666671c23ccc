import Glibc
import Numbers
import Random

/// How a galaxy's light is spread over the sky.
public struct GalaxyShape: Hashable, Sendable {
  public let morphology: GalaxyMorphology
  /// Half-light radius along the major axis, arcseconds: of the disc where there is one, of each
  /// of a merger's two galaxies on average.
  public let radius: Double
  /// Sérsic's n of the elliptical or the disc.
  public let index: Double
  /// Minor axis over major axis.
  public let axisRatio: Double
  /// Of the major axis from north through east, degrees in `0..<180`; of a merger, of the line
  /// between its galaxies.
  public let positionAngle: Double
  /// Of the light in r.
  public let bulgeFraction: Double
  /// 0 where there are none.
  public let armCount: Int
  /// Of the arms: angle between them and circles, degrees.
  public let pitch: Double
  /// Of the light in r, in a bar.
  public let barFraction: Double
}

extension GalaxyShape {
  /// Discs seen at less than this cosine of the inclination are edge-on.
  private static let edgeOnLimit = 0.2

  /// Draws the shape of a galaxy.
  ///
  /// - Parameters:
  ///   - radius: Half-light radius in arcseconds.
  ///   - youngFraction: Of the light; little makes ellipticals.
  static func draw(
    radius: Double, youngFraction: Double, from random: inout RandomStream
  ) -> GalaxyShape {
    let isEarly = youngFraction < 0.12
    let kind = random.nextUnit()
    let cosine = random.nextUnit()
    if kind < 0.05 { return merger(radius: radius, from: &random) }
    if isEarly && kind < 0.85 { return elliptical(radius: radius, from: &random) }
    if isEarly || cosine < edgeOnLimit {
      return edgeOn(radius: radius, isEarly: isEarly, from: &random)
    }
    return spiral(
      kind < 0.525 ? .clockwiseSpiral : .anticlockwiseSpiral, radius: radius, cosine: cosine,
      from: &random)
  }

  /// Draws a galaxy of a given kind, at an angle that shows it.
  static func draw(
    _ morphology: GalaxyMorphology, radius: Double, from random: inout RandomStream
  ) -> GalaxyShape {
    switch morphology {
    case .elliptical: elliptical(radius: radius, from: &random)
    case .edgeOn:
      edgeOn(radius: radius, isEarly: random.nextUnit() < 0.3, from: &random)
    case .merger: merger(radius: radius, from: &random)
    case .clockwiseSpiral, .anticlockwiseSpiral:
      spiral(
        morphology, radius: radius, cosine: 0.45 + 0.55 * random.nextUnit(), from: &random)
    }
  }

  private static func elliptical(
    radius: Double, from random: inout RandomStream
  ) -> GalaxyShape {
    let axisRatio = 0.5 + 0.5 * random.nextUnit()
    let indices = ProfileLibrary.ellipticalIndices
    let index = indices[Int(clamping: random.nextUnit() * Double(indices.count))]
    return GalaxyShape(
      morphology: .elliptical, radius: radius / axisRatio.squareRoot(), index: index,
      axisRatio: axisRatio, positionAngle: 180 * random.nextUnit(), bulgeFraction: 1, armCount: 0,
      pitch: 0, barFraction: 0)
  }

  private static func edgeOn(
    radius: Double, isEarly: Bool, from random: inout RandomStream
  ) -> GalaxyShape {
    let axisRatio = 0.09 + 0.1 * random.nextUnit()
    let bulge = (isEarly ? 0.35 : 0.12) * (0.6 + 0.8 * random.nextUnit())
    return GalaxyShape(
      morphology: .edgeOn, radius: 1.4 * radius, index: 1, axisRatio: axisRatio,
      positionAngle: 180 * random.nextUnit(), bulgeFraction: bulge, armCount: 0, pitch: 0,
      barFraction: 0)
  }

  private static func spiral(
    _ morphology: GalaxyMorphology, radius: Double, cosine: Double, from random: inout RandomStream
  ) -> GalaxyShape {
    // An oblate disc of thickness 0.15.
    let axisRatio = (cosine * cosine * (1 - 0.15 * 0.15) + 0.15 * 0.15).squareRoot()
    let arms = random.nextUnit()
    let isBarred = random.nextUnit() < 0.4
    return GalaxyShape(
      morphology: morphology, radius: radius, index: 1, axisRatio: axisRatio,
      positionAngle: 180 * random.nextUnit(), bulgeFraction: 0.06 + 0.24 * random.nextUnit(),
      armCount: arms < 0.7 ? 2 : arms < 0.85 ? 3 : 4, pitch: 12 + 14 * random.nextUnit(),
      barFraction: isBarred ? 0.06 + 0.1 * random.nextUnit() : 0)
  }

  private static func merger(radius: Double, from random: inout RandomStream) -> GalaxyShape {
    GalaxyShape(
      morphology: .merger, radius: radius, index: 1, axisRatio: 0.5 + 0.4 * random.nextUnit(),
      positionAngle: 180 * random.nextUnit(), bulgeFraction: 0.15 + 0.2 * random.nextUnit(),
      armCount: 0, pitch: 0, barFraction: 0)
  }
}
