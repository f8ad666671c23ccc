public import Files
public import Sky
public import Tables

/// The magnitudes of a table as it gives them: dust left in, sentinels taken out. Bands whose
/// column cannot be used have none.
public struct TablePhotometry: Hashable, Sendable {
  public let bands: [Band]
  /// Shape `[bands][rows]`; NaN where absent.
  public let magnitudes: [[Float]]

  /// - Throws: `SkysortError` where a column is not there or holds no single numbers.
  public init(
    _ table: Table, columns: PhotometryColumns, path: String
  ) throws(SkysortError) {
    let sources = columns.bands.map { given in
      let band = given.keeping { table[$0] != nil }
      let target: MagnitudeScale =
        if case .flux = band.measure { .logarithmic(zeroPoint: 0) } else { band.measure.scale }
      return BandSource(
        columns: band, conversion: MagnitudeConversion(from: band.measure, to: target), dust: nil)
    }
    let source = FeatureSource(bands: sources, extras: [], quality: [])
    try source.check(schema: table.schema, path: path)
    let quantities = QuantityTable(table, source: source, extras: [])
    bands = columns.bands.map(\.band)
    magnitudes = columns.bands.indices.map { index in
      let (values, states) = (quantities.values[index], quantities.states[index])
      if columns.bands[index].problem != nil { return values.map { _ in .nan } }
      return zip(values, states).map { MissingValueState(rawValue: $1) == nil ? $0 : .nan }
    }
  }

  /// By row, in the reference band; NaN where absent, `nil` without bands.
  public var referenceMagnitudes: [Float]? {
    Band.referenceIndex(among: bands).map { magnitudes[$0] }
  }

  /// Whether a row has a magnitude in any band.
  public func isObserved(_ row: Int) -> Bool { magnitudes.contains { !$0[row].isNaN } }
}

extension BandColumns {
  /// Without the columns beside the measurement that are not read.
  fileprivate func keeping(_ isThere: (String) -> Bool) -> BandColumns {
    var kept = self
    kept.errorColumn = errorColumn.flatMap { isThere($0) ? $0 : nil }
    kept.limitColumn = limitColumn.flatMap { isThere($0) ? $0 : nil }
    kept.nullColumn = nullColumn.flatMap { isThere($0) ? $0 : nil }
    return kept
  }
}

extension PhotometryColumns {
  /// Where the rows of a table lie; `nil` for a table without positions.
  public func positions(in table: Table) -> [SkyPosition?]? {
    guard let longitude = rightAscension.flatMap({ table[$0]?.doubles() }),
      let latitude = declination.flatMap({ table[$0]?.doubles() })
    else { return nil }
    return zip(longitude, latitude).map {
      SkyPosition(rightAscension: $0, declination: $1)
    }
  }
}
