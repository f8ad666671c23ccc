import Files
import Foundation
import Sky
import TestSupport
import Testing

@testable import Tables

/// Descriptors written from tables, and what becomes of columns.
struct SurveyDraftTests {
  private func draft(_ table: Table) -> (text: String, recognition: Recognition?) {
    let surveys = SurveyCatalog.bundled
    let recognition = surveys.recognise(table.schema)
    var statistics = TableStatistics(table.schema, photometry: recognition?.columns)
    statistics.observe(table)
    let draft = SurveyDraft(
      path: "/somewhere/My table.csv", schema: table.schema, statistics: statistics,
      recognition: recognition, surveys: surveys)
    return (draft.text, recognition)
  }

  /// A table of text, and how its draft understands it.
  private func understood(_ text: String) throws -> (text: String, columns: PhotometryColumns) {
    let table = try read(text)
    let text = draft(table).text
    let descriptor = try SurveyDescriptor(yaml: text, path: "draft.yaml")
    let found = descriptor.recognise(table.schema)
    return (text, try #require(found?.columns, "\(text)"))
  }

  @Test(arguments: SurveyExample.all)
  func `a draft of a survey's table understands it as the survey does`(
    example: SurveyExample
  ) throws {
    let table = try TableFile.read(example.path)
    let (text, recognition) = draft(table)
    let own = try #require(recognition?.columns)
    let descriptor = try SurveyDescriptor(yaml: text, path: "draft.yaml")
    let found = try #require(descriptor.recognise(table.schema)?.columns, "\(text)")
    #expect(found.bands.map(\.band) == own.bands.map(\.band), "\(text)")
    #expect(found.bands.map(\.column) == own.bands.map(\.column), "\(text)")
    #expect(found.bands.map(\.errorColumn) == own.bands.map(\.errorColumn), "\(text)")
    #expect(found.bands.map(\.measure) == own.bands.map(\.measure))
    #expect(found.bands.map(\.extinctionCoefficient) == own.bands.map(\.extinctionCoefficient))
    #expect(found.bands.map(\.extinctionColumn) == own.bands.map(\.extinctionColumn), "\(text)")
    #expect(found.bands.map(\.notDetected) == own.bands.map(\.notDetected))
    #expect(found.bands.map(\.isDereddened) == own.bands.map(\.isDereddened))
    #expect(found.bands.map(\.errorMeaning) == own.bands.map(\.errorMeaning))
    #expect(found.identifier == own.identifier && found.identifierScope == own.identifierScope)
    #expect(found.rightAscension == own.rightAscension && found.declination == own.declination)
    #expect(found.classColumn == own.classColumn)
    #expect(Set(own.leaking).isSubset(of: found.leaking), "\(text)")
    #expect(found.pointSourceCut == own.pointSourceCut)
    #expect(found.quality == own.quality)
  }

  @Test func `bands, errors and sentinels of a private table are guessed, and said to be`() throws {
    let (text, columns) = try understood(
      """
      star_no,where_ra,where_dec,my_g_tot,my_r_tot,my_i_tot,sig_g,sig_r,sig_i,kind
      11,10.1,-3.2,18.2,17.5,17.1,0.01,0.01,0.02,STAR
      12,10.2,-3.1,21.2,20.5,20.1,0.05,0.04,0.05,GALAXY
      13,10.3,-3.0,99,19.5,-99,99,0.01,-99,STAR

      """)
    #expect(columns.bands.map(\.band.rawValue) == ["g", "r", "i"])
    #expect(columns.bands.map(\.column) == ["my_g_tot", "my_r_tot", "my_i_tot"])
    #expect(columns.bands.map(\.errorColumn) == ["sig_g", "sig_r", "sig_i"])
    #expect(columns.bands[0].notObserved == [-99] && columns.bands[0].notDetected == [99])
    #expect(columns.classColumn == "kind")
    #expect(columns.rightAscension == "where_ra")
    #expect(columns.identifier == "star_no")
    #expect(text.contains("measure: magnitude  # guess: by their values"), "\(text)")
    #expect(text.contains("guess: -99.0 in 1 rows of my_i_tot"), "\(text)")
    #expect(text.contains("columns: [kind]  # guess: a column of few words, STAR 2, GALAXY 1"))
  }

  @Test func `fluxes whose unit is stated need no zero point`() throws {
    let (text, columns) = try understood(
      """
      # %ECSV 1.0
      # ---
      # datatype:
      # - {name: f606w_fnu, unit: uJy, datatype: float64}
      # - {name: f814w_fnu, unit: uJy, datatype: float64}
      # - {name: f606w_fnu_err, unit: uJy, datatype: float64}
      # - {name: f814w_fnu_err, unit: uJy, datatype: float64}
      f606w_fnu f814w_fnu f606w_fnu_err f814w_fnu_err
      1.5 2.5 0.1 0.1
      -0.2 0.5 0.1 0.1

      """)
    #expect(columns.bands.map(\.band.rawValue) == ["f606w", "f814w"])
    #expect(columns.bands.map(\.measure) == [.flux(zeroPoint: 23.9), .flux(zeroPoint: 23.9)])
    #expect(columns.bands.map(\.errorColumn) == ["f606w_fnu_err", "f814w_fnu_err"])
    #expect(!text.contains("zero_point"), "\(text)")
  }

  @Test func `a zero point that nothing tells is a guess that asks for correction`() throws {
    let (text, columns) = try understood("gFlux,rFlux,zspec\n15.1,20.5,0.1\n7.5,9.5,0.2\n")
    #expect(columns.bands.map(\.column) == ["gFlux", "rFlux"])
    #expect(text.contains("zero_point: 22.5  # guess: nothing says"), "\(text)")
    #expect(columns.leaking == ["zspec"])
  }

  @Test func `columns without a common form are known by their UCD`() throws {
    let (text, columns) = try understood(
      """
      # %ECSV 1.0
      # ---
      # datatype:
      # - {name: blue, datatype: float64, meta: {ucd: phot.mag;em.opt.B}}
      # - {name: visual, datatype: float64, meta: {ucd: phot.mag;em.opt.V}}
      blue visual
      15.5 14.9
      16.5 15.2

      """)
    #expect(columns.bands.map(\.band.rawValue) == ["B", "V"])
    #expect(columns.bands.map(\.column) == ["blue", "visual"])
    #expect(text.contains("B: blue"), "\(text)")
  }

  @Test func `a table without photometry gets a draft of the rest`() throws {
    let table = try read("id,ra,dec,period,label\n1,10,20,0.5,a\n2,11,21,0.6,b\n")
    let text = draft(table).text
    let descriptor = try SurveyDescriptor(yaml: text, path: "draft.yaml")
    #expect(descriptor.recognise(table.schema) == nil)
    let columns = descriptor.recogniseWithoutPhotometry(table.schema).columns
    #expect(columns.identifier == "id" && columns.classColumn == "label")
    #expect(text.contains("guess: no column looks like a magnitude"))
  }

  @Test func `a column that counts the rows is not offered as class where another one is`() throws {
    let rows = (1...60).map { "\($0),15.\($0),14.\($0),\($0 % 2 == 0 ? "STAR" : "GALAXY")\n" }
    let (_, columns) = try understood("label,mag_g,mag_r,spec_class\n" + rows.joined())
    #expect(columns.classColumn == "spec_class")
    #expect(columns.leaking == [])
  }

  @Test func `names that YAML would misread are quoted`() throws {
    let (_, columns) = try understood(
      "\"a: b\",m_g,m_r,\"class\"\n1,15.5,14.9,x\n2,16.5,15.2,\"y # z\"\n")
    #expect(columns.bands.map(\.column) == ["m_g", "m_r"])
  }
}

struct ColumnUseTests {
  private func uses(_ columns: [ColumnInfo]) -> [String: ColumnUse] {
    let schema = TableSchema(columns: columns)
    let surveys = SurveyCatalog.bundled
    let found = ColumnUses(
      schema, surveys.recognise(schema)?.columns, surveys: surveys.descriptors)
    return Dictionary(uniqueKeysWithValues: found.all.map { ($0.column, $0) })
  }

  @Test func `every column says what it is for, or why it is not used`() {
    let found = uses([
      ColumnInfo(name: "objid", type: .int64), ColumnInfo(name: "ra", type: .double),
      ColumnInfo(name: "dec", type: .double), ColumnInfo(name: "modelMag_u", type: .string),
      ColumnInfo(name: "modelMag_g", type: .float), ColumnInfo(name: "modelMagErr_g", type: .float),
      ColumnInfo(name: "modelMag_r", type: .float), ColumnInfo(name: "petroMag_r", type: .float),
      ColumnInfo(name: "modelMag_i", type: .float, shape: [5]),
      ColumnInfo(name: "redshift", type: .double), ColumnInfo(name: "class", type: .string),
      ColumnInfo(name: "note", type: .string), ColumnInfo(name: "radius", type: .float),
      ColumnInfo(name: "profile", type: .float, isVariableLength: true),
    ])
    #expect(found["objid"]?.use == "identifier")
    #expect(found["modelMag_g"]?.use == "band g, asinh magnitudes")
    #expect(found["modelMagErr_g"]?.use == "error of band g")
    #expect(found["class"]?.use == "class")
    #expect(found["modelMag_u"]?.reason == "band u by its name, but it is text")
    #expect(
      found["modelMag_i"]?.reason
        == "band i by its name, but an array of 5 numbers: name an element in a descriptor, "
        + "modelMag_i[0]")
    #expect(found["petroMag_r"]?.reason == "band r too, but modelMag_r is taken")
    #expect(found["redshift"]?.reason == "a leak: it tells the class")
    #expect(found["note"]?.reason == "text")
    #expect(found["radius"]?.reason == "no part of photometry; --features radius would add it")
    #expect(found["profile"]?.reason == "a list whose length differs from row to row")
  }

  @Test func `the likeliest columns are told first, and not more than is useful`() {
    let others = (0..<30).map { ColumnInfo(name: "x\($0)", type: .float) }
    let schema = TableSchema(
      columns: others + [
        ColumnInfo(name: "brightness", type: .float, unit: "mag"),
        ColumnInfo(name: "u", type: .string),
      ])
    let surveys = SurveyCatalog.bundled
    let text = ColumnUses(schema, nil, surveys: surveys.descriptors).unusedText()
    let lines = text.split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines[0] == "  u: band u by its name, but it is text")
    #expect(lines[1].hasPrefix("  brightness: photometry by its unit or UCD"))
    #expect(lines[20] == "  and 12 more")
  }
}
