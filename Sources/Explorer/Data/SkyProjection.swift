import Glibc
import Numbers
import Sky

/// How the sky is laid flat: north up, east to the left, equal areas alike.
///
/// A field within 40° of its middle is laid around that middle by Lambert's zenithal projection;
/// of what reaches farther, the whole sky is shown by Hammer's, cut along the meridian near which
/// the fewest sources lie. The page draws its graticule by the same formulas.
///
/// - Source: Calabretta & Greisen 2002, A&A 395, 1077, sections 5.1.8 and 5.6.3.
struct SkyProjection: Hashable, Sendable, Encodable {
  enum Kind: String, Sendable, Encodable { case zenithal, hammer }

  let kind: Kind
  /// The middle of the map, degrees.
  let rightAscension: Double
  let declination: Double

  /// Of a field that is laid around its middle, degrees.
  private static let largestRadius = 40.0
  private static let radian = Double.pi / 180

  init(_ kind: Kind, rightAscension: Double, declination: Double) {
    (self.kind, self.rightAscension, self.declination) = (kind, rightAscension, declination)
  }

  /// - Parameter positions: All that are to be shown; the whole sky where there are none.
  init(of positions: some Sequence<SkyPosition>) {
    var sum = SIMD3<Double>()
    for position in positions { sum += Self.direction(position) }
    let length = (sum * sum).sum().squareRoot()
    let middle = SkyPosition(
      rightAscension: atan2(sum.y, sum.x) / Self.radian,
      declination: asin(max(-1, min(1, sum.z / max(length, 1e-12)))) / Self.radian)
    if length > 0, let middle,
      positions.allSatisfy({ $0.separation(from: middle) <= Self.largestRadius })
    {
      self.init(
        .zenithal, rightAscension: middle.rightAscension, declination: middle.declination)
    } else {
      self.init(.hammer, rightAscension: Self.middle(of: positions), declination: 0)
    }
  }

  private static func direction(_ position: SkyPosition) -> SIMD3<Double> {
    let (longitude, latitude) = (position.rightAscension * radian, position.declination * radian)
    return [cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)]
  }

  /// Opposite the middle of the longest row of the emptiest of 72 lunes; 180° where the whole sky
  /// is covered alike.
  private static func middle(of positions: some Sequence<SkyPosition>) -> Double {
    var counts = [Int](repeating: 0, count: 72)
    var total = 0
    for position in positions {
      counts[min(71, Int(clamping: position.rightAscension / 5))] += 1
      total += 1
    }
    let fewest = counts.min() ?? 0
    guard 2 * 72 * fewest < total else { return 180 }
    var best = (start: 0, length: 0)
    for start in counts.indices where counts[(start + 71) % 72] != fewest {
      let length = (0..<72).first { counts[(start + $0) % 72] != fewest } ?? 72
      if length > best.length { best = (start, length) }
    }
    let cut = 5 * (Double(best.start) + Double(best.length) / 2)
    return (cut + 180).truncatingRemainder(dividingBy: 360)
  }

  /// Where a position lies on the map.
  ///
  /// - Returns: Degrees from the middle, `x` to the right, which is the west.
  func place(_ position: SkyPosition) -> (x: Double, y: Double) {
    let turn = (position.rightAscension - rightAscension + 540)
      .truncatingRemainder(dividingBy: 360)
    let longitude = (turn < 0 ? turn + 180 : turn - 180) * Self.radian
    let latitude = position.declination * Self.radian
    switch kind {
    case .hammer:
      let scale = (2 / (1 + cos(latitude) * cos(longitude / 2))).squareRoot() / Self.radian
      return (-2 * scale * cos(latitude) * sin(longitude / 2), scale * sin(latitude))
    case .zenithal:
      let middle = declination * Self.radian
      let cosine = sin(middle) * sin(latitude) + cos(middle) * cos(latitude) * cos(longitude)
      // The place opposite the middle would lie anywhere on the rim.
      let scale = (2 / max(1e-12, 1 + cosine)).squareRoot() / Self.radian
      return (
        -scale * cos(latitude) * sin(longitude),
        scale * (cos(middle) * sin(latitude) - sin(middle) * cos(latitude) * cos(longitude))
      )
    }
  }

  /// The whole sky on a map; `nil` where only a field is shown.
  var whole: MapBox? {
    guard kind == .hammer else { return nil }
    let height = Float(2.0.squareRoot() / Self.radian)
    return MapBox(left: -2 * height, right: 2 * height, bottom: -height, top: height)
  }
}
