import Random

/// A source before dust and noise.
struct TrueSource {
  let sourceClass: SourceClass
  let redshift: Double
  /// u, g, r, i, z on the AB scale.
  let magnitudes: [Double]
  /// Half-light radius in arcseconds; 0 for a point.
  let radius: Double
  /// Of a galaxy's light; 0 for a point.
  let youngFraction: Double

  /// A source of a class whose r magnitude is given.
  static func draw(
    _ sourceClass: SourceClass, magnitude: Double, from random: inout RandomStream
  ) -> TrueSource {
    switch sourceClass {
    case .star:
      let spectrum = StarPopulation.draw(magnitude: magnitude, from: &random)
      return TrueSource(
        sourceClass: .star, redshift: StarPopulation.redshift(from: &random),
        magnitudes: scaled(spectrum, to: magnitude), radius: 0, youngFraction: 0)
    case .galaxy:
      let redshift = GalaxyPopulation.redshift(magnitude: magnitude, from: &random)
      let young = GalaxyPopulation.youngFraction(magnitude: magnitude, from: &random)
      return TrueSource(
        sourceClass: .galaxy, redshift: redshift,
        magnitudes: scaled(
          GalaxySpectrum(redshift: redshift, youngFraction: young), to: magnitude),
        radius: GalaxyPopulation.radius(magnitude: magnitude, from: &random),
        youngFraction: young)
    case .quasar:
      let redshift = QuasarPopulation.redshift(from: &random)
      let spectrum = QuasarPopulation.draw(redshift: redshift, from: &random)
      return TrueSource(
        sourceClass: .quasar, redshift: redshift,
        magnitudes: scaled(spectrum, to: magnitude), radius: 0, youngFraction: 0)
    }
  }

  /// The spectrum's magnitudes, shifted so that r is as given.
  static func scaled(_ spectrum: some Spectrum, to magnitude: Double) -> [Double] {
    let raw = Passband.sloan.map { $0.magnitude(of: spectrum) }
    let shift = magnitude - raw[Passband.reference]
    return raw.map { $0 + shift }
  }
}
