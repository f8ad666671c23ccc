internal import Files
internal import Sky
internal import Tables

extension ColumnInfo {
  /// `nil` where there is none, or only dashes in its place.
  var statedUnit: String? { PhotometricUnit.isStated(unit) ? unit : nil }
}

extension FittedFeatures {
  /// What to add to a band's magnitudes for those of the system that the model knows.
  ///
  /// - Parameter notes: Gets what cannot be told.
  /// - Throws: `SkysortError` where the systems differ and nothing says by how much.
  func offset(
    of band: BandColumns, to fitted: FittedBand, path: String, _ notes: inout [String]
  ) throws(SkysortError) -> Double {
    let wanted = fitted.system ?? SurveyCatalog.bundled.magnitudeSystem(ofSurvey: survey)
    guard band.system != wanted, let own = band.system else { return 0 }
    // A survey's usual system is no reason to shift what a table of unknown system taught.
    guard let wanted else {
      if band.unit != nil {
        notes.append(
          "\(band.column) is in \(own.rawValue) magnitudes; which the model was trained on is "
            + "not known, and they are taken as they are")
      }
      return 0
    }
    guard let offset = band.band.vegaToAB else {
      throw SkysortError(
        path: path, location: "column \(band.column)",
        problem: "its magnitudes are \(own.rawValue), the model's \(wanted.rawValue), and the "
          + "offset of band \(band.band) is not known",
        fix: "Convert the column to \(wanted.rawValue) magnitudes.")
    }
    return own == .vega ? offset : -offset
  }

  /// What makes an extra column's numbers those of the model's unit.
  ///
  /// - Throws: `SkysortError` naming both units where neither is the other's multiple.
  func factor(
    of extra: FittedExtra, schema: TableSchema, path: String
  ) throws(SkysortError) -> Float {
    let name = extra.feature.column
    guard let wanted = extra.unit, let own = schema[name]?.statedUnit, own != wanted else {
      return 1
    }
    do {
      return Float(try UnitScale(from: own, to: wanted).factor)
    } catch {
      throw SkysortError(
        path: path, location: "column \(name)",
        problem: "it is in '\(own)'; the model was trained on '\(wanted)'",
        fix: "Convert the column, or correct its unit.")
    }
  }
}
