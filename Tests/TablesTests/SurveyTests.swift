import Files
import Foundation
import Sky
import Tables
import TestSupport
import Testing

struct SurveyTests {
  private static let catalogs =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/catalogs"

  private func recognise(_ names: String, type: ElementType = .double) -> PhotometryColumns? {
    let columns = names.split(separator: " ").map { ColumnInfo(name: String($0), type: type) }
    return SurveyCatalog.bundled.recognise(TableSchema(columns: columns))?.columns
  }

  @Test func `every file of catalogs decodes and is part of the program`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.catalogs)
      .filter { $0.hasSuffix(".yaml") }
    let bundled = SurveyCatalog.bundled.descriptors
    #expect(files.count == bundled.count)
    for file in files {
      let descriptor = try SurveyDescriptor.load(Self.catalogs + "/" + file)
      #expect(descriptor.name + ".yaml" == file)
      #expect(bundled.contains(descriptor))
    }
  }

  @Test(arguments: [
    ("alpha delta u g r i z class redshift MJD", "sdss", "u g r i z"),
    ("objid ra dec u g r i z run rerun camcol field specobjid class", "sdss", "u g r i z"),
    (
      "objID ra dec psfMag_r modelMag_g modelMag_r modelMag_i type", "sdss",
      "modelMag_g modelMag_r modelMag_i"
    ),
    ("OBJID RA DEC DERED_U DERED_G DERED_R", "sdss", "DERED_U DERED_G DERED_R"),
    (
      "source_id ra dec phot_g_mean_mag phot_bp_mean_mag phot_rp_mean_mag", "gaia",
      "phot_bp_mean_mag phot_g_mean_mag phot_rp_mean_mag"
    ),
    (
      "objID raMean decMean gMeanPSFMag rMeanPSFMag iMeanPSFMag", "pan-starrs",
      "gMeanPSFMag rMeanPSFMag iMeanPSFMag"
    ),
    (
      "COADD_OBJECT_ID RA DEC MAG_AUTO_G MAG_AUTO_R MAG_AUTO_I", "des",
      "MAG_AUTO_G MAG_AUTO_R MAG_AUTO_I"
    ),
    (
      "brickid objid ra dec flux_g flux_r flux_z flux_ivar_g mw_transmission_g", "legacy-surveys",
      "flux_g flux_r flux_z"
    ),
    (
      "objectId coord_ra coord_dec g_psfFlux r_psfFlux r_psfFluxErr", "rubin", "g_psfFlux r_psfFlux"
    ),
    ("NUMBER ALPHA_J2000 DELTA_J2000 MAG_AUTO MAGERR_AUTO FLAGS", "sextractor", "MAG_AUTO"),
    ("name ra dec mag_g mag_r", "generic", "mag_g mag_r"),
  ])
  func `a table is recognised by its columns`(
    names: String, survey: String, measured: String
  ) throws {
    let columns = try #require(recognise(names))
    #expect(columns.survey == survey)
    #expect(columns.bands.map(\.column).joined(separator: " ") == measured)
  }

  @Test func `a table without photometry is no survey's`() {
    #expect(recognise("ra dec period amplitude") == nil)
  }

  @Test func `SDSS magnitudes know their scale, extinction and sentinels`() throws {
    let columns = try #require(
      recognise("objid ra dec modelMag_u modelMagErr_u modelMag_r modelMag_z extinction_r"))
    let u = columns.bands[0]
    #expect(u.band == Band("u"))
    #expect(u.errorColumn == "modelMagErr_u")
    #expect(u.extinctionCoefficient == 4.239)
    #expect(u.notObserved.contains(-9999))
    #expect(columns.bands[1].extinctionColumn == "extinction_r")
    let faintest = columns.bands.compactMap(\.measure.zeroFluxMagnitude)
    for (found, published) in zip(faintest, [24.63, 24.80, 22.83]) {
      #expect(abs(found - published) < 0.01)
    }
  }

  @Test func `z leaks where it is no band`() throws {
    let bands = try #require(recognise("objid u g r i z redshift plate mjd fiberid specobjid"))
    #expect(bands.leaking == ["redshift", "plate", "mjd", "fiberid", "specobjid"])
    let redshift = try #require(recognise("objid z psfMag_r modelMag_r"))
    #expect(redshift.leaking == ["z"])
    #expect(redshift.bands.map(\.column) == ["modelMag_r"])
    #expect(redshift.pointSourceCut?.threshold == 0.145)
  }

  @Test func `labels have one spelling whatever the table writes`() throws {
    let columns = try #require(recognise("objid modelMag_r type"))
    #expect(columns.classColumn == "type")
    #expect(
      ["6", "3", "6.0", "star", "Quasar", "QSO"].map(columns.className)
        == ["STAR", "GALAXY", "STAR", "STAR", "QSO", "QSO"])
    #expect(columns.className(of: "ARTEFACT") == "ARTEFACT")
  }

  @Test func `identifiers in floating point are not used`() throws {
    let names = ["objid", "u", "g", "r"]
    let floating = names.map { ColumnInfo(name: $0, type: .double) }
    let recognition = try #require(
      SurveyCatalog.bundled.recognise(TableSchema(columns: floating)))
    #expect(recognition.columns.identifier == nil)
    #expect(recognition.reasons.contains { $0.contains("objid is not used") })
  }

  @Test func `fluxes know their zero point and what their error column holds`() throws {
    let legacy = try #require(recognise("brickid flux_g flux_ivar_g mw_transmission_g"))
    #expect(legacy.bands[0].measure == .flux(zeroPoint: 22.5))
    #expect(legacy.bands[0].errorMeaning == .inverseVariance)
    #expect(legacy.bands[0].transmissionColumn == "mw_transmission_g")
    let rubin = try #require(recognise("objectId r_psfFlux r_psfFluxErr"))
    #expect(rubin.bands[0].measure == .flux(zeroPoint: 31.4))
    #expect(rubin.bands[0].errorMeaning == .standardDeviation)
  }

  @Test func `an unknown survey name suggests the nearest`() {
    let error = #expect(throws: SkysortError.self) {
      try SurveyCatalog.bundled.descriptor(named: "sdsss")
    }
    #expect(error?.fix == "Did you mean 'sdss'?")
  }
}

struct SurveyDescriptorTests {
  private let good = """
    name: mine
    title: Mine
    source: me
    photometry:
      - {column: "m_{band}", measure: magnitude}
    bands:
      - {name: NO}
      - {name: 1e3}
      - {name: "on"}

    """

  @Test func `names stay words, whatever they look like`() throws {
    let descriptor = try SurveyDescriptor(yaml: good, path: "mine.yaml")
    let schema = TableSchema(
      columns: ["m_NO", "m_1e3", "m_on"].map { ColumnInfo(name: $0, type: .float) })
    let bands = descriptor.recognise(schema)?.columns.bands.map(\.band.rawValue)
    #expect(bands == ["NO", "1e3", "on"])
  }

  @Test(arguments: [
    ("plausible: [30, 0]\n", "line 10, plausible"),
    ("quality: [{column: f, good: 1}, {column: g, god: 1}]\n", "line 10, quality.item 2"),
    ("class: {names: {STAR: {a: b}}}\n", "line 10, class.names.STAR: needs one word"),
    ("point_source_cuts: {first: a, source: s}\n", "point_source_cuts: lacks 'threshold'"),
  ])
  func `a mistake is named with the way to it`(line: String, place: String) throws {
    let error = #expect(throws: SkysortError.self) {
      try SurveyDescriptor(yaml: good + line, path: "mine.yaml")
    }
    let text = try #require(error).description
    #expect(text.contains(place), "\(text)")
  }

  @Test(arguments: [
    ("colour: red\n", "unknown name 'colour'", "Known are"),
    ("identifer: [id]\n", "identifer", "Did you mean 'identifier'?"),
    ("name: twice\n", "more than once", ""),
    ("sentinels: {not_observd: [99]}\n", "not_observd", "not_observed"),
    ("plausible: [30, 0]\n", "plausible", ""), ("weight: heavy\n", "needs a number", ""),
    ("quality: [{column: f, bad_bits: 3, god: 1}]\n", "god", "good"),
    ("point_source_cuts: [{first: a, source: s}]\n", "threshold", ""),
    ("bands: 3\n", "more than once", ""), ("extinction_column: [a, b]\n", "one word", ""),
  ])
  func `a mistake is named with its line and a way out`(
    line: String, problem: String, fix: String
  ) throws {
    let error = #expect(throws: SkysortError.self) {
      try SurveyDescriptor(yaml: good + line, path: "mine.yaml")
    }
    let text = try #require(error).description
    #expect(text.contains("mine.yaml"))
    #expect(text.contains(problem), "\(text)")
    #expect(fix.isEmpty || text.contains(fix), "\(text)")
  }

  @Test func `all mistakes are told at once, each with its line`() throws {
    let yaml = """
      nam: mine
      title: Mine
      photometry:
        - {column: "m_{band}", measure: magnitud}
        - {column: "n_{band}", measure: magnitude, colour: red}
      bands:
        - {name: g, extinction: much}
      plausible: [30, 0]
      quality: [{column: f, good: 1}, {colum: g}]

      """
    let error = #expect(throws: SkysortError.self) {
      try SurveyDescriptor(yaml: yaml, path: "mine.yaml")
    }
    let text = try #require(error).description
    for mistake in [
      "has 7 mistakes", "line 1: lacks 'source'",
      "line 1: has the unknown name 'nam'. Did you mean 'name'?",
      "line 4, photometry.item 1.measure: knows no 'magnitud'",
      "line 5, photometry.item 2: has the unknown name 'colour'",
      "line 7, bands.item 1.extinction: needs a number",
      "line 8, plausible: must be two magnitudes",
      "line 9, quality.item 2: has the unknown name 'colum'",
    ] {
      #expect(text.contains(mistake), "\(mistake) in \(text)")
    }
    #expect(!text.contains("lacks 'name'") && !text.contains("lacks 'column'"), "\(text)")
  }

  @Test func `an asinh scale needs a softening for every band`() {
    let yaml = good.replacing("measure: magnitude", with: "measure: asinh_magnitude")
    let error = #expect(throws: SkysortError.self) {
      try SurveyDescriptor(yaml: yaml, path: "mine.yaml")
    }
    #expect(error?.problem.contains("'m_{band}'") == true)
    #expect(error?.problem.contains("band 'NO' has none") == true)
  }

  @Test func `a file of another kind is refused`() throws {
    let folder = try TemporaryFolder()
    for text in ["", "just words", "- a\n- b\n", String(repeating: "#", count: 2 << 20)] {
      let path = try folder.write("d.yaml", text)
      #expect(throws: SkysortError.self) { try SurveyDescriptor.load(path) }
    }
  }
}
