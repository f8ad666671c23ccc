import Glibc

/// The angle between two directions.
enum AngularSeparation {
  static let radian = Double.pi / 180
  static let arcsecond = radian / 3600

  /// Haversine of angles whose difference is folded first, so that a small angle keeps its
  /// precision everywhere, also across right ascension 0.
  ///
  ///     hav θ = hav Δδ + cos δ₁ · cos δ₂ · hav Δα
  ///
  /// - Parameters: Degrees.
  /// - Returns: Radians.
  @inline(__always)
  static func radians(
    _ firstRight: Double, _ firstDeclination: Double, _ secondRight: Double,
    _ secondDeclination: Double
  ) -> Double {
    let turn = (firstRight - secondRight).remainder(dividingBy: 360)
    let a = sin((firstDeclination - secondDeclination) * (radian / 2))
    let b = sin(turn * (radian / 2))
    let product = cos(firstDeclination * radian) * cos(secondDeclination * radian)
    return 2 * asin(min(1, (a * a + product * b * b).squareRoot()))
  }
}

/// A direction as a point of the unit sphere, on which neither the wrap of right ascension nor
/// the poles are special.
struct UnitVector: Sendable {
  let x: Double
  let y: Double
  let z: Double

  init(x: Double, y: Double, z: Double) { (self.x, self.y, self.z) = (x, y, z) }

  /// Degrees; `nil` where they are no direction.
  @inline(__always)
  init?(rightAscension: Double, declination: Double) {
    // Comparisons with NaN are false.
    guard abs(rightAscension) <= 720, abs(declination) <= 90 else { return nil }
    let (right, up) = (
      rightAscension * AngularSeparation.radian, declination * AngularSeparation.radian
    )
    let across = cos(up)
    (x, y, z) = (cos(right) * across, sin(right) * across, sin(up))
  }

  /// Of the straight line between the two points.
  @inline(__always)
  func squaredDistance(from other: UnitVector) -> Double {
    let (a, b, c) = (x - other.x, y - other.y, z - other.z)
    return a * a + b * b + c * c
  }
}
