import Files

/// What image of the sky to make.
public struct FieldConfiguration: Hashable, Sendable {
  /// Seed, fractions of the classes, reddening and depths; magnitudes bound the true brightness in
  /// r, and patch and missing fraction are not looked at.
  public var sky: SimulationConfiguration
  /// Where the middle of the image points, degrees.
  public var rightAscension = 150.1
  public var declination = 2.2
  /// Pixels.
  public var width = 2000
  public var height = 2000
  /// Arcseconds of a pixel's side.
  public var pixelScale = 0.396
  /// Of u, g, r, i, z; one image each.
  public var bands = ["g", "r", "i"]
  /// Full width at half maximum of a point in r, arcseconds; other bands differ a little.
  public var seeing = 1.4
  /// Of the points' Moffat profile.
  public var exponent = 3.0
  /// How many sources.
  public var population = Population.natural

  public enum Population: Hashable, Sendable {
    /// What the number counts say.
    case natural
    /// Sources per square arcminute.
    case density(Double)
    /// Sources in the image.
    case count(Int)
  }

  public init() {
    sky = SimulationConfiguration()
    sky.magnitudes = 14...24
  }

  /// Square arcminutes.
  public var area: Double { Double(width) * Double(height) * pixelScale * pixelScale / 3600 }

  /// Pixels along a side; two rows of the largest still fit in memory many times.
  public static let sides = 1...200_000
  /// Sources in an image and the frame around it, which shines in.
  public static let sourceCounts = 0...20_000_000

  /// - Throws: `SkysortError` naming the first value that makes no sense.
  func validate() throws(SkysortError) {
    try sky.validate()
    let known = Passband.sloan.map(\.name)
    try require(
      !bands.isEmpty && Set(bands).count == bands.count && bands.allSatisfy(known.contains),
      "bands", bands.joined(separator: ","), "different ones of " + known.joined(separator: ","))
    try require(
      Self.sides.contains(width) && Self.sides.contains(height), "size",
      "\(width) × \(height)", "sides of 1 to \(Self.sides.upperBound) pixels")
    try require(
      (0.01...60).contains(pixelScale), "pixel scale", "\(pixelScale)", "arcseconds in 0.01...60")
    try require(
      (0..<360).contains(rightAscension) && (-90...90).contains(declination), "center",
      "\(rightAscension), \(declination)", "degrees, 0 ≤ ra < 360 and -90 ≤ dec ≤ 90")
    let side = Double(max(width, height)) * pixelScale / 3600
    try require(
      side <= 60, "size", "\(side) degrees", "an image of at most 60 degrees, or smaller pixels")
    try require(
      seeing >= 2 * pixelScale && seeing <= 100 * pixelScale, "seeing", "\(seeing)",
      "\(2 * pixelScale)...\(100 * pixelScale) arcseconds: 2 to 100 pixels")
    try require(
      (1.5...10).contains(exponent), "Moffat exponent", "\(exponent)", "a number in 1.5...10")
    try requirePopulation()
  }

  private func requirePopulation() throws(SkysortError) {
    switch population {
    case .natural: return
    case .density(let density):
      try require(
        density >= 0 && density * area <= Double(Self.sourceCounts.upperBound), "density",
        "\(density)",
        "0 or more sources per square arcminute, at most \(Self.sourceCounts.upperBound) in all")
    case .count(let count):
      try require(
        Self.sourceCounts.contains(count), "sources", "\(count)",
        "a number in 0...\(Self.sourceCounts.upperBound)")
    }
  }

  private func require(
    _ isMet: Bool, _ subject: String, _ found: String, _ expected: String
  ) throws(SkysortError) {
    guard isMet else {
      throw SkysortError(path: subject, found: found, expected: expected)
    }
  }
}
