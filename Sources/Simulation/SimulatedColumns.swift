import Tables

/// The names and meanings of a simulated table's columns; names as the SDSS's imaging catalog
/// has them.
enum SimulatedColumns {
  static let identifier = ColumnInfo(
    name: "objID", type: .int64, ucd: "meta.id;meta.main", description: "source identifier")

  static let rightAscension = ColumnInfo(
    name: "ra", type: .double, unit: "deg", ucd: "pos.eq.ra;meta.main",
    description: "right ascension, ICRS")

  static let declination = ColumnInfo(
    name: "dec", type: .double, unit: "deg", ucd: "pos.eq.dec;meta.main",
    description: "declination, ICRS")

  static func magnitude(_ band: String) -> ColumnInfo {
    ColumnInfo(
      name: "modelMag_" + band, type: .float, unit: "mag", ucd: magnitudeUCD(band),
      description: "total asinh magnitude in \(band), not dereddened")
  }

  static func error(_ band: String) -> ColumnInfo {
    ColumnInfo(
      name: "modelMagErr_" + band, type: .float, unit: "mag",
      ucd: "stat.error;" + magnitudeUCD(band), description: "error of modelMag_" + band)
  }

  static let pointMagnitude = ColumnInfo(
    name: "psfMag_r", type: .float, unit: "mag", ucd: magnitudeUCD("r"),
    description: "asinh magnitude in r within a point source's profile")

  static let pointError = ColumnInfo(
    name: "psfMagErr_r", type: .float, unit: "mag", ucd: "stat.error;" + magnitudeUCD("r"),
    description: "error of psfMag_r")

  static let reddening = ColumnInfo(
    name: "ebv", type: .float, unit: "mag", ucd: "phot.color.excess",
    description: "galactic reddening E(B-V)")

  static let undetectedBands = ColumnInfo(
    name: "undetected_bands", type: .int16, ucd: "meta.code",
    description: "bit mask of bands (u=1, g=2, r=4, i=8, z=16) below a signal to noise of 2")

  static let redshift = ColumnInfo(
    name: "redshift", type: .float, ucd: "src.redshift", description: "spectroscopic redshift")

  static let sourceClass = ColumnInfo(
    name: "class", type: .string, ucd: "src.class", description: "true class", width: 6)

  private static func magnitudeUCD(_ band: String) -> String {
    let spectrum =
      switch band {
      case "u": "em.opt.U"
      case "g": "em.opt.B"
      case "r": "em.opt.R"
      default: "em.opt.I"
      }
    return "phot.mag;" + spectrum
  }
}
