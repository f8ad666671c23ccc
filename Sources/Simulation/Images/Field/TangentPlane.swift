import Glibc
public import Sky

/// An image's plane that touches the sky in one point: gnomonic, north up, east left.
///
/// - Source: `TAN` of Calabretta & Greisen 2002, A&A 395, 1077.
public struct TangentPlane: Hashable, Sendable {
  /// Where the plane touches the sky.
  public let center: SkyPosition
  /// Of that point; pixel centres at integers, the first 0.
  public let x, y: Double
  /// Degrees of a pixel's side at ``center``.
  public let scale: Double

  private var radians: Double { .pi / 180 }

  /// The sky at a pixel.
  public func sky(x: Double, y: Double) -> SkyPosition {
    // Standard coordinates, east and north, in units of the sphere's radius.
    let east = -(x - self.x) * scale * radians
    let north = (y - self.y) * scale * radians
    let (sine, cosine) = (sin(center.declination * radians), cos(center.declination * radians))
    let depth = cosine - north * sine
    let rightAscension = center.rightAscension + atan2(east, depth) / radians
    let declination =
      atan2(sine + north * cosine, (east * east + depth * depth).squareRoot()) / radians
    guard
      let position = SkyPosition(
        rightAscension: rightAscension, declination: min(90, max(-90, declination)))
    else { preconditionFailure("expected a pixel, found \(x), \(y)") }
    return position
  }

  /// The pixel that shows a position; `nil` where it lies a quarter turn or more away.
  public func pixel(_ position: SkyPosition) -> (x: Double, y: Double)? {
    let distance = (position.rightAscension - center.rightAscension) * radians
    let (sine, cosine) = (sin(center.declination * radians), cos(center.declination * radians))
    let declination = position.declination * radians
    let depth = sine * sin(declination) + cosine * cos(declination) * cos(distance)
    guard depth > 1e-9 else { return nil }
    let east = cos(declination) * sin(distance) / depth
    let north =
      (cosine * sin(declination) - sine * cos(declination) * cos(distance)) / depth
    return (x - east / radians / scale, y + north / radians / scale)
  }
}
