import Files
import Sky
import Tables
import Testing

/// Units of photometry as tables state them.
struct ColumnUnitTests {
  /// - Parameters:
  ///   - columns: `name` or `name:unit`.
  ///   - header: `KEY=number`.
  private func recognise(_ columns: String, header: [String] = []) throws -> Recognition {
    let infos = columns.split(separator: ",").map { text in
      let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingSpaces() }
      return ColumnInfo(name: parts[0], type: .double, unit: parts.count > 1 ? parts[1] : nil)
    }
    let entries = header.map { text in
      let parts = text.split(separator: "=")
      return HeaderEntry(
        String(parts[0]), Double(parts[1]).map { .real($0) } ?? .text(String(parts[1])))
    }
    return try #require(
      SurveyCatalog.bundled.recognise(TableSchema(columns: infos, metadata: entries)))
  }

  @Test(arguments: [
    // The Legacy Surveys' own unit, and theirs converted.
    ("brickid,flux_g:nanomaggy,flux_r:nanomaggy", 22.5), ("brickid,flux_g:uJy,flux_r:uJy", 23.9),
    // Rubin in its own unit and in another.
    ("objectId,g_psfFlux:nJy,r_psfFlux:nJy", 31.4),
    ("objectId,g_psfFlux:mJy,r_psfFlux:mJy", 16.4),
    // SDSS in maggies, COSMOS in µJy, and a table of nobody's in cgs units.
    ("objid,psfFlux_u:maggy,psfFlux_g:maggy", 0.0), ("FLUX_g:µJy,FLUX_r:µJy,FLUX_i:µJy", 23.9),
    ("g_flux:erg/s/cm2/Hz,r_flux:erg/s/cm2/Hz", -48.6),
    // Magnitudes by name, fluxes by unit.
    ("mag_g:Jy,mag_r:Jy", 8.9),
  ])
  func `a column's unit decides its zero point`(columns: String, zeroPoint: Double) throws {
    let bands = try recognise(columns).columns.bands
    #expect(bands.count >= 2)
    for band in bands {
      guard case .flux(let found) = band.measure else {
        Issue.record("\(band.column) is no flux")
        continue
      }
      #expect(abs(found - zeroPoint) < 1e-9 && band.problem == nil)
    }
  }

  @Test(arguments: [
    ("NUMBER,FLUX_AUTO:count", "MAGZERO=25.1", 25.1),
    ("NUMBER,FLUX_AUTO_G:adu,FLUX_AUTO_R:adu", "ZP_G=27.3", 27.3),
    ("flux_g:ct/s,flux_r:ct/s", "PHOTZP=30", 30.0), ("flux_g:DN,flux_r:DN", "MAGZPT=28.9", 28.9),
    ("flux_g:electron/s,flux_r:electron/s", "ZP=26", 26.0),
    ("flux_g,flux_r", "FLUXMAG0=6.30957344480193e10", 27.0),
  ])
  func `counts take the zero point of the header`(
    columns: String, header: String, zeroPoint: Double
  ) throws {
    let band = try recognise(columns, header: [header]).columns.bands[0]
    guard case .flux(let found) = band.measure else {
      Issue.record("\(band.column) is no flux")
      return
    }
    #expect(abs(found - zeroPoint) < 1e-6 && band.problem == nil)
  }

  @Test(arguments: [
    "brickid,flux_g:banana,flux_r:banana", "mag_g:mmag,mag_r:mmag", "NUMBER,FLUX_AUTO:count",
    "flux_g:erg/s/cm2/AA,flux_r:erg/s/cm2/AA", "g_flux,r_flux,class", "g_flux:MJy/sr,r_flux:MJy/sr",
  ])
  func `an unknown unit, and counts without a zero point, are refused`(columns: String) throws {
    let found = try recognise(columns).columns
    let error = #expect(throws: SkysortError.self) { try found.check(path: "t.fits") }
    #expect(error?.location?.hasPrefix("column ") == true)
  }

  @Test func `a unit that contradicts the descriptor is taken, and told`() throws {
    let found = try recognise("brickid,flux_g:uJy,flux_ivar_g:uJy-2,flux_r:nanomaggy")
    #expect(
      found.warnings == [
        "flux_g is in uJy, where nmgy would be expected: the column's unit is taken"
      ])
    #expect(found.columns.bands.map(\.errorColumn) == ["flux_ivar_g", nil])
  }

  @Test func `errors in another unit than their fluxes are not used`() throws {
    let found = try recognise("objectId,g_psfFlux:nJy,g_psfFluxErr:uJy,r_psfFlux:nJy")
    #expect(found.columns.bands[0].errorColumn == nil)
    #expect(found.warnings.count == 1)
  }

  @Test(arguments: [
    ("mag_J:mag(Vega),mag_H:mag(Vega)", [], MagnitudeSystem.vega),
    ("mag_g:mag(AB),mag_r:mag(AB)", [], .ab), ("mag_g:mag,mag_r:mag", ["MAGSYS=VEGA"], .vega),
    ("source_id,phot_g_mean_mag:mag,phot_rp_mean_mag:mag", [], .vega),
  ])
  func `magnitudes know their system`(
    columns: String, header: [String], system: MagnitudeSystem
  ) throws {
    let bands = try recognise(columns, header: header).columns.bands
    #expect(bands.allSatisfy { $0.system == system })
  }

  @Test func `a descriptor's unit gives the zero point`() throws {
    let descriptor = try SurveyDescriptor(
      yaml: """
        name: euclid
        title: Euclid
        source: me
        photometry: {column: "FLUX_{band}", measure: flux, unit: uJy}
        bands: [{name: Y}, {name: J}]
        """, path: "e.yaml")
    let schema = TableSchema(columns: ["FLUX_Y", "FLUX_J"].map { .init(name: $0, type: .float) })
    let found = try #require(descriptor.recognise(schema))
    #expect(
      found.columns.bands.map(\.measure) == Array(repeating: .flux(zeroPoint: 23.9), count: 2))
    #expect(found.warnings.isEmpty)
  }
}
