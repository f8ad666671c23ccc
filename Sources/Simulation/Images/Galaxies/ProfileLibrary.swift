/// The round profiles galaxies are made of, worked out once; half-light radius 1.
struct ProfileLibrary: Sendable {
  /// Sérsic indices that ellipticals have.
  static let ellipticalIndices = [2.5, 4.0, 5.5]

  let disc = LightProfile.sersic(index: 1)
  private let ellipticals = Self.ellipticalIndices.map { LightProfile.sersic(index: $0) }

  /// De Vaucouleurs' profile.
  var bulge: RadialMixture { ellipticals[1] }
  /// Of the bulges of late discs, not as steep as de Vaucouleurs'.
  var softBulge: RadialMixture { ellipticals[0] }

  func elliptical(index: Double) -> RadialMixture {
    let place = Self.ellipticalIndices.firstIndex(of: index)
    precondition(place != nil, "expected an index of \(Self.ellipticalIndices), found \(index)")
    return ellipticals[place ?? 0]
  }
}

extension RadialMixture {
  /// The profile as components around the source's place.
  ///
  /// - Parameter fraction: Of the source's light.
  func components(radius: Double, fraction: Double, _ population: GaussianComponent.Population)
    -> [GaussianComponent]
  {
    components.map {
      GaussianComponent(
        variance: $0.variance * radius * radius, fraction: $0.fraction * fraction,
        population: population)
    }
  }
}
