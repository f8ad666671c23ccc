import Files
import Glibc
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

struct PhotometryTests {
  private static let table = SimulatedSky(rowCount: 1200).table()

  /// The made table in nanojansky with errors, and the parts of its columns.
  private static func fluxes(zeroPoint: Double = 31.4) -> (Table, PhotometryColumns) {
    var columns = SimulatedSky.columns
    var table = table
    for index in columns.bands.indices {
      let name = columns.bands[index].column
      table = table.changing(name) { _, value in
        Float(pow(10, (zeroPoint - Double(value)) / 2.5))
      }
      let count = table.rowCount
      table = table.replacing(
        Column(
          info: ColumnInfo(name: name + "_error", type: .float),
          values: .float(Array(repeating: 20, count: count))))
      columns.bands[index].measure = .flux(zeroPoint: zeroPoint)
      columns.bands[index].errorColumn = name + "_error"
      columns.bands[index].plausibleRange = nil
      columns.bands[index].notObserved = []
      columns.bands[index].notDetected = []
    }
    return (table, columns)
  }

  @Test func `a model of magnitudes reads fluxes`() throws {
    let fixture = try FeatureFixture(Self.table)
    let (table, columns) = Self.fluxes()
    let source = try fixture.features.source(
      for: columns, schema: table.schema, path: "flux.fits")
    let fromFlux = fixture.features.apply(table, source: source).matrix
    for (flux, magnitude) in zip(fromFlux, fixture.apply().matrix) {
      #expect(abs(flux - magnitude) < 1e-3)
    }
  }

  @Test func `negative flux is a number, and no detection`() throws {
    let (table, columns) = Self.fluxes()
    let fixture = try FeatureFixture(table, columns: columns)
    #expect(fixture.features.bands[0].softening != nil)
    let batch = fixture.apply(table.changing("u") { $0 == 4 ? -30 : $1 })
    #expect(batch.flags[4].contains(.nonDetection))
    #expect(!batch.flags[4].contains(.missingBand))
    #expect(batch.features(4).allSatisfy { $0.isFinite })
  }

  @Test func `an asinh magnitude fainter than no flux is no detection`() throws {
    var columns = SimulatedSky.columns
    columns.bands[0].measure = .asinhMagnitude(softening: 1.4e-10)
    let fixture = try FeatureFixture(Self.table, columns: columns)
    let batch = fixture.apply(Self.table.changing("u") { $0 == 4 ? 24.7 : $1 })
    #expect(batch.flags[4].contains(.nonDetection))
    #expect(!batch.flags[5].contains(.nonDetection))
  }

  /// The made table behind dust.
  private static func dusty() -> (Table, PhotometryColumns) {
    var columns = SimulatedSky.columns
    columns.reddening = "ebv"
    for index in columns.bands.indices { columns.bands[index].extinctionCoefficient = 2 }
    let table = table.replacing(
      Column(
        info: ColumnInfo(name: "ebv", type: .float),
        values: .float((0..<1200).map { Float($0 % 5) * 0.1 })))
    return (table, columns)
  }

  @Test func `dust is taken away where the table tells it, and that is recorded`() throws {
    let (table, columns) = Self.dusty()
    let fixture = try FeatureFixture(table, columns: columns)
    #expect(fixture.features.dereddening == .applied)
    let behindMore = fixture.apply(
      SimulatedSky.bandNames.reduce(table) {
        $0.changing($1) { row, value in value + Float(row % 5) * 0.2 }
      })
    let free = table.changing("ebv") { _, _ in 0 }
    #expect(zip(behindMore.matrix, fixture.apply(free).matrix).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func `dust stays where that is wanted`() throws {
    let (table, columns) = Self.dusty()
    let fixture = try FeatureFixture(
      table, columns: columns, options: FeatureOptions(dereddens: false))
    #expect(fixture.features.dereddening == .none)
  }

  @Test func `a dereddened model refuses a table that does not tell its dust`() throws {
    let (table, columns) = Self.dusty()
    let fixture = try FeatureFixture(table, columns: columns)
    let error = #expect(throws: SkysortError.self) {
      try fixture.features.source(
        for: SimulatedSky.columns, schema: Self.table.schema, path: "t.fits")
    }
    #expect(error?.description.contains("t.fits: the model was trained on dereddened") == true)
  }

  @Test func `a table of other bands is refused with both sides`() throws {
    let fixture = try FeatureFixture(Self.table)
    var columns = SimulatedSky.columns
    columns.bands.removeLast(2)
    let error = #expect(throws: SkysortError.self) {
      try fixture.features.source(for: columns, schema: Self.table.schema, path: "t.fits")
    }
    #expect(error?.problem == "the model was trained on u, g, r, i, z; the table has u, g, r")
    #expect(error?.fix.contains("Add i, z") == true)
  }
}
