import Tables

/// The names and meanings of the columns that tell of sources on images.
enum FieldColumns {
  static let x = ColumnInfo(
    name: "x", type: .double, unit: "pixel", ucd: "pos.cartesian.x;instr.det",
    description: "column in the image, the first pixel's center is 1")
  static let y = ColumnInfo(
    name: "y", type: .double, unit: "pixel", ucd: "pos.cartesian.y;instr.det",
    description: "row in the image from the south, the first pixel's center is 1")
  static let morphology = ColumnInfo(
    name: "morphology", type: .string, ucd: "src.morph.type",
    description: "of a galaxy: elliptical, spiral_cw, spiral_acw, edge_on, merger", width: 10)
  static let radius = ColumnInfo(
    name: "radius", type: .float, unit: "arcsec", ucd: "phys.angSize.smajAxis",
    description: "half-light radius along the major axis, of the disc where there is one")
  static let index = ColumnInfo(
    name: "sersic_n", type: .float, ucd: "stat.param",
    description: "Sersic index of the disc or the elliptical")
  static let axisRatio = ColumnInfo(
    name: "axis_ratio", type: .float, ucd: "src.morph.param",
    description: "minor over major axis")
  static let positionAngle = ColumnInfo(
    name: "position_angle", type: .float, unit: "deg", ucd: "pos.posAng",
    description: "of the major axis from north through east")
  static let bulgeFraction = ColumnInfo(
    name: "bulge_fraction", type: .float, ucd: "src.morph.param",
    description: "fraction of the light in r that is the bulge's")
  static let barFraction = ColumnInfo(
    name: "bar_fraction", type: .float, ucd: "src.morph.param",
    description: "fraction of the light in r that is a bar's")
  static let armCount = ColumnInfo(
    name: "arms", type: .int16, ucd: "meta.number", description: "spiral arms; 0 where none")
  static let pitch = ColumnInfo(
    name: "pitch", type: .float, unit: "deg", ucd: "pos.posAng",
    description: "angle between spiral arms and circles")
  static let isBlended = ColumnInfo(
    name: "is_blended", type: .bool, ucd: "meta.code",
    description: "a neighbour at most two magnitudes fainter lies within seeing and radii")
  static let modelRadius = ColumnInfo(
    name: "modelRadius", type: .float, unit: "arcsec", ucd: "phys.angSize.smajAxis",
    description: "half-light radius of the model, before the atmosphere; 0 for a point")
  static let flags = ColumnInfo(
    name: "flags", type: .int16, ucd: "meta.code",
    description: "bit mask: 1 saturated, 2 at the edge, 4 blended")

  static func trueMagnitude(_ band: String) -> ColumnInfo {
    let known = SimulatedColumns.magnitude(band)
    return ColumnInfo(
      name: "mag_" + band, type: .float, unit: "mag", ucd: known.ucd,
      description: "true total magnitude in \(band), AB, behind the dust")
  }

  static func pointMagnitude(_ band: String) -> ColumnInfo {
    let known = SimulatedColumns.magnitude(band)
    return ColumnInfo(
      name: "psfMag_" + band, type: .float, unit: "mag", ucd: known.ucd,
      description: "asinh magnitude in \(band) of the point that fits best")
  }

  static func modelMagnitude(_ band: String) -> ColumnInfo {
    var info = SimulatedColumns.magnitude(band)
    info.description = "asinh magnitude in \(band) of the round model that fits best"
    return info
  }

  /// Named as the SDSS names its own composite of extended models.
  static func extendedMagnitude(_ band: String) -> ColumnInfo {
    ColumnInfo(
      name: "cModelMag_" + band, type: .float, unit: "mag",
      ucd: SimulatedColumns.magnitude(band).ucd,
      description: "asinh magnitude in \(band) of the extended model that fits best")
  }

  static func extendedError(_ band: String) -> ColumnInfo {
    ColumnInfo(
      name: "cModelMagErr_" + band, type: .float, unit: "mag",
      ucd: SimulatedColumns.error(band).ucd, description: "error of cModelMag_" + band)
  }

  static func pointError(_ band: String) -> ColumnInfo {
    let known = SimulatedColumns.error(band)
    return ColumnInfo(
      name: "psfMagErr_" + band, type: .float, unit: "mag", ucd: known.ucd,
      description: "error of psfMag_" + band)
  }

  static func renamed(_ info: ColumnInfo, _ name: String) -> ColumnInfo {
    var info = info
    info.name = name
    return info
  }
}
