/// The texts of `catalogs/`, built into the program.
enum BundledSurveys {
  static let names = Set(texts.map(\.name))

  /// Name and YAML, specific surveys before general ones.
  static var texts: [(name: String, bytes: [UInt8])] {
    [
      ("sdss", PackageResources.sdss_yaml),
      ("gaia", PackageResources.gaia_yaml),
      ("pan-starrs", PackageResources.pan_starrs_yaml),
      ("des", PackageResources.des_yaml),
      ("desi", PackageResources.desi_yaml),
      ("legacy-surveys", PackageResources.legacy_surveys_yaml),
      ("rubin", PackageResources.rubin_yaml),
      ("hsc", PackageResources.hsc_yaml),
      ("kids", PackageResources.kids_yaml),
      ("vista", PackageResources.vista_yaml),
      ("wfcam", PackageResources.wfcam_yaml),
      ("2mass", PackageResources.twomass_yaml),
      ("unwise", PackageResources.unwise_yaml),
      ("skymapper", PackageResources.skymapper_yaml),
      ("galex", PackageResources.galex_yaml),
      ("euclid", PackageResources.euclid_yaml),
      ("j-plus", PackageResources.j_plus_yaml),
      ("s-plus", PackageResources.s_plus_yaml),
      ("ztf", PackageResources.ztf_yaml),
      ("ldac", PackageResources.ldac_yaml),
      ("sourcextractor-plus-plus", PackageResources.sourcextractor_plus_plus_yaml),
      ("photutils", PackageResources.photutils_yaml),
      ("rail", PackageResources.rail_yaml),
      ("sextractor", PackageResources.sextractor_yaml),
      ("generic", PackageResources.generic_yaml),
    ]
  }
}
