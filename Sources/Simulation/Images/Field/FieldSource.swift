public import Sky

/// A source of an image, as it truly is.
public struct FieldSource: Hashable, Sendable {
  /// Counted from 0; sources of an image come first, those that only shine into it behind.
  public let index: Int
  public let sourceClass: SourceClass
  /// `nil` for a cutout, which lies nowhere.
  public let position: SkyPosition?
  /// In the image: pixel centres at integers, the first 0.
  public let x, y: Double
  /// u, g, r, i, z as they arrive, behind the dust; AB.
  public let magnitudes: [Double]
  public let redshift: Double
  /// Galactic E(B−V), magnitudes.
  public let reddening: Double
  /// `nil` for a point.
  public let shape: GalaxyShape?

  /// As in the catalogs.
  public var identifier: Int64 { SkySimulation.firstIdentifier + Int64(index) }

  /// In a band, nanomaggies.
  func light(band: Int) -> Double { 1e9 * dimming(magnitudes: magnitudes[band]) }
}
