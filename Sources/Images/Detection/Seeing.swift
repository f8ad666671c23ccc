/// The width of point sources, from the sources found.
public enum Seeing {
  /// Sources as bright as this many times their error count.
  private static let leastSignal = 30.0

  /// Full width at half maximum of a Gaussian as wide as the narrow sources, in pixels.
  ///
  /// Points are the narrowest of all: of the sources that are bright, whole and alone, a
  /// quarter has a smaller half-light radius than the one taken.
  ///
  /// - Returns: `nil` where no source is fit to tell.
  public static func estimate(shapes: [SourceShape], fluxes: [SourceFluxes]) -> Double? {
    let radii = zip(shapes, fluxes).compactMap { shape, fluxes -> Double? in
      let isFit =
        fluxes.flags.isEmpty && fluxes.automatic > leastSignal * fluxes.automaticError
        && shape.halfLightRadius.isFinite
      return isFit ? shape.halfLightRadius : nil
    }.sorted()
    guard !radii.isEmpty else { return nil }
    // Half of a round Gaussian's light lies within half its width.
    return 2 * radii[(radii.count - 1) / 4]
  }
}
