import Files
import Glibc
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

/// Tables in other units than the one a model was trained on.
struct ModelUnitTests {
  private static let table = SimulatedSky(rowCount: 1200).table()

  /// The simulated sky as fluxes of a zero point, without a descriptor's help.
  private static func fluxes(_ zeroPoint: Double, unit: String) -> (Table, PhotometryColumns) {
    var (table, columns) = (table, SimulatedSky.columns)
    for index in columns.bands.indices {
      let name = columns.bands[index].column
      table = table.changing(name) { _, value in
        Float(pow(10, (zeroPoint - Double(value)) / 2.5))
      }
      columns.bands[index].measure = .flux(zeroPoint: zeroPoint)
      columns.bands[index].unit = unit
      columns.bands[index].system = .ab
      columns.bands[index].plausibleRange = nil
      columns.bands[index].notObserved = []
      columns.bands[index].notDetected = []
    }
    return (table, columns)
  }

  @Test(arguments: [
    (22.5, "nmgy"), (23.9, "uJy"), (31.4, "nJy"), (8.9, "Jy"), (-48.6, "erg/s/cm2/Hz"),
  ])
  func `fluxes of any known unit give the same features`(zeroPoint: Double, unit: String) throws {
    let (own, ownColumns) = Self.fluxes(22.5, unit: "nanomaggy")
    let fixture = try FeatureFixture(own, columns: ownColumns)
    #expect(fixture.features.bands.allSatisfy { $0.unit == "nanomaggy" && $0.system == .ab })
    let (table, columns) = Self.fluxes(zeroPoint, unit: unit)
    let source = try fixture.features.source(for: columns, schema: table.schema, path: "t.fits")
    let other = fixture.features.apply(table, source: source).matrix
    for (found, wanted) in zip(other, fixture.apply().matrix) {
      #expect(abs(found - wanted) < 2e-3)
    }
  }

  private static func inSystem(_ system: MagnitudeSystem?) -> PhotometryColumns {
    var columns = SimulatedSky.columns
    for index in columns.bands.indices {
      columns.bands[index].unit = system.map { "mag(\($0.rawValue))" }
      columns.bands[index].system = system
    }
    return columns
  }

  @Test func `Vega magnitudes become those of the model`() throws {
    let fixture = try FeatureFixture(Self.table, columns: Self.inSystem(.ab))
    let vega = SimulatedSky.bandNames.reduce(Self.table) { table, name in
      table.changing(name) { $1 - Float(Band(name).vegaToAB ?? .nan) }
    }
    let source = try fixture.features.source(
      for: Self.inSystem(.vega), schema: vega.schema, path: "t.fits")
    let found = fixture.features.apply(vega, source: source).matrix
    for (own, wanted) in zip(found, fixture.apply().matrix) { #expect(abs(own - wanted) < 2e-3) }
  }

  @Test func `a band whose offset is not known is refused`() throws {
    var (own, other) = (Self.inSystem(.ab), Self.inSystem(.vega))
    own.bands[1].band = Band("F475W")
    other.bands[1].band = Band("F475W")
    let fixture = try FeatureFixture(Self.table, columns: own)
    let error = #expect(throws: SkysortError.self) {
      try fixture.features.source(for: other, schema: Self.table.schema, path: "t.fits")
    }
    #expect(error?.problem.contains("F475W") == true)
  }

  @Test func `magnitudes whose system the model does not know are told`() throws {
    let fixture = try FeatureFixture(Self.table, columns: Self.inSystem(nil))
    #expect(fixture.features.bands.allSatisfy { $0.unit == nil && $0.system == nil })
    let source = try fixture.features.source(
      for: Self.inSystem(.vega), schema: Self.table.schema, path: "t.fits")
    #expect(source.notes.contains { $0.contains("Vega") })
  }

  @Test func `a table with a band of an unknown unit is refused`() throws {
    let fixture = try FeatureFixture(Self.table)
    var columns = SimulatedSky.columns
    columns.bands[2].problem = "its unit 'banana' is none of fluxes or magnitudes that is known"
    let error = #expect(throws: SkysortError.self) {
      try fixture.features.source(for: columns, schema: Self.table.schema, path: "t.fits")
    }
    #expect(error?.location == "column r" && error?.problem.contains("banana") == true)
  }

  private static func withSize(_ unit: String?, _ factor: Double) -> Table {
    let sizes = (0..<table.rowCount).map { Float(factor * Double(1 + $0 % 7)) }
    return table.replacing(
      Column(info: ColumnInfo(name: "size", type: .float, unit: unit), values: .float(sizes)))
  }

  @Test(arguments: [("arcsec", 1.0), ("deg", 1.0 / 3600), ("mas", 1000.0), ("arcmin", 1.0 / 60)])
  func `other columns are converted too`(unit: String, factor: Double) throws {
    let own = Self.withSize("arcsec", 1)
    let fixture = try FeatureFixture(
      own, options: FeatureOptions(extras: [ExtraFeature("size")]))
    let table = Self.withSize(unit, factor)
    let source = try fixture.features.source(
      for: SimulatedSky.columns, schema: table.schema, path: "t.fits")
    let found = fixture.features.apply(table, source: source).matrix
    for (other, wanted) in zip(found, fixture.apply().matrix) {
      #expect(abs(other - wanted) < 1e-4)
    }
  }

  @Test func `another column in a unit of other things is refused with both`() throws {
    let fixture = try FeatureFixture(
      Self.withSize("arcsec", 1), options: FeatureOptions(extras: [ExtraFeature("size")]))
    let error = #expect(throws: SkysortError.self) {
      try fixture.features.source(
        for: SimulatedSky.columns, schema: Self.withSize("pix", 1).schema, path: "t.fits")
    }
    #expect(error?.problem == "it is in 'pix'; the model was trained on 'arcsec'")
  }
}
