import Files
import Foundation
import Sky
import TestSupport
import Testing

@testable import Tables

/// The ten-row table of a survey, and how it is understood.
struct SurveyExample: Sendable, CustomTestStringConvertible {
  let survey: String
  /// Band and column, by wavelength.
  let bands: [String]
  /// Columns that identify, and the position.
  let identity: [String]
  let measure: PhotometricMeasure
  /// Of the first band.
  let error: String?
  var label: String?
  /// Some of those that tell the class.
  var leaking: [String] = []
  var cut: String?
  /// Cells that are no measurement, by column: how many, in the way they are declared.
  var notObserved: [String: Int] = [:]
  var notDetected: [String: Int] = [:]

  var testDescription: String { survey }

  var path: String { Self.folder + "/" + survey + (survey == "photutils" ? ".ecsv" : ".csv") }

  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/catalogs/examples"

  /// `u=MAG_u g=MAG_g` of a form and bands.
  private static func bands(_ form: String, _ names: String) -> [String] {
    names.split(separator: " ").map { name in
      let parts = name.split(separator: "=")
      return "\(parts[0])=\(form.replacing("*", with: parts[parts.count - 1]))"
    }
  }

  static let all: [SurveyExample] = surveys + programs

  private static let surveys: [SurveyExample] = [
    SurveyExample(
      survey: "desi", bands: bands("FLUX_*", "g=G r=R z=Z W1 W2"),
      identity: ["TARGETID", "TARGET_RA", "TARGET_DEC"], measure: .flux(zeroPoint: 22.5),
      error: "FLUX_IVAR_G", label: "SPECTYPE", leaking: ["Z", "ZERR", "ZWARN", "DESI_TARGET"],
      cut: "MORPHTYPE"),
    SurveyExample(
      survey: "hsc", bands: bands("*_cmodel_mag", "g r i z y"),
      identity: ["object_id", "ra", "dec"], measure: .magnitude, error: "g_cmodel_magerr",
      cut: "i_extendedness_value"),
    SurveyExample(
      survey: "kids", bands: bands("MAG_GAAP_*", "u g r i z=Z Y J H Ks"),
      identity: ["ID", "RAJ2000", "DECJ2000"], measure: .magnitude, error: "MAGERR_GAAP_u",
      leaking: ["Z_B"], cut: "SG2DPHOT", notDetected: ["MAG_GAAP_u": 1]),
    SurveyExample(
      survey: "vista", bands: bands("*AperMag3", "Y=y J=j H=h Ks=ks"),
      identity: ["sourceID", "ra", "dec"], measure: .magnitude, error: "yAperMag3Err",
      label: "mergedClass", cut: "pStar", notObserved: ["yAperMag3": 1]),
    SurveyExample(
      survey: "wfcam", bands: bands("*AperMag3", "Y=y J=j_1 H=h K=k"),
      identity: ["sourceID", "ra", "dec"], measure: .magnitude, error: "yAperMag3Err",
      label: "mergedClass", cut: "pStar", notObserved: ["yAperMag3": 1]),
    SurveyExample(
      survey: "2mass", bands: bands("*_m", "J=j H=h Ks=k"), identity: ["designation", "ra", "dec"],
      measure: .magnitude, error: "j_msigcom"),
    SurveyExample(
      survey: "unwise", bands: bands("flux_*", "W1=w1 W2=w2"),
      identity: ["unwise_objid", "ra", "dec"], measure: .flux(zeroPoint: 22.5), error: "dflux_w1"),
    SurveyExample(
      survey: "skymapper", bands: bands("*_psf", "u v g r i z"),
      identity: ["object_id", "raj2000", "dej2000"], measure: .magnitude, error: "e_u_psf",
      cut: "class_star"),
    SurveyExample(
      survey: "galex", bands: bands("*_mag", "FUV=fuv NUV=nuv"), identity: ["objid", "ra", "dec"],
      measure: .magnitude, error: "fuv_magerr", notObserved: ["fuv_mag": 1]),
    SurveyExample(
      survey: "euclid",
      bands: bands("flux_*_ext_decam_templfit", "u g r i") + ["VIS=flux_vis_psf"]
        + bands("flux_*_ext_decam_templfit", "z") + bands("flux_*_templfit", "Y=y J=j H=h"),
      identity: ["object_id", "right_ascension", "declination"], measure: .flux(zeroPoint: 23.9),
      error: "fluxerr_u_ext_decam_templfit", label: "phz_classification", cut: "point_like_prob"),
    SurveyExample(
      survey: "j-plus",
      bands: bands(
        "MAG_AUTO_*",
        "uJAVA J0378 J0395 J0410 J0430 g=gSDSS J0515 r=rSDSS J0660 i=iSDSS J0861 z=zSDSS"),
      identity: ["TILE_ID", "NUMBER", "ALPHA_J2000", "DELTA_J2000"], measure: .magnitude,
      error: "MAG_ERR_AUTO_uJAVA", cut: "sglc_prob_star", notDetected: ["MAG_AUTO_J0378": 1]),
    SurveyExample(
      survey: "s-plus",
      bands: bands("*_PStotal", "u J0378 J0395 J0410 J0430 g J0515 r J0660 i J0861 z"),
      identity: ["ID", "RA", "DEC"], measure: .magnitude, error: "e_u_PStotal", cut: "CLASS_STAR",
      notDetected: ["J0378_PStotal": 1]),
    SurveyExample(
      survey: "ztf", bands: ["medianmag=medianmag"], identity: ["oid", "ra", "dec"],
      measure: .magnitude, error: "medmagerr"),
  ]

  private static let programs: [SurveyExample] = [
    SurveyExample(
      survey: "ldac", bands: bands("MAG_ISO_*", "u g r i z"),
      identity: ["FIELD_POS", "SeqNr", "ALPHA_J2000", "DELTA_J2000"], measure: .magnitude,
      error: "MAGERR_ISO_u", leaking: ["Z_B"], cut: "CLASS_STAR", notDetected: ["MAG_ISO_u": 1]),
    SurveyExample(
      survey: "sourcextractor-plus-plus", bands: bands("auto_mag_*", "g r i"),
      identity: ["source_id", "world_centroid_alpha", "world_centroid_delta"],
      measure: .magnitude, error: "auto_mag_err_g"),
    SurveyExample(
      survey: "photutils", bands: bands("kron_flux_*", "g r i"),
      identity: ["label", "sky_centroid.ra", "sky_centroid.dec"],
      measure: .flux(zeroPoint: 31.4), error: "kron_fluxerr_g", label: "class"),
    SurveyExample(
      survey: "rail", bands: bands("mag_*_lsst", "u g r i z y"),
      identity: ["galaxy_id", "ra", "dec"], measure: .magnitude, error: "mag_err_u_lsst",
      leaking: ["redshift"]),
  ]
}

struct SurveyExampleTests {
  @Test func `every survey has an example, but those whose tables are elsewhere`() throws {
    let names = Set(SurveyCatalog.bundled.descriptors.map(\.name))
    let older: Set = [
      "sdss", "gaia", "pan-starrs", "des", "legacy-surveys", "rubin", "sextractor", "generic",
    ]
    #expect(Set(SurveyExample.all.map(\.survey)) == names.subtracting(older))
    let files = try FileManager.default.contentsOfDirectory(atPath: SurveyExample.folder)
    #expect(files.count == SurveyExample.all.count + 1, "a README and a table for each")
  }

  @Test(arguments: SurveyExample.all)
  func `an example is its survey's, with its bands, position and identifier`(
    example: SurveyExample
  ) throws {
    let table = try TableFile.read(example.path)
    #expect(table.rowCount == 10)
    let found = SurveyCatalog.bundled.recognitions(table.schema)
    let columns = try #require(found.first?.columns)
    #expect(columns.survey == example.survey, "\(found.map { ($0.columns.survey, $0.score) })")
    #expect(columns.bands.map { "\($0.band.rawValue)=\($0.column)" } == example.bands)
    #expect(columns.bands.compactMap(\.problem) == [])
    let identity =
      columns.identifierScope
      + [columns.identifier, columns.rightAscension, columns.declination].compactMap { $0 }
    #expect(identity == example.identity)
    let first = columns.bands[0]
    switch (first.measure, example.measure) {
    case (.flux(let found), .flux(let right)): #expect(abs(found - right) < 1e-9)
    case (let found, let right): #expect(found == right)
    }
    #expect(first.errorColumn == example.error)
    #expect(columns.classColumn == example.label)
    #expect(Set(example.leaking).isSubset(of: columns.leaking), "\(columns.leaking)")
    #expect(columns.pointSourceCut?.first == example.cut)
  }

  @Test(arguments: SurveyExample.all)
  func `an example's numbers for 'missing' are declared`(example: SurveyExample) throws {
    let table = try TableFile.read(example.path)
    let columns = try #require(SurveyCatalog.bundled.recognise(table.schema)?.columns)
    func counts(_ declared: (BandColumns) -> [Double]) -> [String: Int] {
      var counts: [String: Int] = [:]
      for band in columns.bands {
        let values = table[band.column]?.doubles() ?? []
        let count = values.count { declared(band).contains($0) }
        if count > 0 { counts[band.column] = count }
      }
      return counts
    }
    #expect(counts(\.notObserved) == example.notObserved)
    #expect(counts(\.notDetected) == example.notDetected)
    var statistics = TableStatistics(table.schema)
    statistics.observe(table)
    #expect(statistics.suspectedSentinels(columns) == [])
  }

  /// Names that several surveys use stay with whom they were.
  @Test(arguments: [
    ("id ra dec mag_g mag_r mag_i", "generic"),
    ("id ra dec mag_g magerr_g mag_r magerr_r", "generic"),
    ("name ra dec Jmag e_Jmag Hmag e_Hmag Kmag e_Kmag", "generic"),
    ("id ra dec flux_g flux_r flux_z", "legacy-surveys"),
    ("ls_id ra dec flux_g flux_r flux_w1 flux_w2 flux_ivar_w1 type", "legacy-surveys"),
    ("NUMBER ALPHA_J2000 DELTA_J2000 MAG_AUTO_g MAG_AUTO_r MAG_AUTO_i FLAGS", "sextractor"),
    ("COADD_OBJECT_ID RA DEC MAG_AUTO_G MAG_AUTO_R MAG_AUTO_I EXTENDED_COADD", "des"),
    ("objectId coord_ra coord_dec g_cModelFlux r_cModelFlux i_cModelFlux", "rubin"),
    ("source_id ra dec Gmag BPmag RPmag pmra parallax", "gaia"),
    ("objid ra dec u g r i z run camcol", "sdss"),
    ("brickid objid ra dec flux_g flux_r flux_z mw_transmission_r", "legacy-surveys"),
  ])
  func `no survey takes another's table`(names: String, survey: String) throws {
    let columns = names.split(separator: " ").map {
      ColumnInfo(name: String($0), type: $0 == "type" ? .string : .double)
    }
    let found = SurveyCatalog.bundled.recognitions(TableSchema(columns: columns))
    #expect(found.first?.columns.survey == survey, "\(found.map { ($0.columns.survey, $0.score) })")
  }
}

struct NamedColumnTests {
  private let text = """
    name: mine
    title: Mine
    source: me
    photometry:
      - columns: {g: first, r: [second, third]}
        errors: {r: third_error}
        measure: magnitude
    bands: [{name: g}, {name: r}]

    """

  @Test func `a descriptor may name each band's column`() throws {
    let schema = TableSchema(
      columns: ["FIRST", "third", "third_error"].map { ColumnInfo(name: $0, type: .float) })
    let bands = try SurveyDescriptor(yaml: text, path: "mine.yaml").recognise(schema)?.columns.bands
    #expect(bands?.map(\.column) == ["FIRST", "third"])
    #expect(bands?.map(\.errorColumn) == [nil, "third_error"])
  }

  @Test(arguments: [
    ("- columns: {g", "- column: x\n    columns: {g", "does not go with 'column'"),
    ("columns: {g: first", "columns: {q: first", "names a column of band 'q'"),
    ("columns: {g: first, r: [second, third]}", "column: \"m_{band}\"", "goes with 'columns'"),
  ])
  func `names of columns that contradict each other are refused`(
    from: String, to: String, problem: String
  ) throws {
    let error = #expect(throws: SkysortError.self) {
      try SurveyDescriptor(yaml: text.replacing(from, with: to), path: "mine.yaml")
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func `a descriptor without photometry names the other columns`() throws {
    let yaml = "name: a\ntitle: a\nsource: a\nphotometry: []\nbands: []\nidentifier: [key]\n"
    let descriptor = try SurveyDescriptor(yaml: yaml, path: "a.yaml")
    let schema = TableSchema(columns: [ColumnInfo(name: "key", type: .int64)])
    #expect(descriptor.recognise(schema) == nil)
    #expect(descriptor.recogniseWithoutPhotometry(schema).columns.identifier == "key")
  }
}
