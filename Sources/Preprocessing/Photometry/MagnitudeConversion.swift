internal import Glibc
internal import Sky
internal import Tables

/// From the numbers of a table to the magnitudes a model learned from.
///
/// Flux, Pogson and asinh magnitudes all say the same, so a model of one reads the others.
struct MagnitudeConversion: Hashable, Sendable {
  let source: PhotometricMeasure
  let target: MagnitudeScale
  /// What the source's magnitudes are brighter by: those of another zero point.
  let offset: Float
  /// Whether the numbers pass as they are.
  let isIdentity: Bool

  init(from source: PhotometricMeasure, to target: MagnitudeScale, offset: Double = 0) {
    self.source = source
    self.target = target
    self.offset = Float(offset)
    switch (source, target) {
    case _ where offset != 0: isIdentity = false
    case (.magnitude, .logarithmic): isIdentity = true
    case (.asinhMagnitude(let own), .asinh(let wanted)):
      isIdentity = abs(own - wanted) < 1e-3 * wanted
    default: isIdentity = false
    }
  }

  /// - Parameters:
  ///   - value: In the source's unit.
  ///   - extinction: Magnitudes of dust to take away.
  /// - Returns: A magnitude on the target's scale; NaN where it has none for negative flux.
  func magnitude(_ value: Float, extinction: Float) -> Float {
    if isIdentity { return value - extinction }
    let dust = exp(Double(extinction - offset) * Self.naturalUnitsPerMagnitude)
    return Float(targetMagnitude(flux: flux(Double(value)) * dust))
  }

  /// ln 10 / 2.5
  private static let naturalUnitsPerMagnitude = 0.921_034_037_197_618_3

  /// In units of the flux of magnitude 0.
  private func flux(_ value: Double) -> Double {
    switch source {
    case .magnitude: exp(-value * Self.naturalUnitsPerMagnitude)
    case .asinhMagnitude(let softening):
      MagnitudeScale.asinh(softening: softening).flux(magnitude: value)
    case .flux(let zeroPoint): value * exp(-zeroPoint * Self.naturalUnitsPerMagnitude)
    }
  }

  private func targetMagnitude(flux: Double) -> Double {
    switch target {
    case .logarithmic: flux > 0 ? -log(flux) / Self.naturalUnitsPerMagnitude : .nan
    case .asinh: target.magnitude(flux: flux)
    }
  }
}
