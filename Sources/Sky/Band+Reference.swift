extension Band {
  /// Position of the band that a single magnitude of a source is quoted in, wherever one is:
  /// splits by brightness, features, reports, simulated catalogs.
  ///
  /// r where it is there, for surveys select sources and quote depths in it; else the middle one
  /// of a survey without, where sources of either colour have light.
  ///
  /// - Parameter bands: In order of wavelength.
  /// - Returns: `nil` without bands.
  public static func referenceIndex(among bands: [Band]) -> Int? {
    bands.firstIndex(of: Band("r")) ?? (bands.isEmpty ? nil : bands.count / 2)
  }
}
