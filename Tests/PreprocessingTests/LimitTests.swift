import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

/// Values that a table itself calls limits, or none.
struct LimitTests {
  private static let clean = SimulatedSky(rowCount: 1200).table()

  /// A column of texts, one of which is not blank.
  private static func marks(_ name: String, _ mark: String, row: Int) -> Column {
    Column(
      info: ColumnInfo(name: name, type: .string, width: 2),
      values: .string((0..<1200).map { $0 == row ? mark : "" }))
  }

  private static func nulls(_ name: String, row: Int) -> Column {
    Column(
      info: ColumnInfo(name: name, type: .bool), values: .bool((0..<1200).map { $0 == row }))
  }

  /// The simulated sky with its band u in nanomaggies.
  private static var fluxes: (table: Table, columns: PhotometryColumns) {
    var columns = SimulatedSky.columns
    columns.bands[0].measure = .flux(zeroPoint: 22.5)
    columns.bands[0].plausibleRange = nil
    columns.bands[0].notObserved = []
    columns.bands[0].notDetected = []
    let scale = MagnitudeScale.nanomaggies
    return (clean.changing("u") { Float(scale.flux(magnitude: Double($1))) }, columns)
  }

  @Test(arguments: [
    ("<", true), (">", true), ("<=", true), (" < ", true), ("≥", true), ("~", false),
    (":", false), ("", false),
  ])
  func `a marked magnitude is no detection`(mark: String, isLimit: Bool) throws {
    var columns = SimulatedSky.columns
    columns.bands[0].limitColumn = "l_u"
    let table = Self.clean.replacing(Self.marks("l_u", mark, row: 5))
    let batch = try FeatureFixture(table, columns: columns).apply()
    #expect(batch.flags[5].contains(.nonDetection) == isLimit)
    #expect(!batch.flags[6].contains(.nonDetection))
  }

  @Test func `a limit stands in for the magnitude, a sentinel does not`() throws {
    var columns = SimulatedSky.columns
    columns.bands[0].limitColumn = "l_u"
    let marked = Self.clean.replacing(Self.marks("l_u", "<", row: 5))
    let blank = Self.clean.replacing(Self.marks("l_u", "", row: 5))
    let plain = try FeatureFixture(blank, columns: columns)
    let colour = Array(plain.apply().features(5))[0]
    #expect(Array(plain.apply(marked).features(5))[0] == colour)
    let sentinel = marked.changing("u") { $0 == 5 ? 99 : $1 }
    #expect(Array(plain.apply(sentinel).features(5))[0] != colour)
    #expect(plain.apply(sentinel).flags[5].contains(.nonDetection))
  }

  @Test(arguments: [("<", QualityFlags.nonDetection), (">", .missingBand)])
  func `a flux above its limit is no measurement, one below is not detected`(
    mark: String, flag: QualityFlags
  ) throws {
    var (table, columns) = Self.fluxes
    columns.bands[0].limitColumn = "l_u"
    table = table.replacing(Self.marks("l_u", mark, row: 5))
    let batch = try FeatureFixture(table, columns: columns).apply()
    #expect(batch.flags[5].contains(flag))
    #expect(!batch.flags[6].contains(flag))
  }

  @Test func `a magnitude that is null is not detected, a flux that is null not observed`() throws {
    var columns = SimulatedSky.columns
    columns.bands[0].nullColumn = "u_isnull"
    let magnitudes = Self.clean.replacing(Self.nulls("u_isnull", row: 5))
    #expect(
      try FeatureFixture(magnitudes, columns: columns).apply().flags[5].contains(.nonDetection))
    var (table, fluxColumns) = Self.fluxes
    fluxColumns.bands[0].nullColumn = "u_isnull"
    table = table.replacing(Self.nulls("u_isnull", row: 5))
    let flags = try FeatureFixture(table, columns: fluxColumns).apply().flags
    #expect(flags[5].contains(.missingBand) && !flags[6].contains(.missingBand))
  }

  @Test(.enabled(if: RealData.has("field_reports/24-alhambra-vizier-csv/labelled.csv")))
  func `every limit of a VizieR table is a non-detection`() throws {
    let folder = "field_reports/24-alhambra-vizier-csv"
    let path = RealData.path("\(folder)/labelled.csv")
    let reader = try TableFile.open(path)
    let descriptor = try SurveyDescriptor.load(RealData.path("\(folder)/alhambra.yaml"))
    let columns = try #require(descriptor.recognise(reader.schema)?.columns)
    let table = try TableFile.read(
      reader, columns: columns.bands.flatMap(\.measurementColumns))
    let photometry = try TablePhotometry(table, columns: columns, path: path)
    var limits = 0
    for (index, band) in columns.bands.enumerated() {
      guard let marks = band.limitColumn.flatMap({ table[$0]?.values.strings }) else { continue }
      for (row, mark) in marks.enumerated() where mark == "<" {
        #expect(photometry.magnitudes[index][row].isNaN)
        limits += 1
      }
    }
    #expect(limits == 846)
  }
}
