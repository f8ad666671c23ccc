import Files
import Sky
import Tables
import Testing

/// Bands and positions by the names of columns.
struct ColumnNameTests {
  private func recognise(_ names: String) throws -> Recognition {
    let columns = names.split(separator: " ").map { ColumnInfo(name: String($0), type: .double) }
    return try #require(SurveyCatalog.bundled.recognise(TableSchema(columns: columns)))
  }

  @Test(arguments: [
    // Gaia's G, BP, RP beside SDSS magnitudes; the order of columns does not count.
    ("source_id G BP RP u g r i z class", "u g r i z"), ("u g r i z G BP RP class", "u g r i z"),
    ("mag_G mag_g mag_r mag_i", "mag_g mag_r mag_i"), ("z g r i Z", "g r i z"),
    ("MAG_AUTO_g MAG_AUTO_G MAG_AUTO_r MAG_AUTO_R MAG_AUTO_I", "MAG_AUTO_g MAG_AUTO_r"),
    ("K ks J H", "J H K"), ("DERED_U DERED_G DERED_R", "DERED_U DERED_G DERED_R"),
  ])
  func `the exact case of a band wins`(names: String, columns: String) throws {
    let found = try recognise(names).columns.bands
    #expect(found.map(\.column).joined(separator: " ") == columns)
    #expect(found.allSatisfy { $0.problem == nil })
  }

  @Test(arguments: [
    ("G u r i z class", "G is not taken for band g"),
    ("g r i Z class", "Z is not taken for band z"),
    ("mag_U mag_B mag_V mag_R mag_g mag_i", "mag_U is not taken"),
    ("U B V R I", ""), ("u G r i z", "G is not taken"),
  ])
  func `a letter in the other case is another band`(names: String, warning: String) throws {
    let columns = names.split(separator: " ").map { ColumnInfo(name: String($0), type: .double) }
    let found = SurveyCatalog.bundled.recognise(TableSchema(columns: columns))
    #expect(warning.isEmpty ? found == nil : found?.warnings.joined().contains(warning) == true)
  }

  @Test(arguments: [
    ("Mag_G MAG_g mag_r mag_i", "MAG_g"), ("mag_y mag_Y mag_J", "mag_y"),
    ("mag_k mag_ks mag_J", "mag_k and mag_ks"), ("MAG_k Mag_k mag_J", "MAG_k and Mag_k"),
    ("brickid FLUX_g Flux_g flux_r", "FLUX_g and Flux_g"),
    ("mag_KS mag_k mag_H", "mag_k and mag_KS"), ("w1_mag W1_MAG w2_mag", "W1_MAG"),
    ("G_MAG g_MAG r_MAG", "g_MAG"),
  ])
  func `two columns for one band are refused with both names`(
    names: String, mention: String
  ) throws {
    let found = try recognise(names).columns
    let problems = found.bands.compactMap(\.problem)
    if problems.isEmpty {
      #expect(found.bands.contains { $0.column == mention }, "\(found.bands.map(\.column))")
    } else {
      #expect(problems[0].contains(mention), "\(problems)")
      #expect(throws: SkysortError.self) { try found.check(path: "t.fits") }
    }
  }

  @Test(arguments: [
    ("sky_centroid.ra", "sky_centroid.dec"), ("_RAJ2000", "_DEJ2000"), ("RAJ2000", "DEJ2000"),
    ("RIGHT_ASCENSION", "DECLINATION"), ("i_ra", "i_dec"), ("ALPHAWIN_J2000", "DELTAWIN_J2000"),
    ("X_WORLD", "Y_WORLD"), ("coord_ra", "coord_dec"), ("RAdeg", "DEdeg"), ("_RA.icrs", "_DE.icrs"),
    ("TARGET_RA", "TARGET_DEC"), ("centre.ra", "centre.dec"), ("ref_ra", "ref_dec"),
    ("ra2000", "dec2000"), ("RA_ICRS", "DE_ICRS"),
  ])
  func `positions are found by the names of surveys and programs`(
    right: String, declination: String
  ) throws {
    let found = try recognise("label \(right) \(declination) mag_g mag_r").columns
    #expect(found.rightAscension == right && found.declination == declination)
  }

  @Test func `positions are found by their UCD`() throws {
    let columns = [
      ColumnInfo(name: "lon", type: .double, ucd: "pos.eq.ra;meta.main"),
      ColumnInfo(name: "lat", type: .double, ucd: "pos.eq.dec;meta.main"),
      ColumnInfo(name: "mag_g", type: .double), ColumnInfo(name: "mag_r", type: .double),
    ]
    let found = SurveyCatalog.bundled.recognise(TableSchema(columns: columns))?.columns
    #expect(found?.rightAscension == "lon" && found?.declination == "lat")
  }

  @Test func `sexagesimal positions give way to those in degrees`() throws {
    let columns = [
      ColumnInfo(name: "RAJ2000", type: .string), ColumnInfo(name: "DEJ2000", type: .string),
      ColumnInfo(name: "_RAJ2000", type: .double), ColumnInfo(name: "_DEJ2000", type: .double),
      ColumnInfo(name: "mag_g", type: .double), ColumnInfo(name: "mag_r", type: .double),
    ]
    let found = SurveyCatalog.bundled.recognise(TableSchema(columns: columns))?.columns
    #expect(found?.rightAscension == "_RAJ2000")
  }
}
