import Tables
import Testing

/// Columns that come from spectra, whatever they are called.
struct SpectroscopicColumnTests {
  private func columns(_ names: String) -> [ColumnInfo] {
    names.split(separator: " ").map { ColumnInfo(name: String($0), type: .double) }
  }

  @Test(arguments: [
    "redshift", "zsp", "zspec", "z_best", "Z_SPEC", "z_helio", "zCMB", "cz", "Z_VI",
    "specz_redshift",
    "SPECTYPE", "SpType", "SUBCLASS", "PLATE", "plate_id", "MJD", "fiberID", "FIBRE", "specObjID",
    "vdisp", "radial_velocity", "e_zsp", "q_zsp", "DELTACHI2", "ZWARN", "Z_ERR",
  ])
  func `a name gives it away`(name: String) {
    let schema = TableSchema(columns: columns("mag_g mag_r \(name)"))
    #expect(SpectroscopicColumns(schema).names == [name])
  }

  @Test(arguments: [
    "psfMag_z", "zmag", "mag_z", "template_flux", "z_mag_err", "zoom", "size", "fiberMag_r",
    "petroRad_r", "zFlags", "p_star",
  ])
  func `photometry is not suspected`(name: String) {
    let schema = TableSchema(columns: columns("mag_g mag_r \(name)"))
    #expect(SpectroscopicColumns(schema).names.isEmpty)
  }

  @Test(
    arguments: [
      ("src.redshift", nil), ("stat.error;src.redshift", nil), ("src.redshift;em.opt", "---"),
      ("REDSHIFT_HC", nil), (nil, "km/s"), (nil, "km s**-1"), (nil, "redshift"),
      ("spect.dopplerVeloc", nil), ("src.spType", nil),
    ] as [(String?, String?)])
  func `UCD and unit give it away under any name`(ucd: String?, unit: String?) {
    let schema = TableSchema(
      columns: columns("mag_g mag_r") + [
        ColumnInfo(name: "col7", type: .double, unit: unit, ucd: ucd)
      ])
    #expect(SpectroscopicColumns(schema).names == ["col7"])
  }

  @Test(arguments: [
    // DESI, SDSS's SpecPhoto view, zCOSMOS, LAMOST, 4MOST.
    "TARGETID Z ZERR ZWARN g r i SPECTYPE", "g r i z zErr zWarning class", "g r i z z_conf class",
    "u g r i z z_err snMedian class", "g r i Z Z_QUAL NQUAL class",
  ])
  func `z beside what belongs to a redshift is one`(names: String) throws {
    let found = try #require(
      SurveyCatalog.bundled.recognise(TableSchema(columns: columns(names))))
    #expect(!found.columns.bands.contains { $0.column.lowercased() == "z" })
    #expect(found.columns.leaking.contains { $0.lowercased() == "z" })
    #expect(found.warnings.contains { $0.lowercased().contains("z is") })
  }

  @Test(arguments: [
    "u g r i z redshift zErr zWarning class", "g g_err r r_err i i_err z z_err class",
    "err_u err_g err_r err_i err_z u g r i z class", "objid u g r i z plate mjd class",
    "g r i z spectype",
  ])
  func `z stays a band where the redshift, or the error, is elsewhere`(names: String) throws {
    let found = try #require(
      SurveyCatalog.bundled.recognise(TableSchema(columns: columns(names))))
    #expect(found.columns.bands.contains { $0.column == "z" })
  }

  @Test func `z without a unit beside magnitudes that have one is a redshift`() throws {
    let bands = ["g", "r", "i"].map { ColumnInfo(name: $0, type: .double, unit: "mag") }
    let schema = TableSchema(columns: bands + columns("z class"))
    let found = try #require(SurveyCatalog.bundled.recognise(schema))
    #expect(found.columns.bands.map(\.column) == ["g", "r", "i"])
    #expect(found.columns.leaking.contains("z"))
  }

  @Test func `columns between those of a spectrum are of the spectrum`() {
    let spectral = "CHI2 COEFF Z ZERR ZWARN NPIXELS SPECTYPE SUBCLASS NCOEFF DELTACHI2"
    let schema = TableSchema(columns: columns("TARGETID \(spectral) flux_g"))
    let names = SpectroscopicColumns(schema).names
    #expect(names.joined(separator: " ") == spectral)
  }

  @Test(arguments: [
    ([0.1, -0.001, 2.5, 0.0004, 0.7, 4.6], 20.0, true),
    ([18.5, 19.2, 20.1, 17.7, 18.8], 20.0, false),
    ([0.01, 0.02, 0.03, 0.05, 0.01], 4.0, false), ([0.1, 0.2, -9999, 0.4, 0.5, 1.2], 19.0, true),
    ([0.1, 0.2], 20.0, false),
  ])
  func `z in the range of redshifts beside faint magnitudes is one`(
    values: [Double], brightness: Double, isRedshift: Bool
  ) throws {
    let schema = TableSchema(columns: columns("objid run g r z class"))
    var found = try #require(SurveyCatalog.bundled.recognise(schema)).columns
    func column(_ name: String, _ values: [Double]) -> Column {
      Column(info: ColumnInfo(name: name, type: .double), values: .double(values))
    }
    let table = Table(columns: [
      column("g", values.map { _ in brightness }), column("r", values.map { _ in brightness }),
      column("z", values),
    ])
    let redshift = RedshiftValues(found, in: table)
    #expect((redshift != nil) == isRedshift)
    if let redshift {
      found = found.without(redshift)
      #expect(found.bands.map(\.column) == ["g", "r"] && found.leaking.contains("z"))
    }
  }
}
