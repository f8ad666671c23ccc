/// How a galaxy's old and young parts share its light in each band.
///
/// The factors only part what the galaxy's own colours give: the sum over all components stays.
enum PopulationColours {
  /// Of the brightness in r, by band u to z; own round numbers.
  private static let old = [0.5, 0.75, 1, 1.1, 1.2]
  private static let young = [1.8, 1.3, 1, 0.9, 0.8]

  /// Fractions of the light in one band, of sum 1.
  ///
  /// - Parameter band: Position in the filters u to z.
  static func fractions(_ components: [GaussianComponent], band: Int) -> [GaussianComponent] {
    let raw = components.map { $0.fraction * factor($0.population, band) }
    let sum = raw.reduce(0, +)
    return zip(components, raw).map { component, fraction in
      var component = component
      component.fraction = fraction / sum
      return component
    }
  }

  private static func factor(_ population: GaussianComponent.Population, _ band: Int) -> Double {
    switch population {
    case .mixed: 1
    case .old: old[band]
    case .young: young[band]
    }
  }
}
