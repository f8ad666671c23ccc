import Glibc

/// A patch of the sky between two meridians and two parallels.
public struct SkyPatch: Hashable, Codable, Sendable {
  /// Degrees; `west` in `0..<360`, and up to 360 degrees of it going east, across 0 if need be.
  public let west: Double
  public let width: Double
  /// Degrees, in `-90...90`.
  public let south: Double
  public let north: Double

  public init(west: Double, width: Double, south: Double, north: Double) {
    self.west = west
    self.width = width
    self.south = south
    self.north = north
  }

  /// Square degrees.
  public var area: Double {
    width * (sin(radians(north)) - sin(radians(south))) * 180 / .pi
  }

  /// A position by two numbers in `0..<1`; uniform ones fill the patch evenly.
  ///
  /// - Returns: Right ascension in `0..<360` and declination, in degrees.
  func position(_ first: Double, _ second: Double) -> (rightAscension: Double, declination: Double)
  {
    let low = sin(radians(south))
    let sine = low + second * (sin(radians(north)) - low)
    let rightAscension = west + first * width
    return (
      rightAscension >= 360 ? rightAscension - 360 : rightAscension, asin(sine) * 180 / .pi
    )
  }

  private func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }

  var isValid: Bool {
    (0..<360).contains(west) && width > 0 && width <= 360
      && (-90...90).contains(south) && (-90...90).contains(north) && south < north
  }
}
