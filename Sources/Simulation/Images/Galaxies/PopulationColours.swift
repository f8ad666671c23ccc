/// How a galaxy's old and young parts share its light in each band.
///
/// The factors only part what the galaxy's own colours give: the sum over all spots stays.
enum PopulationColours {
  /// Of the brightness in r, by band u to z; own round numbers.
  private static let old = [0.5, 0.75, 1, 1.1, 1.2]
  private static let young = [1.8, 1.3, 1, 0.9, 0.8]

  /// Shares of the light in one band, of sum 1.
  ///
  /// - Parameter band: Position in the filters u to z.
  static func shares(_ spots: [Spot], band: Int) -> [Spot] {
    let raw = spots.map { $0.share * factor($0.population, band) }
    let sum = raw.reduce(0, +)
    return zip(spots, raw).map { spot, share in
      var spot = spot
      spot.share = share / sum
      return spot
    }
  }

  private static func factor(_ population: Spot.Population, _ band: Int) -> Double {
    switch population {
    case .mixed: 1
    case .old: old[band]
    case .young: young[band]
    }
  }
}
