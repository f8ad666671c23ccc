import Files
import Sky
import Tables
import TestSupport
import Testing

/// Elements of columns that hold an array in each row.
struct ColumnElementTests {
  private static let names = ["u", "g", "r", "i", "z"]

  /// Three rows; element `i` of row `r` is `20 + i + r / 4`.
  private static func array(
    _ name: String, elements: Int = 5, unit: String? = nil, validity: [Bool]? = nil
  ) -> Column {
    let values = (0..<3).flatMap { row in
      (0..<elements).map { 20 + Float($0) + Float(row) / 4 }
    }
    return Column(
      info: ColumnInfo(name: name, type: .float, shape: [elements], unit: unit),
      values: .array(
        ColumnArrays(
          elements: .float(values), offsets: (0...3).map { $0 * elements },
          validity: validity)))
  }

  private static func scalar(_ name: String, type: ElementType = .int64) -> Column {
    Column(
      info: ColumnInfo(name: name, type: type),
      values: type == .int64 ? .int64([1, 2, 3]) : .double([1, 2, 3]))
  }

  @Test(arguments: ["a.fits", "a.ecsv"])
  func `an element is read by its name, as a column`(name: String) throws {
    let folder = try TemporaryFolder()
    let table = Table(columns: [
      Self.scalar("id"), Self.array("PSFMAG", unit: "mag"), Self.array("ERR"),
    ])
    try TableFile.write(table, to: folder.file(name))
    let reader = try TableFile.open(folder.file(name))
    let info = try #require(reader.schema["PSFMAG[2]"])
    #expect(info.isScalar && info.unit == "mag" && info.name == "PSFMAG[2]")
    #expect(reader.schema.names == ["id", "PSFMAG", "ERR"])
    let found = try TableFile.read(
      reader, columns: ["PSFMAG[2]", "id", "PSFMAG[0]", "ERR[4]", "PSFMAG"])
    #expect(found.columns.map(\.name) == ["PSFMAG[2]", "id", "PSFMAG[0]", "ERR[4]", "PSFMAG"])
    #expect(found["PSFMAG[2]"]?.floats() == [22, 22.25, 22.5])
    #expect(found["PSFMAG[0]"]?.floats() == [20, 20.25, 20.5])
    #expect(found["ERR[4]"]?.floats() == [24, 24.25, 24.5])
  }

  @Test func `a missing element is missing`() {
    var validity = [Bool](repeating: true, count: 15)
    validity[7] = false
    let table = Table(columns: [Self.array("m", validity: validity)])
    let column = table["m[2]"]
    #expect((0..<3).map { column?.isValid($0) } == [true, false, true])
  }

  @Test(arguments: ["m[5]", "m[-1]", "m[]", "m[1", "n[0]", "id[0]", "[0]", "m[1,2]"])
  func `what is no element is no column`(name: String) {
    let table = Table(columns: [Self.scalar("id"), Self.array("m")])
    #expect(table[name] == nil && table.schema[name] == nil)
  }

  /// Columns of files, the survey and the bands they hold.
  private static let files: [([Column], String, [String])] = [
    // A sweep of SDSS.
    (
      [scalar("RUN"), scalar("CAMCOL"), array("MODELFLUX"), array("MODELFLUX_IVAR")], "sdss",
      names.indices.map { "MODELFLUX[\($0)]" }
    ),
    // photoObj.
    (
      [scalar("OBJC_TYPE"), scalar("RUN"), array("PSFMAG"), array("PSFMAGERR")], "sdss",
      names.indices.map { "PSFMAG[\($0)]" }
    ),
    // tsObj.
    (
      [scalar("run"), scalar("camCol"), array("psfCounts", unit: "luptitudes"), array("type")],
      "sdss", names.indices.map { "psfCounts[\($0)]" }
    ),
    // The Legacy Surveys' apertures.
    (
      [
        scalar("BRICKID"), scalar("MASKBITS"), array("APFLUX_G", elements: 8),
        array("APFLUX_R", elements: 8), array("APFLUX_IVAR_R", elements: 8),
      ], "legacy-surveys", ["APFLUX_G[4]", "APFLUX_R[4]"]
    ),
    // Their first data releases.
    (
      [scalar("brickid"), scalar("objid"), array("decam_flux", elements: 6)], "legacy-surveys",
      ["decam_flux[1]", "decam_flux[2]", "decam_flux[3]", "decam_flux[4]"]
    ),
  ]

  @Test(arguments: files)
  func `band arrays are known`(columns: [Column], survey: String, bands: [String]) throws {
    let schema = TableSchema(columns: columns.map(\.info))
    let found = try #require(SurveyCatalog.bundled.recognise(schema)?.columns)
    #expect(found.survey == survey)
    #expect(found.bands.map(\.column) == bands)
    #expect(found.bands.allSatisfy { $0.problem == nil })
    #expect(found.classColumn != "type")
  }

  @Test func `an array of another length is not taken for the bands`() {
    let columns = [Self.scalar("RUN"), Self.scalar("CAMCOL"), Self.array("PSFMAG", elements: 4)]
    #expect(
      SurveyCatalog.bundled.recognise(TableSchema(columns: columns.map(\.info))) == nil)
  }

  @Test(arguments: [
    ("{column: \"m[{index}]\", error: \"e[{index}]\", measure: magnitude}", ["m[0]", "m[1]"]),
    (
      "{column: \"m[{index}]\", elements: [r, g], measure: magnitude}", ["m[1]", "m[0]"]
    ),
  ])
  func `a descriptor says which element is which band`(
    pattern: String, columns: [String]
  ) throws {
    let descriptor = try SurveyDescriptor(
      yaml: """
        name: mine
        title: Mine
        source: me
        photometry: [\(pattern)]
        bands: [{name: g}, {name: r}]
        """, path: "mine.yaml")
    let schema = TableSchema(
      columns: [Self.array("m", elements: 2).info, Self.array("e", elements: 2).info])
    let found = try #require(descriptor.recognise(schema)?.columns)
    #expect(found.bands.map(\.band.rawValue) == ["g", "r"])
    #expect(found.bands.map(\.column) == columns)
    #expect(found.bands[0].errorColumn == (pattern.contains("error") ? "e[0]" : nil))
  }

  @Test func `an element has statistics behind its column's`() throws {
    let table = Table(columns: [Self.scalar("RUN"), Self.scalar("CAMCOL"), Self.array("PSFMAG")])
    let found = try #require(SurveyCatalog.bundled.recognise(table.schema)?.columns)
    let statistics = try TableStatistics(
      reading: MemoryTableReader(table), photometry: found)
    #expect(
      statistics.columns.map(\.info.name)
        == ["RUN", "CAMCOL", "PSFMAG"] + (0..<5).map { "PSFMAG[\($0)]" })
    #expect(statistics["PSFMAG[3]"]?.minimum == 23 && statistics["PSFMAG[3]"]?.maximum == 23.5)
  }

  @Test(.enabled(if: RealData.isPresent)) func `a tsObj file has five bands`() throws {
    let name = "sky_images/astrometry_net/sdss/testdata/cut-tsObj-002830-6-0-0398.fit"
    let reader = try TableFile.open(RealData.file(name))
    let found = try #require(SurveyCatalog.bundled.recognise(reader.schema)?.columns)
    #expect(found.survey == "sdss")
    #expect(found.bands.map(\.column) == (0..<5).map { "counts_model[\($0)]" })
    #expect(found.bands[2].extinctionColumn == "reddening[2]")
    #expect(found.bands[2].errorColumn == "counts_modelErr[2]")
    let table = try TableFile.read(reader, columns: ["psfCounts[2]", "reddening[4]"])
    #expect(table.rowCount == 50)
    #expect(table["psfCounts[2]"]?.floats()?.first == 13.004_971_5)
    let dust = try #require(table["reddening[4]"]?.floats()?.first)
    #expect(abs(dust - 0.043_224_56) < 1e-8)
  }
}

/// Columns that mark limits and absences.
struct LimitColumnTests {
  private func recognise(_ columns: [(String, ElementType)]) throws -> BandColumns {
    let schema = TableSchema(columns: columns.map { ColumnInfo(name: $0.0, type: $0.1) })
    let found = SurveyCatalog.bundled.recognise(schema)?.columns
    return try #require(found?.bands.first)
  }

  @Test(
    arguments: [
      ("l_mag_g", ElementType.string, "l_mag_g"), ("L_MAG_G", .string, "L_MAG_G"),
      // A column of blanks holds no marks.
      ("l_mag_g", .double, nil), ("l_mag_r", .string, nil), ("mag_g_l", .string, nil),
    ] as [(String, ElementType, String?)])
  func `VizieR's marks of limits belong to their column`(
    name: String, type: ElementType, found: String?
  ) throws {
    let band = try recognise([("mag_g", .double), ("mag_r", .double), (name, type)])
    #expect(band.limitColumn == found)
  }

  @Test(
    arguments: [
      ("mag_g_isnull", ElementType.bool, "mag_g_isnull"), ("mag_g_isNull", .bool, "mag_g_isNull"),
      ("mag_g_isnull", .uint8, "mag_g_isnull"), ("mag_g_isnull", .string, nil),
      ("mag_isnull", .bool, nil),
    ] as [(String, ElementType, String?)])
  func `a column of absences belongs to its column`(
    name: String, type: ElementType, found: String?
  ) throws {
    let band = try recognise([("mag_g", .double), ("mag_r", .double), (name, type)])
    #expect(band.nullColumn == found)
  }

  @Test(
    arguments: [
      ("<", LimitMark.fainter, LimitMark.fainter), (">", .fainter, .brighter),
      ("<=", .fainter, .fainter), ("≥", .fainter, .brighter), (" < ", .fainter, .fainter),
      ("~", nil, nil), ("", nil, nil), (":", nil, nil),
    ] as [(String, LimitMark?, LimitMark?)])
  func `a mark means what it says of a magnitude, and of a flux`(
    text: String, ofMagnitude: LimitMark?, ofFlux: LimitMark?
  ) {
    #expect(LimitMark(text, of: .magnitude) == ofMagnitude)
    #expect(LimitMark(text, of: .flux(zeroPoint: 22.5)) == ofFlux)
  }

  @Test(arguments: [("nmgyµ", true), ("nmgyÿ", true), ("µnmgy²", false), ("µ", false)])
  func `a unit with foreign characters is the survey's, or none`(unit: String, isKnown: Bool) throws
  {
    let columns = ["brickid", "maskbits", "flux_g", "flux_r"].map {
      ColumnInfo(name: $0, type: .double, unit: $0.hasPrefix("flux") ? unit : nil)
    }
    let found = try #require(SurveyCatalog.bundled.recognise(TableSchema(columns: columns)))
    #expect((found.columns.bands[0].problem == nil) == isKnown)
    #expect(found.warnings.joined().contains("taken for nmgy") == isKnown)
  }
}
