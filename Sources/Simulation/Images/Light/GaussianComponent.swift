import Glibc

/// An elliptical Gaussian of light on the sky.
///
/// Axes as in an image with north up and east left: x to the west, y to the north.
struct GaussianComponent: Hashable, Sendable {
  /// Whose light it is, which tells its colour.
  enum Population: Int, Hashable, Sendable, CaseIterable {
    case mixed, old, young
  }

  /// Of the centre, from the source's position.
  var x = 0.0
  var y = 0.0
  /// The covariance.
  var xx, xy, yy: Double
  /// Of the whole source's light.
  var fraction: Double
  var population = Population.mixed

  /// A round one.
  init(variance: Double, fraction: Double, population: Population = .mixed) {
    xx = variance
    yy = variance
    xy = 0
    self.fraction = fraction
    self.population = population
  }

  /// Lengthened along a direction.
  ///
  /// - Parameters:
  ///   - along: Deviation along `angle`.
  ///   - across: Deviation at right angles to it.
  ///   - angle: From x toward y, radians.
  init(
    x: Double, y: Double, along: Double, across: Double, angle: Double, fraction: Double,
    population: Population
  ) {
    let (first, second) = (along * along, across * across)
    let (sine, cosine) = (sin(angle), cos(angle))
    self.x = x
    self.y = y
    xx = first * cosine * cosine + second * sine * sine
    yy = first * sine * sine + second * cosine * cosine
    xy = (first - second) * sine * cosine
    self.fraction = fraction
    self.population = population
  }

  /// The component as a linear map of the plane shows it.
  func mapped(by map: PlaneMap) -> GaussianComponent {
    var result = self
    (result.x, result.y) = map.apply(x, y)
    let (a, b, c, d) = (map.a, map.b, map.c, map.d)
    result.xx = a * a * xx + 2 * a * b * xy + b * b * yy
    result.xy = a * c * xx + (a * d + b * c) * xy + b * d * yy
    result.yy = c * c * xx + 2 * c * d * xy + d * d * yy
    return result
  }

  func moved(x: Double, y: Double) -> GaussianComponent {
    var result = self
    result.x += x
    result.y += y
    return result
  }
}

extension GaussianComponent {
  /// The components with those in the middle that are smaller than an image tells joined to one.
  ///
  /// - Parameter limit: Variance, across and along, below which a component counts as small.
  static func joiningSmall(_ components: [GaussianComponent], limit: Double) -> [GaussianComponent]
  {
    let isSmall = { (component: GaussianComponent) in
      component.xx < limit && component.yy < limit && component.x == 0 && component.y == 0
    }
    let small = components.filter(isSmall)
    guard small.count > 1 else { return components }
    let fraction = small.reduce(0) { $0 + $1.fraction }
    let mean = { (value: (GaussianComponent) -> Double) in
      small.reduce(0) { $0 + $1.fraction * value($1) } / fraction
    }
    var joined = small[0]
    (joined.xx, joined.xy, joined.yy) = (mean(\.xx), mean(\.xy), mean(\.yy))
    joined.fraction = fraction
    return [joined] + components.filter { !isSmall($0) }
  }
}

/// A linear map of the plane: x' = a x + b y, y' = c x + d y.
struct PlaneMap: Hashable, Sendable {
  let a, b, c, d: Double

  func apply(_ x: Double, _ y: Double) -> (Double, Double) { (a * x + b * y, c * x + d * y) }

  /// Presses y together, then turns so that what lay along x has a position angle.
  ///
  /// - Parameters:
  ///   - axisRatio: What remains of y.
  ///   - positionAngle: From north through east, degrees.
  ///   - scale: Of all lengths.
  static func tilt(axisRatio: Double, positionAngle: Double, scale: Double = 1) -> PlaneMap {
    // East lies to the left: north through east is anticlockwise, beginning at y.
    let angle = (positionAngle + 90) * .pi / 180
    let (sine, cosine) = (scale * sin(angle), scale * cos(angle))
    return PlaneMap(a: cosine, b: -sine * axisRatio, c: sine, d: cosine * axisRatio)
  }
}
