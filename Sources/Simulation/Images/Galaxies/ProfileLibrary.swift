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
  /// The profile as spots around the source's place.
  ///
  /// - Parameter share: Of the source's light.
  func spots(radius: Double, share: Double, _ population: Spot.Population) -> [Spot] {
    components.map {
      Spot(variance: $0.variance * radius * radius, share: $0.share * share, population: population)
    }
  }
}
