import Sky
public import Tables

/// What the sources of images truly are, as a table.
public enum TruthTable {
  /// The sources that lie in a field.
  public static func table(of field: SkyField) -> Table {
    let sources = Array(field.sources[..<field.count])
    let neighbours = Neighbourhood(field)
    let positions = sources.compactMap(\.position)
    var columns = [
      Column(info: SimulatedColumns.identifier, values: .int64(sources.map(\.identifier))),
      Column(
        info: SimulatedColumns.rightAscension, values: .double(positions.map(\.rightAscension))),
      Column(info: SimulatedColumns.declination, values: .double(positions.map(\.declination))),
    ]
    columns += shapeColumns(sources, bands: field.exposures)
    columns.append(
      Column(
        info: FieldColumns.isBlended, values: .bool(sources.indices.map(neighbours.isBlended))))
    return Table(columns: columns, rowCount: sources.count)
  }

  /// The galaxies of cutouts; places are those in the cutouts.
  public static func table(of cutouts: GalaxyCutouts) -> Table {
    let sources = (0..<cutouts.count).map(cutouts.source)
    let identifiers = Column(
      info: SimulatedColumns.identifier, values: .int64(sources.map(\.identifier)))
    return Table(
      columns: [identifiers] + shapeColumns(sources, bands: cutouts.exposures),
      rowCount: sources.count)
  }

  private static func shapeColumns(_ sources: [FieldSource], bands: [Exposure]) -> [Column] {
    let shapes = sources.map(\.shape)
    let real = { (info: ColumnInfo, value: (GalaxyShape) -> Double) in
      Column(info: info, shapes: shapes, value)
    }
    var columns = [
      Column(info: FieldColumns.x, values: .double(sources.map { $0.x + 1 })),
      Column(info: FieldColumns.y, values: .double(sources.map { $0.y + 1 })),
      Column(
        info: SimulatedColumns.sourceClass, values: .string(sources.map(\.sourceClass.rawValue))),
      Column(
        info: FieldColumns.morphology,
        values: .string(shapes.map { $0?.morphology.rawValue ?? "" })),
    ]
    columns += bands.map { exposure in
      let magnitudes = sources.map { Float($0.magnitudes[exposure.bandIndex]) }
      return Column(info: FieldColumns.trueMagnitude(exposure.band), values: .float(magnitudes))
    }
    columns += [
      real(FieldColumns.radius, \.radius), real(FieldColumns.index, \.index),
      real(FieldColumns.axisRatio, \.axisRatio), real(FieldColumns.positionAngle, \.positionAngle),
      real(FieldColumns.bulgeFraction, \.bulgeFraction),
      real(FieldColumns.barFraction, \.barFraction),
      Column(
        info: FieldColumns.armCount, values: .int64(shapes.map { Int64($0?.armCount ?? 0) })),
      real(FieldColumns.pitch, \.pitch),
      Column(info: SimulatedColumns.redshift, values: .float(sources.map { Float($0.redshift) })),
      Column(
        info: SimulatedColumns.reddening, values: .float(sources.map { Float($0.reddening) })),
    ]
    return columns
  }
}

extension Column {
  /// NaN for points.
  fileprivate init(
    info: ColumnInfo, shapes: [GalaxyShape?], _ value: (GalaxyShape) -> Double
  ) {
    self.init(info: info, values: .float(shapes.map { $0.map { Float(value($0)) } ?? .nan }))
  }
}
