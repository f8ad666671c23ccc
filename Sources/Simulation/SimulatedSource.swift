/// One row of the table, with its truth.
public struct SimulatedSource: Hashable, Sendable {
  public let sourceClass: SourceClass
  /// Degrees.
  public let rightAscension, declination: Double
  /// Observed asinh magnitudes u, g, r, i, z; NaN where not observed.
  public let magnitudes: [Double]
  /// Of the magnitudes; NaN where not observed.
  public let errors: [Double]
  /// Bit b is set where band b was observed but the source not detected.
  public let undetectedBands: Int64
  /// r magnitude within a point source's profile: fainter than the total one where extended.
  public let pointMagnitude, pointError: Double
  /// Galactic E(B−V), magnitudes.
  public let reddening: Double
  /// As a spectrograph would tell, with its error.
  public let redshift: Double
}
