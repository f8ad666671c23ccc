import Sky
public import Tables

/// What a survey's pipeline would publish of a field, with the true class to evaluate by.
public enum CatalogTable {
  public static func table(_ measured: [MeasuredSource], of field: SkyField) -> Table {
    let sources = measured.map { field.sources[$0.index] }
    let positions = sources.compactMap(\.position)
    var columns = [
      Column(info: SimulatedColumns.identifier, values: .int64(sources.map(\.identifier))),
      Column(
        info: SimulatedColumns.rightAscension, values: .double(positions.map(\.rightAscension))),
      Column(info: SimulatedColumns.declination, values: .double(positions.map(\.declination))),
      Column(info: FieldColumns.x, values: .double(sources.map { $0.x + 1 })),
      Column(info: FieldColumns.y, values: .double(sources.map { $0.y + 1 })),
    ]
    for index in field.exposures.indices {
      columns += magnitudes(measured, field.exposures[index], index, field)
    }
    columns += extendedMagnitude(measured, field)
    return Table(
      columns: columns + remarks(measured, sources, field), rowCount: measured.count)
  }

  /// Of one exposure: within a point's profile, and of the best model.
  private static func magnitudes(
    _ measured: [MeasuredSource], _ exposure: Exposure, _ index: Int, _ field: SkyField
  ) -> [Column] {
    let band = exposure.band
    let camera = Camera.sloan(depths: field.configuration.sky.depths)[exposure.bandIndex]
    let column = { (info: ColumnInfo, value: (MeasuredSource) -> Double) in
      Column(info: info, values: .float(measured.map { Float(value($0)) }))
    }
    let magnitude = { (flux: Double) in camera.scale.magnitude(flux: 1e-9 * flux) }
    let error = { (flux: Double, noise: Double) in
      camera.magnitudeError(flux: 1e-9 * flux, noise: 1e-9 * noise)
    }
    return [
      column(FieldColumns.pointMagnitude(band)) { magnitude($0.pointFluxes[index]) },
      column(FieldColumns.pointError(band)) {
        error($0.pointFluxes[index], $0.pointErrors[index])
      },
      column(FieldColumns.modelMagnitude(band)) { magnitude($0.modelFluxes[index]) },
      column(SimulatedColumns.error(band)) { error($0.modelFluxes[index], $0.modelErrors[index]) },
    ]
  }

  /// In the band that decides on sizes; beside the point's magnitude it tells points from galaxies.
  private static func extendedMagnitude(
    _ measured: [MeasuredSource], _ field: SkyField
  ) -> [Column] {
    let exposure = field.exposures[FieldPhotometry.reference(of: field)]
    let camera = Camera.sloan(depths: field.configuration.sky.depths)[exposure.bandIndex]
    let magnitudes = measured.map {
      Float(camera.scale.magnitude(flux: 1e-9 * $0.extendedFlux))
    }
    let errors = measured.map {
      Float(camera.magnitudeError(flux: 1e-9 * $0.extendedFlux, noise: 1e-9 * $0.extendedError))
    }
    return [
      Column(info: FieldColumns.extendedMagnitude(exposure.band), values: .float(magnitudes)),
      Column(info: FieldColumns.extendedError(exposure.band), values: .float(errors)),
    ]
  }

  private static func remarks(
    _ measured: [MeasuredSource], _ sources: [FieldSource], _ field: SkyField
  ) -> [Column] {
    let flags = measured.map { source -> Int64 in
      (source.isSaturated ? 1 : 0) | (source.isTruncated ? 2 : 0)
        | (source.isBlended ? 4 : 0)
    }
    return [
      Column(
        info: FieldColumns.modelRadius, values: .float(measured.map { Float($0.modelRadius) })),
      Column(info: FieldColumns.flags, values: .int64(flags)),
      Column(
        info: SimulatedColumns.reddening, values: .float(sources.map { Float($0.reddening) })),
      Column(
        info: FieldColumns.renamed(SimulatedColumns.sourceClass, "true_class"),
        values: .string(sources.map(\.sourceClass.rawValue))),
      Column(
        info: FieldColumns.renamed(FieldColumns.morphology, "true_morphology"),
        values: .string(sources.map { $0.shape?.morphology.rawValue ?? "" })),
    ]
  }
}
