/// A direction on the sky, in the ICRS frame.
public struct SkyPosition: Hashable, Sendable, Codable {
  /// Degrees, in `0..<360`.
  public let rightAscension: Double
  /// Degrees, in `-90...90`.
  public let declination: Double

  /// A position, or `nil` where the angles are no direction: not finite, or beyond a pole.
  ///
  /// - Parameters:
  ///   - rightAscension: Degrees; any turn of the circle, folded into `0..<360`.
  ///   - declination: Degrees, in `-90...90`.
  public init?(rightAscension: Double, declination: Double) {
    guard rightAscension.isFinite, (-90...90).contains(declination) else { return nil }
    let folded = rightAscension.truncatingRemainder(dividingBy: 360)
    let positive = folded < 0 ? folded + 360 : folded
    self.rightAscension = positive == 360 ? 0 : positive
    self.declination = declination
  }

  /// The angle between two positions, in degrees.
  ///
  /// Haversine, which keeps its precision for small angles; right across RA 0 and at the poles.
  public func separation(from other: SkyPosition) -> Double {
    AngularSeparation.radians(
      rightAscension, declination, other.rightAscension, other.declination)
      / AngularSeparation.radian
  }
}
