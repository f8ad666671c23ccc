/// The texts of `catalogs/`, built into the program.
enum BundledSurveys {
  /// Name and YAML, specific surveys before general ones.
  static var texts: [(name: String, bytes: [UInt8])] {
    [
      ("sdss", PackageResources.sdss_yaml),
      ("gaia", PackageResources.gaia_yaml),
      ("pan-starrs", PackageResources.pan_starrs_yaml),
      ("des", PackageResources.des_yaml),
      ("legacy-surveys", PackageResources.legacy_surveys_yaml),
      ("rubin", PackageResources.rubin_yaml),
      ("sextractor", PackageResources.sextractor_yaml),
      ("generic", PackageResources.generic_yaml),
    ]
  }
}
