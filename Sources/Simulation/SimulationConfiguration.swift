import Files

/// What sky to make, and how it is observed.
public struct SimulationConfiguration: Hashable, Codable, Sendable {
  public var seed: UInt64 = 0
  public var patch = SkyPatch(west: 150, width: 20, south: 0, north: 10)
  /// Sources between these observed r magnitudes are in the table.
  public var magnitudes: ClosedRange<Double> = 14...22
  /// Fractions of the classes; where `nil`, what the number counts say.
  public var mixture: [SourceClass: Double]?
  /// Of the cells in each band but r: not observed at all.
  public var missingFraction = 0.01
  /// Median E(B−V) over the patch, magnitudes.
  public var medianReddening = 0.04
  /// Limiting magnitudes u, g, r, i, z of a point source at signal to noise 5.
  ///
  /// - Source: York et al. 2000, AJ 120, 1579.
  public var depths = [22.3, 23.3, 23.1, 22.3, 20.8]

  public init() {}

  /// - Throws: `SkysortError` naming the first value that makes no sense.
  func validate() throws(SkysortError) {
    try require(patch.isValid, "patch", "\(patch)", "0 ≤ west < 360, width ≤ 360, south < north")
    try require(
      magnitudes.lowerBound >= 10 && magnitudes.upperBound <= 25
        && magnitudes.upperBound - magnitudes.lowerBound >= 0.5,
      "magnitudes", "\(magnitudes)", "a range of at least half a magnitude within 10...25")
    try require(
      (0...0.9).contains(missingFraction), "missing fraction", "\(missingFraction)",
      "a fraction in 0...0.9")
    try require(
      (0...2).contains(medianReddening), "median reddening", "\(medianReddening)",
      "magnitudes in 0...2")
    try require(
      depths.count == 5 && depths.allSatisfy { (15...30).contains($0) }, "depths", "\(depths)",
      "five magnitudes in 15...30")
    let fractions = mixture.map { Array($0.values) } ?? [1]
    try require(
      fractions.allSatisfy { $0 >= 0 && $0.isFinite } && fractions.reduce(0, +) > 0, "mixture",
      "\(fractions)", "fractions of 0 or more, one of them positive")
    try requireSources()
  }

  /// A table brighter than the depth in r cannot be filled beyond it.
  private func requireSources() throws(SkysortError) {
    try require(
      magnitudes.lowerBound + 0.5 <= depths[Passband.reference], "magnitudes", "\(magnitudes)",
      "a bright end at least half a magnitude above the r depth \(depths[Passband.reference])")
  }

  private func require(
    _ isMet: Bool, _ subject: String, _ found: String, _ expected: String
  ) throws(SkysortError) {
    guard isMet else {
      throw SkysortError(path: subject, found: found, expected: expected)
    }
  }
}
